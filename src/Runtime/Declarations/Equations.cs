namespace OptimizerDsl;

/// <summary>
/// The functions of an update rule, by <c>using static OptimizerDsl.Equations;</c>. Each takes a type and gives it back:
/// <see cref="double"/> and <see cref="Coefficients"/> on the host, <see cref="Scalar"/> once per tensor, <see cref="Tensor"/>
/// and <see cref="TensorBank"/> once per element. Reductions alone go from <see cref="Tensor"/> to <see cref="Scalar"/>.
/// </summary>
/// <remarks>
/// NaN and infinity behave as in PyTorch. A <see cref="Tensor"/> without a value, and tensors, banks or coefficients of different
/// lengths, are an <see cref="InvalidOperationException"/>. Only the reference execution runs these functions; the generator
/// compiles calls of them.
/// </remarks>
public static partial class Equations;

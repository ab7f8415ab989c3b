namespace OptimizerDsl;

/// <summary>
/// Declares the optimizer that follows this class's <c>Update</c> method: the generator compiles the method and adds the
/// constructors, options, state and <c>step</c> of a TorchSharp optimizer.
/// </summary>
/// <remarks>
/// The class is <see langword="partial"/>. <c>void Update(ref Tensor θ, Tensor g)</c> computes one step of one parameter from
/// its gradient; further parameters, in any order, are <c>int t</c> (the number of this step, counted from 1) and, with
/// <see cref="MemoryAugmentedAttribute"/>, <c>CriticalMemory memory</c>.
/// </remarks>
/// <example>
/// <code>
/// [Optimizer]
/// public partial class Momentum
/// {
///     [Hyperparameter(AtLeast = 0)] double lr, momentum = 0.9;
///     [State("momentum_buffer")] Tensor velocity;
///
///     void Update(ref Tensor θ, Tensor g)
///     {
///         velocity = momentum * velocity + g;
///         θ -= lr * velocity;
///     }
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class OptimizerAttribute : Attribute;

namespace OptimizerDsl;

/// <summary>
/// Lets an update rule call this method on tensors of TorchSharp, for what is not element by element: matrix products,
/// decompositions, sorting. It runs between two fused passes, once per parameter and step.
/// </summary>
/// <remarks>
/// The method is static and returns a <c>torch.Tensor</c> of the parameter's shape, of any floating-point type. It takes tensors,
/// each in the parameter's shape, type and place, and values known on the host: <see cref="double"/>, <see cref="int"/>,
/// <see cref="bool"/>, <see cref="Coefficients"/>. It must not change its arguments in place. Gradients are disabled while it
/// runs, and the tensors that it makes are disposed of afterwards. What it throws, the step throws, and has not been taken then.
/// <para><c>Update</c> assigns what it returns to a <see cref="Tensor"/>, and calls it in every step, outside of any
/// <see langword="if"/>.</para>
/// <para>A state in a shape of its own (<see cref="StateAttribute.Shape"/>) is one more tensor that it may take, and what it
/// returns may become one, in that state's shape then. Where a parameter has no such state, it takes
/// <see langword="null"/> for it, and what it returns for it does not count.</para>
/// </remarks>
/// <example>
/// <code>
/// Tensor sorted = Sorted(g, descending);
/// ...
/// [Eager] static torch.Tensor Sorted(torch.Tensor x, bool descending) => x.sort(descending: descending).values;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false, Inherited = false)]
public sealed class EagerAttribute : Attribute
{
    /// <summary>
    /// How many dimensions parameters must have for the method: 2 for matrices. Any others are an <see cref="ArgumentException"/>
    /// when they are given to the optimizer. -1, the default, for any number.
    /// </summary>
    public int Dimensions { get; init; } = -1;
}

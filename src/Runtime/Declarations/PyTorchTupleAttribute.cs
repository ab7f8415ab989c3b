namespace OptimizerDsl;

/// <summary>Says which hyperparameters PyTorch keeps as one tuple, as in <c>[PyTorchTuple("etas", nameof(etaminus), nameof(etaplus))]</c>.</summary>
/// <remarks>Numbered names need none: <c>beta1</c> and <c>beta2</c> are <c>betas</c>.</remarks>
/// <param name="name">The name of the tuple in PyTorch.</param>
/// <param name="entries">The hyperparameters, in its order.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PyTorchTupleAttribute(string name, params string[] entries) : Attribute
{
    /// <summary>The name of the tuple in PyTorch.</summary>
    public string Name { get; } = name;

    /// <summary>The hyperparameters, in the order of the tuple.</summary>
    public string[] Entries { get; } = entries;
}

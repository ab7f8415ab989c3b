namespace OptimizerDsl;

/// <summary>
/// Says that PyTorch has an optimizer, and where it keeps something else than the declaration does, for
/// <see cref="Compiled.CompiledOptimizer.save_safetensors"/> and <see cref="Compiled.CompiledOptimizer.load_safetensors"/>.
/// </summary>
/// <remarks>
/// States and hyperparameters go by their names in both; see <see cref="PyTorchTupleAttribute"/> for those that PyTorch keeps
/// together. As in PyTorch, nothing is saved of a parameter that has made no step yet.
/// </remarks>
/// <param name="name">The name of the class in PyTorch, such as <c>"SGD"</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class PyTorchAttribute(string name) : Attribute
{
    /// <summary>The name of the class in PyTorch.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Whether PyTorch counts the steps of a parameter, as <c>step</c>. Where it does not, a parameter with any state is taken to have
    /// made one step. Default true.
    /// </summary>
    public bool CountsSteps { get; init; } = true;

    /// <summary>A switch that the class in PyTorch has set for good, where the optimizer has none; <see langword="null"/> for none.</summary>
    public string? Implies { get; init; }
}

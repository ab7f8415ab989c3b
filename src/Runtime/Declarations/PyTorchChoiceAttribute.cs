namespace OptimizerDsl;

/// <summary>
/// Says that PyTorch has a choice between two names where the declaration has a switch, as in
/// <c>[PyTorchChoice("adjust_lr_fn", nameof(match_rms_adamw), "original", "match_rms_adamw")]</c>.
/// </summary>
/// <remarks>PyTorch's None stands for the first.</remarks>
/// <param name="name">The name of the choice in PyTorch.</param>
/// <param name="hyperparameter">The hyperparameter, a <see cref="bool"/>.</param>
/// <param name="whenFalse">What PyTorch chooses where it is false.</param>
/// <param name="whenTrue">What PyTorch chooses where it is true.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PyTorchChoiceAttribute(string name, string hyperparameter, string whenFalse, string whenTrue) : Attribute
{
    /// <summary>The name of the choice in PyTorch.</summary>
    public string Name { get; } = name;

    /// <summary>The hyperparameter.</summary>
    public string Hyperparameter { get; } = hyperparameter;

    /// <summary>What PyTorch chooses where it is false.</summary>
    public string WhenFalse { get; } = whenFalse;

    /// <summary>What PyTorch chooses where it is true.</summary>
    public string WhenTrue { get; } = whenTrue;
}

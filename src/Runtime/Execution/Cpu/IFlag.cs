using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>
/// A boolean hyperparameter as a type argument: the JIT compiles a kernel for each value and drops the branches not taken.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFlag
{
    /// <summary>Whether the flag is set.</summary>
    static abstract bool Value { get; }
}

/// <summary>The flag that is set.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct On : IFlag
{
    /// <inheritdoc/>
    public static bool Value => true;
}

/// <summary>The flag that is not set.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Off : IFlag
{
    /// <inheritdoc/>
    public static bool Value => false;
}

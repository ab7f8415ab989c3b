using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>The update rule of a generated optimizer in the compiler's own notation, so that other assemblies can build on it.</summary>
/// <param name="text">The rule.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CompiledRuleAttribute(string text) : Attribute
{
    /// <summary>The rule.</summary>
    public string Text { get; } = text;
}

using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>The field of an options class that holds a hyperparameter, without reflection: what nobody names, trimming takes away.</summary>
/// <param name="Name">The name of the hyperparameter.</param>
/// <param name="Type">The type of its values: double, int, bool, <see cref="Coefficients"/> or ScalarType.</param>
/// <param name="Get">The value; null if it has none.</param>
/// <param name="Set">Sets the value, which must be of the type, or null.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record HyperparameterField(string Name, Type Type, Func<CompiledOptions, object?> Get, Action<CompiledOptions, object?> Set);

using System.Collections;
using TorchSharp.Modules;

namespace OptimizerDsl;

/// <summary>
/// Parameters with their names, for a group of an optimizer: checkpoints then find a parameter by its name, whatever the order.
/// </summary>
/// <example><code>optimizer.add_param_group(new Adam.ParamGroup(new NamedParameters(model.named_parameters()), lr: 1e-4));</code></example>
public sealed class NamedParameters : IReadOnlyList<Parameter>
{
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <summary>Takes the parameters of a module.</summary>
    /// <param name="parameters">Its <c>named_parameters()</c>; none if null.</param>
    /// <exception cref="ArgumentException">A parameter has no name.</exception>
    public NamedParameters(IEnumerable<(string name, Parameter parameter)>? parameters)
    {
        var list = parameters?.ToList() ?? [];
        if (list.FindIndex(p => string.IsNullOrEmpty(p.name)) is >= 0 and var nameless)
            throw new ArgumentException($"Parameter {nameless} has no name (give the parameters without names, or all of them with).", nameof(parameters));
        _parameters = list.ConvertAll(p => p.parameter);
        Names = list.ConvertAll(p => p.name);
    }

    internal NamedParameters(IReadOnlyList<Parameter> parameters, IReadOnlyList<string> names) => (_parameters, Names) = (parameters, names);

    /// <summary>The names, in the order of the parameters.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public int Count => _parameters.Count;

    /// <inheritdoc/>
    public Parameter this[int index] => _parameters[index];

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Other parameters in place of these, under the same names where they have any.</summary>
    internal static IEnumerable<Parameter> Replaced(IEnumerable<Parameter> parameters, Func<Parameter, Parameter> other) =>
        parameters is NamedParameters named ? new NamedParameters([.. named.Select(other)], named.Names) : parameters.Select(other);
}

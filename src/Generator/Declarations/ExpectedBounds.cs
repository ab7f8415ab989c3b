using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>The bounds that a hyperparameter of this name has in every paper.</summary>
internal sealed record ExpectedBounds(string Arguments, string Words, double Below)
{
    private static readonly ExpectedBounds s_size = new("AtLeast = 0", "at least 0", double.PositiveInfinity);
    private static readonly ExpectedBounds s_decay = new("AtLeast = 0, Below = 1", "at least 0 and below 1", 1);

    public static ExpectedBounds? Of(string name) => name switch
    {
        "lr" or "eps" or "weight_decay" => s_size,
        "decay" => s_decay,
        _ when name.StartsWith("beta", StringComparison.Ordinal) => s_decay,
        _ => null,
    };

    /// <summary>What to write for a hyperparameter that has no bounds, unless its default says that it is meant otherwise.</summary>
    public static ExpectedBounds? MissingFrom(Hyperparameter h)
    {
        if (h.Type is not (HyperparameterType.Double or HyperparameterType.Coefficients)) return null;
        if (!new[] { h.AtLeast, h.Above, h.AtMost, h.Below }.All(double.IsNaN) || Of(h.Name) is not { } expected) return null;
        return h.Entries.Append(h.Default ?? 0).All(value => value >= 0 && value < expected.Below) ? expected : null;
    }
}

using System.ComponentModel;
using System.Globalization;
using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

/// <summary>Checks hyperparameters against the bounds of their declaration.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Bounds
{
    /// <summary>Checks a number. A bound that is NaN is none; NaN and infinite values are always refused.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of bounds.</exception>
    public static void Require(
        string name, double? value, double atLeast = double.NaN, double above = double.NaN, double atMost = double.NaN, double below = double.NaN)
    {
        if (value is not { } number)
            throw new ArgumentOutOfRangeException(name, $"The hyperparameter {name} has no value.");
        if (IsWithin(number, atLeast, above, atMost, below)) return;
        throw new ArgumentOutOfRangeException(name, number, $"The hyperparameter {name} must be {Describe(atLeast, above, atMost, below)}, but is {Text(number)}.");
    }

    /// <summary>Checks every entry of a coefficient vector, which must have at least one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An entry is out of bounds, or there is none.</exception>
    public static void Require(
        string name, Coefficients? value, double atLeast = double.NaN, double above = double.NaN, double atMost = double.NaN, double below = double.NaN)
    {
        if (value is null || value.Count == 0)
            throw new ArgumentOutOfRangeException(name, $"The hyperparameter {name} must have at least one entry.");
        for (var k = 0; k < value.Count; k++)
        {
            if (IsWithin(value[k], atLeast, above, atMost, below)) continue;
            throw new ArgumentOutOfRangeException(name, value, $"Every entry of the hyperparameter {name} must be {Describe(atLeast, above, atMost, below)}, but entry {k} is {Text(value[k])}.");
        }
    }

    /// <summary>Checks the type that something is to be kept in; null leaves it to the declaration.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a floating-point type.</exception>
    public static void Require(string name, ScalarType? value)
    {
        if (value is null or ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64) return;
        throw new ArgumentOutOfRangeException(name, value, $"The hyperparameter {name} must be null, Float32, BFloat16, Float16 or the type of the parameters, but is {value}.");
    }

    /// <summary>What tells that a constraint between hyperparameters does not hold, with the values that break it.</summary>
    /// <param name="message">What is required.</param>
    /// <param name="values">The hyperparameters of which it speaks.</param>
    public static ArgumentException Broken(string message, params (string Name, object Value)[] values)
    {
        var list = values.Select(v => $"{v.Name} is {Text(v.Value)}").ToArray();
        return new($"{message}, but {(list.Length < 2 ? list[0] : string.Join(", ", list[..^1]) + " and " + list[^1])}.");
    }

    private static bool IsWithin(double value, double atLeast, double above, double atMost, double below) =>
        double.IsFinite(value) && !(value < atLeast || value <= above || value > atMost || value >= below);

    private static string Describe(double atLeast, double above, double atMost, double below)
    {
        var bounds = new[] { ("at least", atLeast), ("above", above), ("at most", atMost), ("below", below) }
            .Where(b => !double.IsNaN(b.Item2)).Select(b => b.Item1 + " " + Text(b.Item2)).ToArray();
        return bounds.Length == 0 ? "finite" : string.Join(" and ", bounds);
    }

    private static string Text(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        Coefficients entries => $"[{string.Join(", ", entries.Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

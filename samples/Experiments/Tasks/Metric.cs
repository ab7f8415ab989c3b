namespace Experiments;

/// <summary>What a trained model is judged by, beside its loss.</summary>
/// <param name="Name">What it is, with its unit: "accuracy, %".</param>
/// <param name="IsSmallerBetter">Whether less is better.</param>
/// <param name="Decimals">How many decimals are worth showing.</param>
internal sealed record Metric(string Name, bool IsSmallerBetter, int Decimals = 2)
{
    /// <summary>Its name without the unit.</summary>
    public string Word => Name.Split(',')[0];

    /// <summary>Its name in files.</summary>
    public string Key => Word.Replace(' ', '_');

    /// <summary>The value as tables show it.</summary>
    public string Text(double value) => double.IsFinite(value) ? value.ToString($"F{Decimals}") : "diverged";

    /// <summary>Whether a value is better than another; any is better than NaN.</summary>
    public bool IsBetter(double value, double than) =>
        double.IsNaN(than) ? !double.IsNaN(value) : IsSmallerBetter ? value < than : value > than;
}

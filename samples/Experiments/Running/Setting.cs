using System.Globalization;

namespace Experiments;

/// <summary>A setting of an experiment: what -o may change.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Default">Its value unless changed: the paper's, where the paper has one.</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="Expected">What values it takes, in words.</param>
/// <param name="Accepts">Whether a value is one of those.</param>
internal sealed record Setting(string Name, string Default, string Meaning, string Expected, Func<string, bool> Accepts)
{
    /// <summary>A finite number in a range that includes its ends.</summary>
    public static Setting Number(string name, double value, string meaning, double atLeast, double atMost) => new(
        name, Text(value), meaning, $"a number from {Text(atLeast)} to {Text(atMost)}",
        text => Parse(text) is { } number && number >= atLeast && number <= atMost);

    /// <summary>A whole number in a range that includes its ends.</summary>
    public static Setting Whole(string name, int value, string meaning, int atLeast, int atMost) => new(
        name, Text(value), meaning, $"a whole number from {atLeast} to {atMost}", text => IsWhole(text, atLeast, atMost));

    /// <summary>One number or several, with commas between them.</summary>
    public static Setting Numbers(string name, double[] values, string meaning, double atLeast, double atMost) => new(
        name, string.Join(',', values.Select(Text)), meaning, $"numbers from {Text(atLeast)} to {Text(atMost)} with commas between them",
        text => text.Split(',').All(part => Parse(part) is { } number && number >= atLeast && number <= atMost));

    /// <summary>One whole number or several, with commas between them.</summary>
    public static Setting Wholes(string name, int[] values, string meaning, int atLeast, int atMost) => new(
        name, string.Join(',', values), meaning, $"whole numbers from {atLeast} to {atMost} with commas between them",
        text => text.Split(',').All(part => IsWhole(part, atLeast, atMost)));

    /// <summary>One of a few words, the first unless changed.</summary>
    public static Setting Choice(string name, string meaning, params string[] words) => new(
        name, words[0], meaning, string.Join(" or ", words), words.Contains);

    /// <summary>The settings with other defaults for some.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="defaults">The other defaults, key=value.</param>
    public static IReadOnlyList<Setting> WithDefaults(IReadOnlyList<Setting> settings, IReadOnlyList<string> defaults) =>
        defaults.Aggregate(settings, (changed, text) =>
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            return [.. changed.Select(setting => setting.Name == text[..at] ? setting with { Default = text[(at + 1)..] } : setting)];
        });

    private static bool IsWhole(string text, int atLeast, int atMost) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= atLeast && number <= atMost;

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Quickstart;

namespace Experiments;

/// <summary>The settings of an experiment as it runs: its own, with what the user changed.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, string> _values;

    private Settings(Dictionary<string, string> values) => _values = values;

    /// <summary>The settings of some experiments with changes; each of them takes what it has.</summary>
    /// <param name="known">The settings of each experiment.</param>
    /// <param name="overrides">The changes, key=value.</param>
    /// <param name="option">The option that they were given with, for what is said of them.</param>
    /// <exception cref="BadInputException">A change has another form, none of the experiments knows it, or its value is no good.</exception>
    public static IReadOnlyList<Settings> Of(IReadOnlyList<IReadOnlyList<Setting>> known, IReadOnlyList<string> overrides, string option = "-o")
    {
        List<(string key, string value)> changes = [];
        foreach (var text in overrides)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new BadInputException($"{option}: '{text}' is not of the form key=value");
            var (key, value) = (text[..at].Trim(), text[(at + 1)..].Trim());
            var named = known.SelectMany(settings => settings).Where(setting => setting.Name == key).ToList();
            if (named.Count == 0)
                throw new BadInputException($"{option}: there is no setting '{key}' here; there are {Names(known)}");
            if (named.Find(setting => !setting.Accepts(value)) is { } wrong)
                throw new BadInputException($"{option}: {key} is {wrong.Expected}; '{value}' is not");
            changes.Add((key, value));
        }

        return [.. known.Select(settings => With(settings, changes))];
    }

    /// <summary>The settings, in the order of their declarations.</summary>
    public IEnumerable<KeyValuePair<string, string>> Values => _values;

    /// <summary>The same, each as key=value.</summary>
    public IEnumerable<string> Shown => _values.Select(pair => $"{pair.Key}={pair.Value}");

    /// <summary>The same with another value, which must be one that the setting takes.</summary>
    public Settings With(string name, string value) => new(new(_values) { [name] = value });

    public string Word(string name) => _values[name];

    public double Number(string name) => double.Parse(_values[name], CultureInfo.InvariantCulture);

    public int Whole(string name) => int.Parse(_values[name], CultureInfo.InvariantCulture);

    public double[] Numbers(string name) => [.. _values[name].Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];

    public int[] Wholes(string name) => [.. _values[name].Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];

    private static Settings With(IReadOnlyList<Setting> settings, List<(string key, string value)> changes)
    {
        var values = settings.ToDictionary(setting => setting.Name, setting => setting.Default);
        foreach (var (key, value) in changes)
            if (values.ContainsKey(key)) values[key] = value;
        return new(values);
    }

    private static string Names(IReadOnlyList<IReadOnlyList<Setting>> known) =>
        string.Join(", ", known.SelectMany(settings => settings).Select(setting => setting.Name).Distinct());
}

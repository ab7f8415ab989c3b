namespace Experiments;

/// <summary>One hyperparameter with several values, each optimizer that has it being trained with each: --sweep.</summary>
/// <param name="Key">The hyperparameter.</param>
/// <param name="Values">The values.</param>
internal sealed record Sweep(string Key, IReadOnlyList<string> Values)
{
    /// <summary>Reads key=value,value or, where a value is itself several numbers, key=value;value.</summary>
    /// <exception cref="BadInputException">It has another form, no optimizer has the hyperparameter, or a value is no good.</exception>
    public static Sweep Parse(string text, IReadOnlyList<Method> methods)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1) throw new BadInputException($"--sweep: '{text}' is not of the form key=value,value");
        var (key, values) = (text[..at], text[(at + 1)..].Split(text.Contains(';') ? ';' : ',', StringSplitOptions.TrimEntries));
        var known = methods.SelectMany(method => method.Hyperparameters).Where(setting => setting.Name == key).ToList();
        if (known.Count == 0)
        {
            var all = methods.SelectMany(method => method.Hyperparameters).Select(setting => setting.Name).Distinct();
            throw new BadInputException($"--sweep: no optimizer here has a '{key}'; they have {string.Join(", ", all)}");
        }

        foreach (var value in values)
            if (!known[0].Accepts(value)) throw new BadInputException($"--sweep: {key} is {known[0].Expected}; '{value}' is not");
        return new(key, [.. values.Distinct()]);
    }

    /// <summary>An optimizer with each of the values, or as it is if it does not have the hyperparameter.</summary>
    public IReadOnlyList<Variant> Of(Method method, Settings with) => method.Has(Key)
        ? [.. Values.Select(value => new Variant(method, with.With(Key, value), $"{Key}={value}"))]
        : [new(method, with)];
}

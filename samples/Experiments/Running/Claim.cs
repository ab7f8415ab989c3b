namespace Experiments;

/// <summary>A claim of the paper, and whether it holds here.</summary>
/// <param name="Text">The claim.</param>
/// <param name="Holds">Whether it does; null if the optimizers it compares did not all take part.</param>
/// <param name="Evidence">The figures that say so.</param>
internal sealed record Claim(string Text, bool? Holds, string Evidence)
{
    public string Verdict => Holds switch { true => "reproduced", false => "not reproduced", null => "not tested" };

    /// <summary>The claim that one optimizer's figure is below those of all others that took part.</summary>
    /// <param name="text">The claim.</param>
    /// <param name="figures">The figure of each.</param>
    /// <param name="best">The name of the one.</param>
    /// <param name="against">The names of the others; those that did not take part do not count.</param>
    public static Claim IsLowest(string text, IReadOnlyDictionary<string, double> figures, string best, params string[] against)
    {
        var others = against.Where(figures.ContainsKey).ToList();
        if (!figures.TryGetValue(best, out var own) || others.Count == 0) return new(text, null, $"needs {best} and another");
        var evidence = string.Join(", ", others.Prepend(best).Select(name => $"{name} {Numbers.Short(figures[name])}"));
        return new(text, others.All(name => own < figures[name]), evidence);
    }
}

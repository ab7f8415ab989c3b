namespace Experiments;

/// <summary>
/// Sentences of a small grammar in the manner of the Penn Treebank's text: lower case, N for numbers, and verbs that agree with their
/// subjects.
/// </summary>
internal static class SyntheticSentences
{
    private static readonly string[] Nouns = ["analyst", "bank", "company", "fund", "investor", "market", "plan", "rate", "share", "trader"];
    private static readonly string[] Verbs = ["buy", "cut", "expect", "raise", "sell", "want"];
    private static readonly string[] Adjectives = ["big", "federal", "foreign", "new", "quarterly", "strong", Corpus.Unknown];
    private static readonly string[] Prepositions = ["after", "for", "in", "with"];
    private static readonly string[] Amounts = ["N", "N million", "$ N million", "N %"];

    /// <summary>A line for each sentence, with a space before and after it as in the published files.</summary>
    public static IEnumerable<string> Write(int count, Random random)
    {
        for (var i = 0; i < count; i++) yield return $" {string.Join(' ', Sentence())} ";

        IEnumerable<string> Sentence()
        {
            var plural = random.Next(2) == 1;
            yield return Phrase(plural);
            yield return One(Verbs) + (plural ? "" : "s");
            yield return random.Next(3) == 0 ? One(Amounts) : Phrase(random.Next(2) == 1);
            if (random.Next(2) == 1) yield return $"{One(Prepositions)} {Phrase(random.Next(2) == 1)}";
        }

        string Phrase(bool plural)
        {
            var adjective = random.Next(3) == 0 ? One(Adjectives) + " " : "";
            return plural ? $"{adjective}{One(Nouns)}s" : $"the {adjective}{One(Nouns)}";
        }

        string One(string[] of) => of[random.Next(of.Length)];
    }
}

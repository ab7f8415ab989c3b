namespace Quickstart;

/// <summary>A text as numbers: the first nine tenths to learn from, the rest to be tested on.</summary>
internal sealed class Corpus
{
    private readonly Dictionary<char, long> _index;

    public Corpus(string text)
    {
        _index = text.Distinct().Order().Select((character, index) => (character, index)).ToDictionary(x => x.character, x => (long)x.index);
        var codes = text.Select(character => _index[character]).ToArray();
        var split = codes.Length - codes.Length / 10;
        (Training, Validation) = (codes[..split], codes[split..]);
    }

    /// <summary>How many different characters there are.</summary>
    public int Characters => _index.Count;

    public long[] Training { get; }

    public long[] Validation { get; }

    /// <summary>
    /// The perplexity on the validation text of knowing nothing but how frequent each character is in the training text: what
    /// a model must beat to have learned anything.
    /// </summary>
    public double UnigramPerplexity()
    {
        var counts = new double[Characters];
        Array.Fill(counts, 1); // one of each, so that a character that only the validation text has is not impossible
        foreach (var code in Training) counts[code]++;
        var total = counts.Sum();
        return Math.Exp(Validation.Average(code => -Math.Log(counts[code] / total)));
    }
}

using System.Text;

namespace Experiments;

/// <summary>Three texts as numbers of words. The words are those of the training text, numbered in the order in which they appear.</summary>
internal sealed class Corpus : DataSets
{
    /// <summary>What every line of a text ends with, as a word.</summary>
    public const string EndOfLine = "<eos>";

    /// <summary>What stands for any word that is not in the vocabulary.</summary>
    public const string Unknown = "<unk>";

    private readonly Dictionary<string, int> _words = [];

    /// <exception cref="Quickstart.BadInputException">A text is missing, is no text, or has words that the training text does not have.</exception>
    public Corpus(DataFolder folder, string training, string validation, string test)
    {
        Training = [.. Read(folder, training).SelectMany(line => line).Select(Learn)];
        Validation = Known(folder, validation);
        Test = Known(folder, test);
    }

    public long[] Training { get; }

    public long[] Validation { get; }

    public long[] Test { get; }

    /// <summary>How many different words there are, <see cref="EndOfLine"/> among them.</summary>
    public int VocabularySize => _words.Count;

    /// <summary>The number of a word; null if the training text does not have it.</summary>
    public int? this[string word] => _words.TryGetValue(word, out var number) ? number : null;

    public override string Description =>
        $"{Training.Length:N0} words to train with, {Validation.Length:N0} to validate, {Test.Length:N0} to test, {VocabularySize:N0} different ones";

    public override void Dispose()
    {
    }

    private long Learn(string word)
    {
        _words.TryAdd(word, _words.Count);
        return _words[word];
    }

    private long[] Known(DataFolder folder, string name)
    {
        List<long> text = [];
        foreach (var (number, line) in Read(folder, name).Index())
            foreach (var word in line)
                text.Add(this[word] ?? this[Unknown] ?? throw folder.Damaged(
                    name, $"has in line {number + 1} the word '{word}', which the training text has not, nor {Unknown} for it"));
        return [.. text];
    }

    /// <summary>The words of each line.</summary>
    private static IEnumerable<IEnumerable<string>> Read(DataFolder folder, string name)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(folder.Read(name));
        }
        catch (DecoderFallbackException)
        {
            throw folder.Damaged(name, "is not a text in UTF-8");
        }

        if (string.IsNullOrWhiteSpace(text)) throw folder.Damaged(name, "has no words");
        return text.TrimEnd().Split('\n').Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Append(EndOfLine));
    }
}

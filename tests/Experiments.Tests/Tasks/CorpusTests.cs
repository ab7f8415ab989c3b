using System.Text;

namespace Experiments.Tests.Tasks;

public sealed class CorpusTests : IDisposable
{
    private readonly PennTreebankTask _task = new();
    private readonly DataSetFolder _folder;

    public CorpusTests() => _folder = new(_task);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Words_are_numbered_as_they_appear_and_every_line_ends_with_one(bool packed)
    {
        Write(PennTreebankTask.TrainingFile, " the bank buys <unk> \n the N bank \n");
        Write(PennTreebankTask.ValidationFile, "bank  the\r\n\tbuys");
        Write(PennTreebankTask.TestFile, "the sells\n\nN\n");
        if (packed) _folder.Pack(PennTreebankTask.TrainingFile);
        using var corpus = (Corpus)_folder.Open("batch=2");
        Assert.Equal(6, corpus.VocabularySize);
        Assert.Equal([0L, 1, 2, 3, 4, 0, 5, 1, 4], corpus.Training);
        Assert.Equal([1L, 0, 4, 2, 4], corpus.Validation);
        Assert.Equal([0L, 3, 4, 4, 5, 4], corpus.Test);
        Assert.Equal("9 words to train with, 5 to validate, 6 to test, 6 different ones", corpus.Description);
    }

    [Fact]
    public void The_synthetic_sentences_are_read_as_they_were_written()
    {
        using var corpus = (Corpus)_folder.Open();
        var random = Draws.At(1);
        foreach (var (count, text) in new[] { (1500, corpus.Training), (200, corpus.Validation), (200, corpus.Test) })
        {
            var words = SyntheticSentences.Write(count, random).SelectMany(line => line.Trim().Split(' ').Append("<eos>"));
            Assert.Equal(words.Select(word => (long)corpus[word]!), text);
        }

        Assert.InRange(corpus.VocabularySize, 40, 60);
    }

    [Theory]
    [InlineData("gone", "there is no file 'ptb.valid.txt' in ")]
    [InlineData("empty", "has no words")]
    [InlineData("binary", "is not a text in UTF-8")]
    [InlineData("packed", "is not a whole gzip file")]
    [InlineData("cut", "is not a whole gzip file")]
    [InlineData("unknown", "has in line 3 the word 'zebra', which the training text has not, nor <unk> for it")]
    [InlineData("short", "has 6 words, less than the 40 that a batch of 20 needs")]
    public void Damage_is_told_with_what_is_expected(string kind, string message)
    {
        const string File = PennTreebankTask.ValidationFile;
        if (kind == "gone") System.IO.File.Delete(_folder[File]);
        if (kind == "empty") Write(File, " \n\n");
        if (kind == "binary") System.IO.File.WriteAllBytes(_folder[File], [65, 32, 0xFF, 0xFE, 10]);
        if (kind == "packed") System.IO.File.WriteAllBytes(_folder[File], [0x1F, 0x8B, 8, 0, 1]);
        if (kind == "cut")
        {
            _folder.Pack(File);
            _folder.Change(File + ".gz", bytes => bytes[..^700]);
        }

        if (kind == "short") Write(PennTreebankTask.TrainingFile, "the <unk> bank\nshare\n");
        if (kind == "unknown")
        {
            Write(PennTreebankTask.TrainingFile, string.Concat(Enumerable.Repeat("the bank\n", 20)));
            Write(File, "the bank\n\nbank zebra\n");
        }

        Assert.Contains(message, _folder.Refusal());
    }

    private void Write(string name, string text) => File.WriteAllText(_folder[name], text, new UTF8Encoding(false));

    public void Dispose() => _folder.Dispose();
}

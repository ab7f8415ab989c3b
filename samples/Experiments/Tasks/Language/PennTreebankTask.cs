using static TorchSharp.torch;

namespace Experiments;

/// <summary>A language model of the Penn Treebank's words.</summary>
internal sealed class PennTreebankTask : TrainingTask
{
    public const string TrainingFile = "ptb.train.txt", ValidationFile = "ptb.valid.txt", TestFile = "ptb.test.txt";

    public override string Name => "ptb";

    public override string Title => "Language model of the Penn Treebank";

    public override string Source =>
        "Malviya et al. 2023 for the one LSTM; sizes, start of the weights, batch, bptt, clip and epochs are those of the small model "
        + "of Zaremba et al. 2014";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. TaskSettings.Common(batch: 20, epochs: 13, weightDecay: 0, clip: 5),
        Setting.Whole("bptt", 20, "words after which back-propagation ends", 1, 10_000),
        Setting.Whole("embedding", 200, "the numbers that stand for a word", 1, 100_000),
        Setting.Whole("hidden", 200, "the units of the LSTM", 1, 100_000),
        Setting.Number("dropout", 0, "how much of the LSTM's input and output is left out in training", 0, 0.99),
        Setting.Number("init", 0.1, "weights start between this and its negative", 0, 10),
    ];

    public override IReadOnlyList<string> SyntheticSettings => ["epochs=3"];

    public override Metric Metric { get; } = new("perplexity", IsSmallerBetter: true);

    public override string DataFormat =>
        $"{TrainingFile}, {ValidationFile} and {TestFile}, texts of a sentence in each line with words between spaces and <unk> for rare ones, "
        + "described in Mikolov et al. 2010 (doi.org/10.21437/Interspeech.2010-343)";

    public override void WriteSynthetic(string folder, int seed)
    {
        var random = Draws.At(seed);
        foreach (var (file, sentences) in new[] { (TrainingFile, 1500), (ValidationFile, 200), (TestFile, 200) })
        {
            var lines = SyntheticSentences.Write(sentences, random).Select(line => line + "\n");
            File.WriteAllText(Path.Combine(folder, file), string.Concat(lines));
        }
    }

    public override DataSets Open(string folder, Settings settings)
    {
        var files = new DataFolder(folder, DataFormat);
        var corpus = new Corpus(files, TrainingFile, ValidationFile, TestFile);
        var least = 2 * settings.Whole("batch");
        return corpus.Training.Length >= least
            ? corpus
            : throw files.Damaged(
                TrainingFile, $"has {corpus.Training.Length:N0} words, less than the {least:N0} that a batch of {settings.Word("batch")} needs");
    }

    public override Workload Start(DataSets data, Settings settings, Device device, int seed) =>
        new LanguageWorkload((Corpus)data, settings, device, seed);

    public override double LearningRateFactor(Settings settings, int epoch) => 1;
}

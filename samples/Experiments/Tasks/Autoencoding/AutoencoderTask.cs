using static TorchSharp.torch;

namespace Experiments;

/// <summary>A fully connected autoencoder of handwritten digits.</summary>
internal sealed class AutoencoderTask : TrainingTask
{
    /// <summary>The height and width of MNIST's images.</summary>
    public const int ImageSize = 28;

    /// <summary>The files: the labels are not read, an autoencoder has no use for them.</summary>
    public const string TrainingFile = "train-images-idx3-ubyte", TestFile = "t10k-images-idx3-ubyte";

    public override string Name => "ae";

    public override string Title => "Autoencoder on MNIST";

    public override string Source => "Lucas et al. 2018; all settings are those of AggMo's ae.json";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. TaskSettings.Common(batch: 200, epochs: 1000, weightDecay: 0, patience: 250),
        .. StepDecay.Settings(200, 400, 800),
        Setting.Wholes("layers", [1000, 500, 250, 30], "the units of the encoder's layers, the last those of the code", 1, 100_000),
    ];

    public override IReadOnlyList<string> SyntheticSettings => ["epochs=4", "batch=50"];

    /// <summary>The squared error of an image, summed over its pixels: what AggMo's experiments choose by; they minimize the cross-entropy.</summary>
    public override Metric Metric { get; } = new("squared error per image", IsSmallerBetter: true);

    public override string DataFormat =>
        $"MNIST's {TrainingFile} and {TestFile}, as they are or as .gz, in the idx format described at http://yann.lecun.com/exdb/mnist";

    public override void WriteSynthetic(string folder, int seed)
    {
        var random = Draws.At(seed);
        IdxFile.Write(Path.Combine(folder, TrainingFile), SyntheticDigits.Draw(1000, ImageSize, random));
        IdxFile.Write(Path.Combine(folder, TestFile), SyntheticDigits.Draw(200, ImageSize, random));
    }

    public override DataSets Open(string folder, Settings settings)
    {
        var files = new DataFolder(folder, DataFormat);
        return ImageSets.Divide(IdxFile.Read(files, TrainingFile, ImageSize), IdxFile.Read(files, TestFile, ImageSize));
    }

    public override Workload Start(DataSets data, Settings settings, Device device, int seed) =>
        new AutoencoderWorkload((ImageSets)data, settings, device, seed);

    public override double LearningRateFactor(Settings settings, int epoch) => StepDecay.Factor(settings, epoch);
}

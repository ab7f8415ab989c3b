using static TorchSharp.torch;

namespace Experiments;

/// <summary>Classification of ImageNet's photographs with EfficientNet-B0.</summary>
internal sealed class ImageNetTask : TrainingTask
{
    private static readonly double[] Means = [0.485, 0.456, 0.406], Deviations = [0.229, 0.224, 0.225];

    public override string Name => "imagenet";

    public override string Title => "Classification of ImageNet";

    public override string Source =>
        "Malviya et al. 2023 for the network, the weight decay and the learning rate, which falls every 30 epochs; "
        + "batch, epochs and augmentation are those of PyTorch's ImageNet example";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. TaskSettings.Common(batch: 256, epochs: 90, weightDecay: 1e-4),
        .. StepDecay.Settings(30, 60),
        Setting.Whole("size", 224, "the height and width that images are brought to", 8, 10_000),
        Setting.Number("width", 1, "what the network's channels are multiplied by", 0.05, 20),
    ];

    public override IReadOnlyList<string> SyntheticSettings => ["epochs=6", "batch=8", "size=64", "width=0.25"];

    public override Metric Metric { get; } = new("accuracy, %", IsSmallerBetter: false);

    /// <summary>The published test set has no labels: what validates is all there is.</summary>
    public override bool HasTest => false;

    public override string DataFormat =>
        $"{ImageFolder.TrainingFolder}/CLASS/*.JPEG and {ImageFolder.ValidationFolder}/CLASS/*.JPEG, the photographs of ImageNet's challenge "
        + "of 2012 in a folder for each class, also those to validate with, described at https://image-net.org/challenges/LSVRC/2012";

    public override void WriteSynthetic(string folder, int seed)
    {
        var random = Draws.At(seed);
        SyntheticPhotographs.Write(Path.Combine(folder, ImageFolder.TrainingFolder), classes: 5, count: 32, random);
        SyntheticPhotographs.Write(Path.Combine(folder, ImageFolder.ValidationFolder), classes: 5, count: 10, random);
    }

    public override DataSets Open(string folder, Settings settings) => new ImageFolder(new(folder, DataFormat));

    public override Workload Start(DataSets data, Settings settings, Device device, int seed)
    {
        var folder = (ImageFolder)data;
        var source = new ImageFolderSource(folder, settings.Whole("size"), settings.Whole("batch"), seed);
        return new ClassificationWorkload(
            () => new EfficientNet(folder.Classes, settings.Number("width")), source, Means, Deviations, device, seed);
    }

    public override double LearningRateFactor(Settings settings, int epoch) => StepDecay.Factor(settings, epoch);
}

using static TorchSharp.torch;

namespace Experiments;

/// <summary>Classification of CIFAR's images with a residual network.</summary>
internal sealed class CifarTask(int classes, CifarFormat format, double[] means, double[] deviations, int synthetic)
    : TrainingTask
{
    public static CifarTask Cifar10 { get; } =
        new(10, CifarFormat.Cifar10, [0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010], synthetic: 320);

    public static CifarTask Cifar100 { get; } =
        new(100, CifarFormat.Cifar100, [0.5071, 0.4867, 0.4408], [0.2675, 0.2565, 0.2761], synthetic: 1600);

    public override string Name => $"cifar{classes}";

    public override string Title => $"Classification of CIFAR-{classes}";

    public override string Source =>
        $"Lucas et al. 2018 and Malviya et al. 2023; all settings are those of AggMo's cifar-{classes}.json";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. TaskSettings.Common(batch: 128, epochs: 400, weightDecay: 5e-4, patience: 250),
        .. StepDecay.Settings(150, 250),
        Setting.Choice("model", "the network", "resnet34", "wrn-40-1"),
        Setting.Number("width", 1, "what its channels are multiplied by", 0.05, 20),
    ];

    public override IReadOnlyList<string> SyntheticSettings => ["epochs=5", "batch=32", "width=0.125"];

    public override Metric Metric { get; } = new("accuracy, %", IsSmallerBetter: false);

    public override string DataFormat =>
        $"{string.Join(", ", format.TrainingFiles)} and {format.TestFile} of CIFAR-{classes}'s binary version, as they are or as .gz, "
        + "described at https://www.cs.toronto.edu/~kriz/cifar.html";

    public override void WriteSynthetic(string folder, int seed)
    {
        var random = Draws.At(seed);
        foreach (var file in format.TrainingFiles) Write(file, synthetic / format.TrainingFiles.Count);
        Write(format.TestFile, synthetic / 4);

        void Write(string file, int count) =>
            format.Write(Path.Combine(folder, file), SyntheticPatterns.Draw(count, classes, CifarFormat.Size, random));
    }

    public override DataSets Open(string folder, Settings settings)
    {
        var files = new DataFolder(folder, DataFormat);
        return ImageSets.Divide(format.Read(files, format.TrainingFiles), format.Read(files, format.TestFile));
    }

    public override Workload Start(DataSets data, Settings settings, Device device, int seed) => new ClassificationWorkload(
        () => Model(settings.Word("model"), settings.Number("width")),
        new CifarSource((ImageSets)data, settings.Whole("batch"), seed), means, deviations, device, seed);

    public override double LearningRateFactor(Settings settings, int epoch) => StepDecay.Factor(settings, epoch);

    private nn.Module<Tensor, Tensor> Model(string name, double width) => name == "resnet34"
        ? new ResNet(classes, Math.Max(1, (int)(64 * width)))
        : new WideResNet(classes, width);
}

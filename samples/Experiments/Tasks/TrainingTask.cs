using Quickstart;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>A training task of the papers: a data set, a model, and how it is trained.</summary>
internal abstract class TrainingTask
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, as the title of its report.</summary>
    public abstract string Title { get; }

    /// <summary>Where its data, model and settings are from.</summary>
    public abstract string Source { get; }

    /// <summary>What -o may change: those of <see cref="TaskSettings.Common"/>, and the task's own.</summary>
    public abstract IReadOnlyList<Setting> Settings { get; }

    /// <summary>Settings, key=value, that have other defaults with the synthetic data, so that a run takes seconds.</summary>
    public abstract IReadOnlyList<string> SyntheticSettings { get; }

    /// <summary>What a trained model is judged by.</summary>
    public abstract Metric Metric { get; }

    /// <summary>What --data expects: the names of the files, their format, and where the data set is described.</summary>
    public abstract string DataFormat { get; }

    /// <summary>Whether the data has examples for testing beside those for validation.</summary>
    public virtual bool HasTest => true;

    /// <summary>Writes a small data set in the very same file format, from which a model can learn.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="seed">What it is drawn with.</param>
    public abstract void WriteSynthetic(string folder, int seed);

    /// <summary>Reads the data and checks it; all runs share it.</summary>
    /// <exception cref="BadInputException">What is missing or damaged, what is expected, and where the data set is described.</exception>
    public abstract DataSets Open(string folder, Settings settings);

    /// <summary>A new model, its weights drawn from the seed alone, to be trained on the data.</summary>
    /// <param name="data">What <see cref="Open"/> of this task returned; it lives longer than the workload.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="device">Where it is to be trained.</param>
    /// <param name="seed">What weights, order of examples, augmentation and dropout are drawn with.</param>
    public abstract Workload Start(DataSets data, Settings settings, Device device, int seed);

    /// <summary>What the learning rate is multiplied by in an epoch, the first being 0.</summary>
    public abstract double LearningRateFactor(Settings settings, int epoch);

    /// <summary>The tasks, in the order of --list.</summary>
    public static IReadOnlyList<TrainingTask> All { get; } =
        [new AutoencoderTask(), CifarTask.Cifar10, CifarTask.Cifar100, new PennTreebankTask(), new ImageNetTask()];
}

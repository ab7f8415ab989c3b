using static TorchSharp.torch;

namespace Experiments;

/// <summary>A run that is to be done.</summary>
/// <param name="Task">The task.</param>
/// <param name="Data">Its data.</param>
/// <param name="Settings">The settings of the task and of the run.</param>
/// <param name="Variant">The optimizer.</param>
/// <param name="Seed">What weights and batches are drawn with.</param>
/// <param name="Device">Where it is computed.</param>
/// <param name="Quantities">What is measured on the way.</param>
internal sealed record TrainingJob(
    TrainingTask Task, DataSets Data, Settings Settings, Variant Variant, int Seed, Device Device, IReadOnlyList<Quantity> Quantities)
{
    public int Epochs => Settings.Whole("epochs");

    /// <summary>After how many epochs without a better validation it ends before its time; 0 for never.</summary>
    public int Patience => Settings.Whole("patience");

    /// <summary>After how many steps there are analyses, for epochs of so many; 0 for none.</summary>
    public int AnalyseEvery(int stepsPerEpoch) =>
        Quantities.Count == 0 ? 0 : Settings.Whole("analyse-every") is > 0 and var steps ? steps : stepsPerEpoch;

    /// <summary>What the result depends on, by name: all but the device, how long it goes, and what is written down on the way.</summary>
    public IEnumerable<KeyValuePair<string, string>> Identity =>
    [
        new("task", Task.Name), new("data", Data.Description), new("optimizer", Variant.Method.Name), new("seed", $"{Seed}"),
        .. Settings.Values.Where(setting => setting.Key is not ("epochs" or "patience") && !RunSettings.All.Any(own => own.Name == setting.Key)),
        .. Variant.Hyperparameters.Values,
    ];
}

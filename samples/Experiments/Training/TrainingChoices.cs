using static TorchSharp.torch;

namespace Experiments;

/// <summary>What the user chose to train.</summary>
/// <param name="Task">The task.</param>
/// <param name="Settings">Its settings, and those of runs.</param>
/// <param name="Candidates">Per optimizer what it is trained with: one or several; of a grid, the best will be chosen.</param>
/// <param name="IsGrid">Whether the candidates are a grid.</param>
/// <param name="Sweep">The hyperparameter whose values are compared; null for none.</param>
/// <param name="Seeds">The seeds, the first being that of the grid.</param>
/// <param name="Data">The folder with the data; null for synthetic data.</param>
/// <param name="Device">Where it is computed.</param>
/// <param name="Quantities">What is measured on the way.</param>
/// <param name="Output">The folder of all runs.</param>
/// <param name="Existing">What is done about runs that are there.</param>
/// <param name="Report">Where the page goes; null for the usual place.</param>
/// <param name="Command">The command line that does the same again.</param>
internal sealed record TrainingChoices(
    TrainingTask Task, Settings Settings, IReadOnlyList<IReadOnlyList<Variant>> Candidates, bool IsGrid, Sweep? Sweep,
    IReadOnlyList<int> Seeds, string? Data, Device Device, IReadOnlyList<Quantity> Quantities,
    string Output, ExistingRuns Existing, string? Report, string Command);

/// <summary>What is done about runs that are there.</summary>
internal enum ExistingRuns
{
    /// <summary>Nothing is done at all if there are any.</summary>
    Refuse,

    /// <summary>They go on.</summary>
    Resume,

    /// <summary>They begin anew.</summary>
    Overwrite,
}

namespace Experiments;

/// <summary>An experiment of a paper.</summary>
internal abstract class Experiment
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it shows, as the title of its part of the report.</summary>
    public abstract string Title { get; }

    /// <summary>Where the paper has it.</summary>
    public abstract string Source { get; }

    /// <summary>What -o may change.</summary>
    public abstract IReadOnlyList<Setting> Settings { get; }

    /// <summary>How often a trial will report that it advances, for progress bars.</summary>
    public abstract int Work(Settings settings, IReadOnlyList<Contestant> contestants);

    /// <summary>Does it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract Findings Run(Trial trial);

    /// <summary>All experiments, in the order of --list and of the report of all.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
        [new Trajectories(), new LossCurves(), new EscapeMaps(), new EscapeRatios(), new FinalSharpness(), new CapacityAndDecay(), new GridSearch()];
}

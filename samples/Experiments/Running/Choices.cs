namespace Experiments;

/// <summary>What the user chose on the command line.</summary>
/// <param name="Experiments">The experiments to do, in order.</param>
/// <param name="Settings">The settings of each.</param>
/// <param name="Contestants">Which optimizers take part.</param>
/// <param name="Seed">What random numbers are drawn with.</param>
/// <param name="Report">Where the page goes; null for the usual place.</param>
/// <param name="Command">The command line that does the same again.</param>
internal sealed record Choices(
    IReadOnlyList<Experiment> Experiments, IReadOnlyList<Settings> Settings, IReadOnlyList<Contestant> Contestants, int Seed,
    string? Report, string Command);

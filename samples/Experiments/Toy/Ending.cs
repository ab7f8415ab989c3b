namespace Experiments;

/// <summary>Loss and sharpness where runs from several initial points end, and their means in tables.</summary>
internal sealed record Ending(double[] Losses, double[] Sharpnesses)
{
    public double Loss => Losses.Average();

    public double Sharpness => Sharpnesses.Average();

    /// <summary>Runs an optimizer from points drawn from the surface's region.</summary>
    public static Ending Of(Surface surface, Contestant contestant, Hyperparameters with, Trial trial)
    {
        var starts = surface.Region.Draw(trial.Settings.Whole("seeds"), trial.Seed);
        var runs = Descent.From(surface, contestant, with, ToySettings.Schedule(trial.Settings), starts, trial.Advance);
        return new(runs.FinalLosses, Experiments.Sharpness.ByPowerIteration(surface, runs.Ends));
    }
}

namespace Quickstart;

/// <summary>Shows how far the trainings are.</summary>
internal interface IProgressDisplay
{
    /// <summary>Runs the trainings one after the other.</summary>
    /// <param name="contestants">The optimizers to train with.</param>
    /// <param name="steps">The steps of each training.</param>
    /// <param name="train">Runs one training, and tells after each step how many there have been and the latest point.</param>
    IReadOnlyList<Outcome> Run(
        IReadOnlyList<Contestant> contestants, int steps, Func<Contestant, Action<int, Point>, Outcome> train);
}

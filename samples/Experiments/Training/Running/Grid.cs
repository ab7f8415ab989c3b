using System.Globalization;

namespace Experiments;

/// <summary>
/// The hyperparameters that --grid tries. The grid of the paper's experiments was not at hand: capacities, decays and a learning rate
/// of a tenth are those that the readme of its authors' code recommends to try, the rest is this program's.
/// </summary>
internal static class Grid
{
    /// <summary>The values along its sides.</summary>
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Numbers("lr-factors", [0.1, 1, 10], "--grid: what an optimizer's learning rate is multiplied by", 1e-9, 1e9),
        Setting.Wholes("capacities", [5, 10, 20], "--grid: C", 0, 1000),
        Setting.Numbers("decays", [0.7, 0.99], "--grid: λ", 0, 1),
        Setting.Numbers("rhos", [0.05], "--grid: ρ of SAM", 0, 10),
    ];

    /// <summary>All combinations of an optimizer.</summary>
    /// <param name="method">The optimizer.</param>
    /// <param name="with">Its hyperparameters; those that the grid has none of stay as they are.</param>
    /// <param name="grid">The grid's settings.</param>
    public static IReadOnlyList<Variant> Of(Method method, Settings with, Settings grid)
    {
        IEnumerable<IReadOnlyList<(string key, string value)>> combinations = [[]];
        Cross("lr", grid.Numbers("lr-factors").Select(factor => with.Number("lr") * factor));
        Cross("capacity", grid.Numbers("capacities"));
        Cross("decay", grid.Numbers("decays"));
        Cross("rho", grid.Numbers("rhos"));
        return [.. combinations.Select(combination => new Variant(
            method, combination.Aggregate(with, (settings, change) => settings.With(change.key, change.value)),
            string.Join(", ", combination.Select(change => $"{change.key}={change.value}"))))];

        void Cross(string key, IEnumerable<double> values)
        {
            if (!method.Has(key)) return;
            var texts = values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)).ToList();
            var before = combinations;
            combinations = [.. before.SelectMany(combination =>
                texts.Select(text => (IReadOnlyList<(string, string)>)[.. combination, (key, text)]))];
        }
    }

    /// <summary>The combination with the best validation; those that diverged come last.</summary>
    public static TrainedRun Best(IReadOnlyList<TrainedRun> runs) =>
        runs.Aggregate((best, next) => next.Metric.IsBetter(next.Value, best.Value) ? next : best);
}

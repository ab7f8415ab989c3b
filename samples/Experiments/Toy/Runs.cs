namespace Experiments;

/// <summary>Runs of one optimizer from several initial points.</summary>
/// <param name="Contestant">The optimizer.</param>
/// <param name="Dimensions">D.</param>
/// <param name="Losses">The loss of each run after 0, 1, ... steps.</param>
/// <param name="Points">The points of all runs, one after the other, at the start, maybe on the way, and at the end.</param>
internal sealed record Runs(Contestant Contestant, int Dimensions, double[][] Losses, IReadOnlyList<double[]> Points)
{
    public int Count => Losses[0].Length;

    public double[] FinalLosses => Losses[^1];

    /// <summary>Where the runs ended, [N, D].</summary>
    public double[,] Ends
    {
        get
        {
            var ends = new double[Count, Dimensions];
            Buffer.BlockCopy(Points[^1], 0, ends, 0, Points[^1].Length * sizeof(double));
            return ends;
        }
    }

    /// <summary>The way of one run in the plane.</summary>
    public IEnumerable<(double x, double y)> Path(int run) =>
        Points.Select(points => (points[run * Dimensions], points[run * Dimensions + 1]));

    /// <summary>The mean loss of all runs after 0, 1, ... steps.</summary>
    public IEnumerable<double> MeanLosses => Losses.Select(losses => losses.Average());

    /// <summary>In each coordinate of a run, whether it ended at the flat minimum of the surface of two.</summary>
    /// <param name="sharpness">s of each run.</param>
    public IEnumerable<bool[]> Escapes(double[] sharpness) => Enumerable.Range(0, Count).Select(run =>
        Points[^1].Skip(run * Dimensions).Take(Dimensions).Select(x => TwoMinima.IsFlat(x, sharpness[run])).ToArray());
}

using static TorchSharp.torch;

namespace Experiments.Tests.Training;

public sealed class AnalysisTests : IDisposable
{
    private readonly TinyTraining _tiny = new();

    [Theory]
    [InlineData(new[] { 3.0, -1, 2 }, 3)]
    [InlineData(new[] { -5.0, 1, 2 }, 2)]
    [InlineData(new[] { -5.0, -1, -2 }, -1)]
    [InlineData(new[] { -2.0, 0.5, 2 }, 2)]
    public void The_largest_eigenvalue_is_the_algebraically_largest(double[] eigenvalues, double largest)
    {
        using var scope = NewDisposeScope();
        var diagonal = tensor(eigenvalues);
        var found = PowerIteration.Largest(v => v * diagonal, tensor(new[,] { { 0.7, 1.1, 0.9 } }), most: 400, settled: 1e-12);
        Assert.Equal(largest, found.item<double>(), 6);
    }

    [Fact]
    public void Sharpness_is_the_largest_eigenvalue_of_the_exact_Hessian()
    {
        using var run = new TrainingRun(_tiny.Job("SGD", "sharpness-iterations=2000"));
        for (var i = 0; i < 6; i++) run.Advance(default);
        var exact = LargestEigenvalue(Hessian(run));
        Assert.True(exact > 0.5);
        Assert.Equal(1, Quantity.Sharpness.Measure(run) / exact, 2e-3);
        Assert.Equal(1, LossCurvature.Sharpness(run, LossCurvature.GradientsOfGradient) / exact, 2e-3);
        Assert.Equal(1, LossCurvature.Sharpness(run, LossCurvature.DifferencesOfGradients) / exact, 1e-2);
    }

    [Fact]
    public void Where_there_is_no_second_derivative_differences_take_its_place_and_change_nothing()
    {
        using var run = new TrainingRun(_tiny.Job("Adam+CM"));
        for (var i = 0; i < 6; i++) run.Advance(default);
        var before = TinyTraining.Bits(run);
        LossCurvature.Sharpness(run, LossCurvature.DifferencesOfGradients);
        Assert.Equal(before, TinyTraining.Bits(run));
    }

    [Fact]
    public void The_distance_is_the_norm_of_all_changes()
    {
        using var run = new TrainingRun(_tiny.Job("Adam", [Quantity.Distance]));
        var before = Values(run);
        for (var i = 0; i < 6; i++) run.Advance(default);
        var expected = Math.Sqrt(Values(run).Zip(before, (now, then) => ((double)now - then) * ((double)now - then)).Sum());
        Assert.True(expected > 1e-4);
        Assert.Equal(1, Quantity.Distance.Measure(run) / expected, 1e-5);
    }

    [Fact]
    public void Memories_are_measured_where_there_are_some()
    {
        using var run = new TrainingRun(_tiny.Job("Adam+SAM+CM", "capacity=3"));
        Assert.True(double.IsNaN(Quantity.MemoryVariance.Measure(run)));
        while (!run.IsFinished) run.Advance(default);
        Assert.True(Quantity.MemoryVariance.Measure(run) > 0);
        Assert.InRange(Quantity.MemoryAgreement.Measure(run), -1, 1);

        using var without = new TrainingRun(_tiny.Job("Adam"));
        while (!without.IsFinished) without.Advance(default);
        Assert.True(double.IsNaN(Quantity.MemoryVariance.Measure(without)));
        Assert.True(double.IsNaN(Quantity.MemoryAgreement.Measure(without)));
    }

    [Fact]
    public void Analyses_come_when_they_are_asked_for_and_at_the_end()
    {
        var every = _tiny.Train(_tiny.Job("SGD", [Quantity.Distance], "epochs=2", "analyse-every=3"), "every")!;
        Assert.Equal([0, 3, 6, 8], every.Log.Analyses.Select(row => row.Step));
        var perEpoch = _tiny.Train(_tiny.Job("SGD", [Quantity.Distance], "epochs=2"), "per epoch")!;
        Assert.Equal([0, 4, 8], perEpoch.Log.Analyses.Select(row => row.Step));
        Assert.Equal(perEpoch.Log.Analyses[^1].Values["distance"], perEpoch.Final(Quantity.Distance));
    }

    public void Dispose() => _tiny.Dispose();

    private static float[] Values(TrainingRun run) => [.. run.Parameters.SelectMany(parameter => parameter.detach().data<float>().ToArray())];

    /// <summary>Column by column, from differences of gradients on either side.</summary>
    private static double[,] Hessian(TrainingRun run)
    {
        const float Step = 2e-3f;
        List<double[]> columns = [];
        foreach (var parameter in run.Parameters)
            for (var i = 0; i < parameter.numel(); i++)
            {
                using var scope = NewDisposeScope();
                var element = parameter.detach().reshape(-1).narrow(0, i, 1);
                element.add_(Step);
                var above = Gradient(run);
                element.sub_(2 * Step);
                var below = Gradient(run);
                element.add_(Step);
                columns.Add([.. above.Zip(below, (a, b) => (a - b) / (2.0 * Step))]);
            }

        var hessian = new double[columns.Count, columns.Count];
        for (var i = 0; i < columns.Count; i++)
            for (var j = 0; j < columns.Count; j++) hessian[i, j] = (columns[i][j] + columns[j][i]) / 2;
        return hessian;
    }

    private static float[] Gradient(TrainingRun run)
    {
        using var before = new SideState(run.Workload);
        var gradients = autograd.grad([run.Workload.Loss(0, 0)], [.. run.Parameters]);
        before.Restore();
        return [.. gradients.SelectMany(gradient => gradient.data<float>().ToArray())];
    }

    /// <summary>By Jacobi's rotations.</summary>
    private static double LargestEigenvalue(double[,] a)
    {
        var n = a.GetLength(0);
        for (var sweep = 0; sweep < 30; sweep++)
            for (var p = 0; p < n; p++)
                for (var q = p + 1; q < n; q++)
                {
                    if (Math.Abs(a[p, q]) < 1e-14) continue;
                    var angle = 0.5 * Math.Atan2(2 * a[p, q], a[q, q] - a[p, p]);
                    var (s, c) = Math.SinCos(angle);
                    for (var k = 0; k < n; k++) (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
                    for (var k = 0; k < n; k++) (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
                }

        return Enumerable.Range(0, n).Max(i => a[i, i]);
    }
}

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Experiments.Tests.Training;

public sealed class ComparisonTests : IDisposable
{
    private static readonly Metric s_accuracy = new("accuracy, %", IsSmallerBetter: false);

    private readonly TinyTraining _tiny = new();

    [Fact]
    public void Figures_are_the_mean_and_deviation_of_the_runs_that_converged()
    {
        var optimizer = Comparison.Of([Run(1, 40, 60), Run(2, 50, 64), Run(3, 99, 99, diverged: true)])[0];
        Assert.Equal("62.00 ± 2.83", optimizer.Figure(run => run.Value, s_accuracy.Decimals));
        Assert.Equal([1, 2], optimizer.Converged.Select(run => run.Seed));
        Assert.Equal("diverged", Comparison.Of([Run(1, 5, diverged: true)])[0].Figure(run => run.Value, s_accuracy.Decimals));
        Assert.Equal("0.045 ± 0.007", Comparison.Of([Run(1, 0.04), Run(2, 0.05)])[0].Figure(run => run.Value));
        Assert.Equal("4.00e-4 ± 5.66e-4", Comparison.Of([Run(1, 0.0008), Run(2, 0)])[0].Figure(run => run.Value));
        Assert.Equal("7.00", Comparison.Of([Run(1, 7)])[0].Figure(run => run.Value, s_accuracy.Decimals));
        Assert.Equal(PaperFigures.Missing, Comparison.Of([Run(1, 7)])[0].Figure(run => run.Final(Quantity.Distance), s_accuracy.Decimals));
    }

    [Fact]
    public void A_curve_is_the_mean_of_the_runs_that_got_so_far()
    {
        var curve = Comparison.Of([Run(1, 40, 60, 61), Run(2, 50, 64)])[0]
            .Curve(log => log.Epochs.Select(row => ((double)row.Epoch, row.Validation.Metric)));
        Assert.Equal([new(0, 45, Math.Sqrt(50)), new(1, 62, Math.Sqrt(8)), new CurvePoint(2, 61, 0)], curve);
    }

    [Fact]
    public void The_best_epoch_is_that_with_the_best_validation_and_the_later_of_two_as_good()
    {
        Assert.Equal(2, Run(1, 40, 60, 60, 50).Best.Epoch);
        var smaller = Run(1, 40, 60, 50) with { Metric = s_accuracy with { IsSmallerBetter = true } };
        Assert.Equal(0, smaller.Best.Epoch);
        Assert.Equal(1, Run(1, double.NaN, 3, double.NaN).Best.Epoch);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void The_best_of_a_grid_is_that_with_the_best_validation_and_never_one_that_diverged(bool isSmallerBetter, int seed)
    {
        TrainedRun[] runs = [Run(0, 1000, diverged: true), Run(1, 30), Run(2, 20), Run(3, 25), Run(4, -5, diverged: true)];
        Assert.Equal(seed, Grid.Best([.. runs.Select(run => run with { Metric = s_accuracy with { IsSmallerBetter = isSmallerBetter } })]).Seed);
    }

    [Fact]
    public void A_grid_has_every_combination_of_what_an_optimizer_has()
    {
        var grid = Settings.Of([Grid.Settings], ["lr-factors=0.1,1", "capacities=5,20", "decays=0.7,0.99", "rhos=0.05,0.1"])[0];
        Assert.Equal(2, Of("SGD").Count);
        Assert.Equal(2 * 2 * 2, Of("Adam+CM").Count);
        Assert.Equal(2 * 2, Of("Adam+SAM").Count);
        var all = Of("Adam+SAM+CM");
        Assert.Equal(2 * 2 * 2 * 2, all.Select(variant => variant.FolderFor(1)).Distinct().Count());
        Assert.Equal("Adam+SAM+CM, lr=0.0001, capacity=5, decay=0.7, rho=0.1", all[1].Label);
        Assert.All(all, variant => Assert.Equal(
            variant.Distinction.Split(", ").Order(), variant.Hyperparameters.Shown.Where(shown => variant.Distinction.Split(", ").Contains(shown)).Order()));

        IReadOnlyList<Variant> Of(string name)
        {
            var method = Methods.Named(name)!;
            return Grid.Of(method, Settings.Of([method.Hyperparameters], [])[0], grid);
        }
    }

    [Fact]
    public void A_run_whose_loss_is_no_number_ends_and_counts_as_diverged()
    {
        var run = _tiny.Train(_tiny.Job("SGD", "lr=1000", "epochs=100", "factor=1"), "run")!;
        Assert.InRange(run.Log.Diverged!.Value, 1, 399);
        Assert.True(double.IsNaN(run.Value));
        Assert.Equal(run.Log.Diverged, _tiny.Train(_tiny.Job("SGD", "lr=1000", "epochs=100", "factor=1"), "run")!.Log.Diverged);
    }

    [Fact]
    public void Curves_are_drawn_with_a_band_of_one_deviation_on_either_side()
    {
        var drawing = XElement.Parse(LearningCurves.Draw("Loss", "epochs", [("c0", [new(0, 4, 1), new(10, 2, 1)])])!);
        var (line, band) = (Points("polyline"), Points("polygon"));
        Assert.Equal(line[0].y, (band[0].y + band[3].y) / 2, 1);
        Assert.Equal(line[1].y, (band[1].y + band[2].y) / 2, 1);
        Assert.True(band[0].y < line[0].y);
        Assert.Equal(line[1].y - line[0].y, 2 * (line[0].y - band[0].y), 0);
        Assert.Null(LearningCurves.Draw("Loss", "epochs", [("c0", [new(0, 4, 1)])]));

        List<(double x, double y)> Points(string name) => [.. Regex.Matches(drawing.Descendants(name).Single().Attribute("points")!.Value, @"([\d.]+),([\d.]+)")
            .Select(match => (double.Parse(match.Groups[1].Value), double.Parse(match.Groups[2].Value)))];
    }

    [Fact]
    public void Where_values_span_powers_of_ten_equal_ratios_are_equally_high()
    {
        var drawing = XElement.Parse(LearningCurves.Draw("Loss", "epochs", [("c0", [new(0, 100, 0), new(1, 10, 0), new(2, 1, 0), new(3, 0.1, 0)])])!);
        var heights = Regex.Matches(drawing.Descendants("polyline").Single().Attribute("points")!.Value, @",([\d.]+)").Select(match => double.Parse(match.Groups[1].Value)).ToList();
        Assert.Equal(heights[1] - heights[0], heights[2] - heights[1], 0);
        Assert.Equal(heights[2] - heights[1], heights[3] - heights[2], 0);
        var labels = drawing.Descendants("text").Select(text => text.Value).ToList();
        Assert.All(new[] { "0.1", "1", "10", "100" }, label => Assert.Contains(label, labels));
    }

    public void Dispose() => _tiny.Dispose();

    private static readonly Variant s_variant = new(Methods.Named("SGD")!, Settings.Of([Methods.Named("SGD")!.Hyperparameters], [])[0]);

    private static TrainedRun Run(int seed, params double[] validations) => Run(seed, validations, false);

    private static TrainedRun Run(int seed, double validation, bool diverged) => Run(seed, [validation], diverged);

    private static TrainedRun Run(int seed, double first, double second, bool diverged) => Run(seed, [first, second], diverged);

    private static TrainedRun Run(int seed, double[] validations, bool diverged) => new(s_variant, seed, s_accuracy, new()
    {
        Started = DateTimeOffset.UnixEpoch,
        Epochs = [.. validations.Select((value, epoch) => new EpochRow(epoch, epoch, 0, new(0, value), null, 0.1, epoch))],
        Diverged = diverged ? 1 : null,
    });
}

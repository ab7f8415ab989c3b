namespace Experiments.Tests.Training;

/// <summary>A run ends when its validation has not become better for longer than its patience.</summary>
public sealed class PatienceTests : IDisposable
{
    private readonly TinyTraining _tiny = new();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Counts_the_epochs_since_the_best(int patience, bool ends) =>
        Assert.Equal(ends ? Piece.None : Piece.Step, After([5, 4, 3, 3.5, 3, 3.1]).Next(_tiny.Job("SGD", $"patience={patience}", "epochs=50")));

    [Fact]
    public void Begins_again_with_a_better_one() =>
        Assert.Equal(Piece.Step, After([5, 4, 3, 3.5, 3, 2.9]).Next(_tiny.Job("SGD", "patience=1", "epochs=50")));

    [Fact]
    public void Anything_is_better_than_not_a_number() =>
        Assert.Equal(Piece.Step, After([double.NaN, double.NaN, 7, 8]).Next(_tiny.Job("SGD", "patience=1", "epochs=50")));

    [Fact]
    public void Does_not_end_an_epoch_in_the_middle()
    {
        var progress = After([5, 6, 7, 8]);
        progress.Steps++;
        Assert.Equal(Piece.Step, progress.Next(_tiny.Job("SGD", "patience=1", "epochs=50")));
    }

    [Fact]
    public void A_last_analysis_is_still_made() =>
        Assert.Equal(Piece.Analysis, After([5, 6, 7, 8]).Next(_tiny.Job("SGD", [Quantity.Distance], "patience=1", "epochs=50", "analyse-every=100")));

    [Fact]
    public void A_run_of_which_no_more_is_to_be_hoped_ends_and_a_longer_patience_goes_on()
    {
        // Steps so long that the first epoch is the best.
        string[] settings = ["lr=0.3", "factor=1", "epochs=12"];
        var impatient = _tiny.Job("SGD", [.. settings, "patience=2"]);
        var ended = _tiny.Train(impatient, "run")!;
        Assert.Null(ended.Log.Diverged);
        Assert.InRange(ended.Log.Epochs.Count, 4, 12);
        var patient = _tiny.Job("SGD", settings);
        Assert.Equal(13, _tiny.Train(patient, "run")!.Log.Epochs.Count);
        Assert.NotNull(_tiny.Train(patient, "whole"));
        Assert.Equal(_tiny.Bits(patient, "whole"), _tiny.Bits(patient, "run"));
    }

    public void Dispose() => _tiny.Dispose();

    /// <summary>The progress of a run whose epochs had these errors, that of the untrained model first.</summary>
    private static Progress After(double[] errors) => new()
    {
        StepsPerEpoch = 4,
        Steps = 4 * (errors.Length - 1),
        Log = new()
        {
            Started = DateTimeOffset.UnixEpoch,
            Epochs = [.. errors.Select((error, epoch) => new EpochRow(epoch, 4 * epoch, 1, new(1, error), null, 0.1, 0))],
        },
    };
}

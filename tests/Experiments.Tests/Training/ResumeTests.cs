namespace Experiments.Tests.Training;

public sealed class ResumeTests : IDisposable
{
    private readonly TinyTraining _tiny = new();

    [Theory]
    [InlineData("SGD")]
    [InlineData("AggMo")]
    [InlineData("Adam+CM")]
    [InlineData("RMSprop+CG")]
    [InlineData("Adam+SAM")]
    [InlineData("Adam+SAM+CM")]
    public void A_run_that_was_interrupted_ends_with_the_same_bits_wherever_that_was(string method)
    {
        var job = _tiny.Job(method, "epochs=2", "log-every=3", "weight-decay=0.01", "clip=0.5");
        Assert.NotNull(_tiny.Train(job, "whole"));
        var whole = _tiny.Bits(job, "whole");
        for (var pieces = 0; pieces < 2 * 4 + 3; pieces++)
        {
            Assert.Null(_tiny.Train(job, $"after {pieces}", pieces));
            Assert.NotNull(_tiny.Train(job, $"after {pieces}"));
            Assert.Equal(whole, _tiny.Bits(job, $"after {pieces}"));
        }
    }

    [Fact]
    public void So_does_one_that_was_interrupted_after_each_step_and_is_analysed()
    {
        var job = _tiny.Job("Adam+CM", Quantity.All, "epochs=2", "analyse-every=3", "capacity=2", "sharpness-iterations=5");
        Assert.NotNull(_tiny.Train(job, "whole"));
        var interruptions = 0;
        while (_tiny.Train(job, "pieces", pieces: 1) is null) interruptions++;
        Assert.Equal(2 * 4 + 3 + 4 - 1, interruptions);
        Assert.Equal(_tiny.Bits(job, "whole"), _tiny.Bits(job, "pieces"));
    }

    [Theory]
    [InlineData("Adam+CM")]
    [InlineData("Adam+SAM")]
    public void Analyses_change_nothing(string method)
    {
        var job = _tiny.Job(method, Quantity.All, "epochs=2", "analyse-every=2", "sharpness-iterations=5");
        using var analysed = new TrainingRun(job);
        using var plain = new TrainingRun(job with { Quantities = [] });
        while (!analysed.IsFinished) analysed.Advance(default);
        while (!plain.IsFinished) plain.Advance(default);
        Assert.NotEmpty(analysed.Progress.Log.Analyses);
        analysed.Progress.Log.Analyses.Clear();
        Assert.Equal(TinyTraining.Bits(plain), TinyTraining.Bits(analysed));
    }

    [Fact]
    public void More_epochs_go_on_from_fewer()
    {
        Assert.NotNull(_tiny.Train(_tiny.Job("Adam", "epochs=1"), "grown"));
        var three = _tiny.Job("Adam", "epochs=3");
        Assert.NotNull(_tiny.Train(three, "grown"));
        Assert.NotNull(_tiny.Train(three, "at once"));
        Assert.Equal(_tiny.Bits(three, "at once"), _tiny.Bits(three, "grown"));
    }

    [Fact]
    public void A_run_that_is_done_is_not_done_again()
    {
        var job = _tiny.Job("SGD", "epochs=1");
        var first = _tiny.Train(job, "run")!;
        var again = Trainer.Train(job, _tiny["run"], (_, _) => Assert.Fail("worked"), default);
        Assert.Equal(first.Last, again.Last);
        Assert.Equal(first.Log.Started, again.Log.Started);
    }

    [Theory]
    [InlineData(0, new[] { 0, 0, 0, 0, 0, 4, 4, 4, 4, 4, 8 })]
    [InlineData(3, new[] { 3, 3, 3, 3, 6, 6, 6, 6 })]
    public void Checkpoints_are_written_as_often_as_was_asked_for(int every, int[] steps)
    {
        var job = _tiny.Job("SGD", "epochs=2", $"checkpoint-every={every}");
        var file = Path.Combine(_tiny["run"], Trainer.CheckpointFile);
        List<int> kept = [];
        Trainer.Train(job, _tiny["run"], (_, _) =>
        {
            if (File.Exists(file)) kept.Add(Checkpoint.Open(file, job).Progress.Steps);
        }, default);
        Assert.Equal(steps, kept);
        Assert.Equal(8, Checkpoint.Open(file, job).Progress.Steps);
        Assert.False(File.Exists(file + ".new"));
    }

    [Theory]
    [InlineData("lr was 0.01 and is 0.02", "SGD", "lr=0.02")]
    [InlineData("batch was 8 and is 4", "SGD", "batch=4")]
    [InlineData("optimizer was SGD and is AggMo, betas was not set and is 0,0.9,0.99, momentum was 0.9 and is not set", "AggMo")]
    public void A_checkpoint_of_another_run_is_refused_with_the_difference(string difference, string method, params string[] overrides)
    {
        Assert.Null(_tiny.Train(_tiny.Job("SGD"), "run", pieces: 4));
        var refusal = Assert.Throws<BadInputException>(() => _tiny.Train(_tiny.Job(method, overrides), "run"));
        Assert.Contains($"is of another run: {difference} (--output", refusal.Message);
    }

    [Fact]
    public void Another_seed_is_another_run()
    {
        var job = _tiny.Job("SGD");
        Assert.Null(_tiny.Train(job, "run", pieces: 4));
        Assert.Contains("seed was 5 and is 6", Assert.Throws<BadInputException>(() => _tiny.Train(job with { Seed = 6 }, "run")).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(-5)]
    [InlineData(-1)]
    public void A_damaged_checkpoint_is_refused_and_stays_as_it_is(int place)
    {
        var job = _tiny.Job("Adam+CM");
        Assert.Null(_tiny.Train(job, "run", pieces: 4));
        var file = Path.Combine(_tiny["run"], Trainer.CheckpointFile);
        var bytes = File.ReadAllBytes(file);
        bytes[place < 0 ? bytes.Length + place : place] ^= 4;
        File.WriteAllBytes(file, bytes);
        Assert.Contains("is damaged (its checksum is wrong)", Assert.Throws<BadInputException>(() => _tiny.Train(job, "run")).Message);
        Assert.Equal(bytes, File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    public void So_is_one_that_was_cut_off(int length)
    {
        var job = _tiny.Job("SGD");
        Assert.Null(_tiny.Train(job, "run", pieces: 4));
        var file = Path.Combine(_tiny["run"], Trainer.CheckpointFile);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]);
        Assert.Contains("is damaged", Assert.Throws<BadInputException>(() => _tiny.Train(job, "run")).Message);
    }

    public void Dispose() => _tiny.Dispose();
}

using System.Globalization;
using System.Text;

namespace Experiments.Tests.Training;

public sealed class LogTests : IDisposable
{
    private readonly TinyTraining _tiny = new();

    [Fact]
    public void The_tables_have_a_row_per_so_many_steps_per_epoch_and_per_analysis()
    {
        var run = _tiny.Train(_tiny.Job("SGD", [Quantity.Distance, Quantity.MemoryVariance], "epochs=2", "log-every=3", "lr=0.08"), "run")!;
        var steps = Rows("steps.csv", "epoch,step,loss,lr,seconds");
        Assert.Equal([("1", "3", "0.08"), ("2", "6", "0.04")], steps.Select(row => (row[0], row[1], row[3])));
        Assert.Equal(run.Log.Steps.Select(row => row.Loss), steps.Select(row => Number(row[2])));

        var epochs = Rows("epochs.csv", "epoch,step,training_loss,validation_loss,validation_error,test_loss,test_error,lr,seconds");
        Assert.Equal([("0", "0"), ("1", "4"), ("2", "8")], epochs.Select(row => (row[0], row[1])));
        Assert.Equal("", epochs[0][2]);
        Assert.Equal(run.Last.TrainingLoss, Number(epochs[2][2]));
        Assert.Equal([run.Last.Validation.Loss, run.Last.Validation.Metric, run.Last.Test!.Loss, run.Last.Test.Metric], epochs[2][3..7].Select(Number));

        var analyses = Rows("analysis.csv", "step,distance,buffer_variance,seconds");
        Assert.Equal(["0", "4", "8"], analyses.Select(row => row[0]));
        Assert.Equal(["", "", ""], analyses.Select(row => row[2]));
        Assert.Equal(run.Final(Quantity.Distance), Number(analyses[2][1]));
    }

    [Fact]
    public void A_training_loss_is_the_mean_of_its_steps()
    {
        var run = _tiny.Train(_tiny.Job("SGD", "epochs=1", "log-every=1"), "run")!;
        Assert.Equal(run.Log.Steps.Average(row => row.Loss), run.Last.TrainingLoss, 12);
        var halves = _tiny.Train(_tiny.Job("SGD", "epochs=1", "log-every=2"), "halves")!;
        Assert.Equal(run.Log.Steps.Take(2).Average(row => row.Loss), halves.Log.Steps[0].Loss, 12);
    }

    [Fact]
    public void What_came_after_the_checkpoint_is_not_in_the_tables_when_a_run_goes_on()
    {
        var job = _tiny.Job("SGD", "epochs=2", "log-every=1");
        Assert.Null(_tiny.Train(job, "run", pieces: 4));
        File.AppendAllText(Path.Combine(_tiny["run"], "steps.csv"), "1,4,lost,0,0\n");
        Assert.NotNull(_tiny.Train(job, "run"));
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], Rows("steps.csv", "epoch,step,loss,lr,seconds").Select(row => row[1]));
    }

    [Fact]
    public void TensorBoard_s_file_has_the_same_numbers()
    {
        var run = _tiny.Train(_tiny.Job("SGD", [Quantity.Distance], "epochs=2", "log-every=3"), "run")!;
        var events = LoggedEvent.Read(Path.Combine(_tiny["run"], EventWriter.FileName));
        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.Equal(run.Log.Started.ToUnixTimeMilliseconds() / 1000.0, events[0].Time, 3);
        Assert.All(events.Skip(1), one => Assert.True(one.Time >= events[0].Time));

        Assert.Equal(run.Log.Steps.Select(row => ((long)row.Step, (float)row.Loss)), Values("training/loss"));
        Assert.Equal(run.Log.Steps.Select(row => ((long)row.Step, (float)row.LearningRate)), Values("training/lr"));
        Assert.Equal(run.Log.Epochs.Select(row => ((long)row.Step, (float)row.Validation.Metric)), Values("validation/error"));
        Assert.Equal(run.Log.Epochs.Select(row => ((long)row.Step, (float)row.Test!.Loss)), Values("test/loss"));
        Assert.Equal(run.Log.Analyses.Select(row => ((long)row.Step, (float)row.Values["distance"])), Values("analysis/distance"));

        IEnumerable<(long, float)> Values(string tag) =>
            events.SelectMany(one => one.Values.Where(value => value.tag == tag).Select(value => (one.Step, value.value)));
    }

    [Fact]
    public void A_log_takes_the_place_of_the_old_one_whole_and_then_grows()
    {
        var path = _tiny["log.csv"];
        File.WriteAllText(path, "what an earlier run has left\n");
        using (var log = new LogFile(path))
        {
            log.Pending.Write("one\n"u8);
            Assert.Equal("what an earlier run has left\n", File.ReadAllText(path));
            log.Flush();
            Assert.Equal("one\n", File.ReadAllText(path));
            log.Flush();
            log.Pending.Write("two\n"u8);
            Assert.Equal("one\n", File.ReadAllText(path));
            log.Flush();
            Assert.Equal("one\ntwo\n", File.ReadAllText(path));
        }

        Assert.False(File.Exists(path + ".new"));
    }

    [Fact]
    public void A_run_that_ended_before_its_first_row_has_headings_and_nothing_of_a_run_before()
    {
        var job = _tiny.Job("SGD", "epochs=2", "log-every=1");
        Assert.NotNull(_tiny.Train(job, "run"));
        File.Delete(Path.Combine(_tiny["run"], Trainer.CheckpointFile));
        Assert.Null(_tiny.Train(job, "run", pieces: 0));
        Assert.Empty(Rows("steps.csv", "epoch,step,loss,lr,seconds"));
        Assert.Single(LoggedEvent.Read(Path.Combine(_tiny["run"], EventWriter.FileName)));
    }

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xe3069283u)] // the check value of the catalogue of CRCs
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void The_checksum_is_CRC_32C(string text, uint sum)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(sum, Crc32C.Of(bytes));
        Assert.Equal(sum, Crc32C.Of(new MemoryStream(bytes), bytes.Length));
        for (var i = 0; i <= bytes.Length; i++)
        {
            var pieces = new Crc32C();
            pieces.Add(bytes.AsSpan(0, i));
            pieces.Add(bytes.AsSpan(i));
            Assert.Equal(sum, pieces.Value);
        }
    }

    public void Dispose() => _tiny.Dispose();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private List<string[]> Rows(string file, string headings)
    {
        var lines = File.ReadAllLines(Path.Combine(_tiny["run"], file));
        Assert.Equal(headings, lines[0]);
        return [.. lines.Skip(1).Select(line => line.Split(','))];
    }
}

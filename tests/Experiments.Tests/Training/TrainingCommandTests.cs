using System.Diagnostics;

namespace Experiments.Tests.Training;

public sealed class TrainingCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training").FullName;

    [Theory]
    [InlineData("ae needs data: --data DIR names a folder with ")]
    [InlineData("--data and --synthetic: it is either the one or the other", "--synthetic", "--data", ".")]
    [InlineData("--grid and --sweep: it is either the one or the other", "--synthetic", "--grid", "--sweep", "lr=1,2")]
    [InlineData("--resume and --overwrite: it is either the one or the other", "--synthetic", "--resume", "--overwrite")]
    [InlineData("--optim: there is no 'Adma' here; there are SGD, NAG, AggMo, Adam", "--synthetic", "--optim", "Adma")]
    [InlineData("-o: there is no setting 'beta3' here; there are batch, epochs, ", "--synthetic", "-o", "beta3=1")]
    [InlineData("-o: capacity is a whole number from 0 to 1000; '1.5' is not", "--synthetic", "-o", "capacity=1.5")]
    [InlineData("--analyse: there is no 'flatness' here; there are sharpness, distance, buffer, all", "--synthetic", "--analyse", "flatness")]
    [InlineData("--sweep: 'capacity' is not of the form key=value,value", "--synthetic", "--sweep", "capacity")]
    [InlineData("--sweep: no optimizer here has a 'capacity'; they have lr, beta1, beta2, eps", "--synthetic", "--optim", "Adam", "--sweep", "capacity=5")]
    [InlineData("--sweep: capacity is a whole number from 0 to 1000; 'x' is not", "--synthetic", "--sweep", "capacity=5,x")]
    [InlineData("--device: 'gpu' is not cpu, cuda or cuda:N", "--synthetic", "--device", "gpu")]
    [InlineData("--device: 'cuda:x' is not cpu, cuda or cuda:N", "--synthetic", "--device", "cuda:x")]
    [InlineData("--seed: with 2 seeds, the first is at most 2147483645", "--synthetic", "--seed", "2147483647", "--seeds", "2")]
    public void What_cannot_be_done_is_a_line_that_says_why(string reason, params string[] arguments) =>
        Assert.StartsWith(reason, Assert.Throws<BadInputException>(() => Read(["ae", .. arguments])).Message);

    [Fact]
    public void Options_of_tasks_are_for_tasks()
    {
        var commandLine = new CommandLine();
        var refusal = Assert.Throws<BadInputException>(() => commandLine.Read(commandLine.Root.Parse(["toy", "--resume"])));
        Assert.Equal("--resume is for training tasks; 'toy' is none", refusal.Message);
        Assert.Null(commandLine.ReadTraining(commandLine.Root.Parse(["toy"])));
    }

    [Theory]
    [InlineData("--seeds", "0")]
    [InlineData("--seeds", "two")]
    public void What_cannot_be_read_is_refused(string option, string value) =>
        Assert.Contains(new CommandLine().Root.Parse(["ae", option, value]).Errors, error => error.Message.StartsWith($"{option}: '{value}'"));

    [Fact]
    public void Changes_reach_the_task_the_run_and_the_optimizers_that_have_them()
    {
        var choices = Read(["ae", "--synthetic", "--optim", "sgd,adam+cm", "-o", "lr=0.5", "-o", "capacity=7", "-o", "batch=3", "-o", "log-every=9",
            "--seed", "4", "--seeds", "2", "--analyse", "buffer", "--device", "cpu"]);
        Assert.Equal(["SGD", "Adam+CM"], choices.Candidates.Select(ofOne => ofOne.Single().Label));
        Assert.All(choices.Candidates, ofOne => Assert.Equal(0.5, ofOne[0].Hyperparameters.Number("lr")));
        Assert.Equal(7, choices.Candidates[1][0].Hyperparameters.Whole("capacity"));
        Assert.Equal((3, 9), (choices.Settings.Whole("batch"), choices.Settings.Whole("log-every")));
        Assert.Equal([4, 5], choices.Seeds);
        Assert.Equal([Quantity.MemoryVariance, Quantity.MemoryAgreement], choices.Quantities);
        Assert.Equal("dotnet run --project samples/Experiments -- ae --optim sgd,adam+cm -o lr=0.5 -o capacity=7 -o batch=3 -o log-every=9 --seed 4"
            + $" --synthetic --device cpu --seeds 2 --output {_folder} --analyse buffer", choices.Command);
    }

    [Fact]
    public void Synthetic_data_is_trained_on_for_a_short_time_unless_said_otherwise()
    {
        var usual = TrainingTask.All.Single(task => task.Name == "ae").Settings.Single(setting => setting.Name == "epochs").Default;
        Assert.Equal(usual, Read(["ae", "--data", "."]).Settings.Word("epochs"));
        Assert.NotEqual(usual, Read(["ae", "--synthetic"]).Settings.Word("epochs"));
        Assert.Equal("77", Read(["ae", "--synthetic", "-o", "epochs=77"]).Settings.Word("epochs"));
    }

    [Fact]
    public void A_sweep_is_of_the_optimizers_that_have_the_hyperparameter()
    {
        var choices = Read(["ae", "--synthetic", "--optim", "Adam,Adam+CM", "--sweep", "capacity=5,20"]);
        Assert.Equal(["Adam", "Adam+CM, capacity=5", "Adam+CM, capacity=20"], choices.Candidates.SelectMany(ofOne => ofOne).Select(variant => variant.Label));
        Assert.Equal(20, choices.Candidates[1][1].Hyperparameters.Whole("capacity"));
        var lists = Read(["ae", "--synthetic", "--optim", "AggMo", "--sweep", "betas=0,0.9;0,0.9,0.99"]);
        Assert.Equal([[0, 0.9], [0, 0.9, 0.99]], lists.Candidates[0].Select(variant => variant.Hyperparameters.Numbers("betas")));
        Assert.Contains("--sweep \"betas=0,0.9;0,0.9,0.99\"", lists.Command);
    }

    [Fact]
    public void The_default_hyperparameters_are_a_paper_s_where_it_has_some_for_the_task()
    {
        Assert.Equal(["lr=0.0001"], Recommendations.For("imagenet", Methods.Named("Adam+CM")!));
        Assert.Empty(Recommendations.For("imagenet", Methods.Named("SGD")!));
        Assert.Empty(Recommendations.For("ae", Methods.Named("Adam+CM")!));
    }

    [Fact]
    public void A_session_trains_compares_reports_and_does_not_lose_what_is_there()
    {
        string[] command = ["ae", "--synthetic", "--output", _folder, "--device", "cpu", "--optim", "Adam+CM", "--sweep", "capacity=2,3",
            "--seeds", "2", "--analyse", "distance,buffer", "-o", "epochs=2", "-o", "batch=300"];
        var run = Invocation.Of(command);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.All(new[] { "Adam+CM-capacity=2-1", "Adam+CM-capacity=3-2" }, name => Assert.All(
            new[] { "steps.csv", "epochs.csv", "analysis.csv", EventWriter.FileName, Trainer.CheckpointFile }, file => Assert.True(File.Exists(Path.Combine(_folder, name, file)), $"{name} {file}")));

        var page = File.ReadAllText(Path.Combine(_folder, "report.html"));
        Assert.Contains(new Uri(Path.Combine(_folder, "report.html")).AbsoluteUri, run.Output);
        Assert.All(new[] { "Training loss", "over capacity", "Synthetic data", "Adam+CM, capacity=3", "--sweep capacity=2,3" }, text => Assert.Contains(text, page));
        Assert.Equal(4 + 3 + 1 + 3, page.Split("<svg").Length - 1);
        Assert.DoesNotContain("NaN", page);

        var again = Invocation.Of(command);
        Assert.Equal((2, ""), (again.ExitCode, again.Output));
        Assert.Contains("has a run already: --resume goes on with it, --overwrite begins anew", again.Error);
        var resumed = Invocation.Of([.. command, "--resume"]);
        Assert.Equal(("", 0), (resumed.Error, resumed.ExitCode));
        Assert.DoesNotContain("epoch 1 of 2", resumed.Output);
        Assert.Equal(page, File.ReadAllText(Path.Combine(_folder, "report.html")));
    }

    [Fact]
    public void A_grid_chooses_by_validation_and_trains_the_other_seeds_with_the_best()
    {
        var run = Invocation.Of("ae", "--synthetic", "--output", _folder, "--device", "cpu", "--optim", "SGD", "--grid", "--seeds", "2",
            "-o", "lr-factors=1,1e9", "-o", "epochs=1", "-o", "batch=300", "-o", "momentum=0");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("The grid: SGD 2; 2 runs", run.Output);
        Assert.Contains("diverged after", run.Output);
        Assert.Equal(["SGD-lr=0.01-1", "SGD-lr=0.01-2", "SGD-lr=1E+07-1"], Directory.GetDirectories(_folder, "SGD*").Select(path => Path.GetFileName(path)).Order());
        Assert.Contains("The grid of SGD, seed 1", File.ReadAllText(Path.Combine(_folder, "report.html")));
    }

    [Fact]
    public async Task Ctrl_C_ends_after_the_step_with_a_checkpoint_and_says_how_to_go_on()
    {
        if (OperatingSystem.IsWindows()) return; // has no signal that one process could send to another
        string[] command = ["ae", "--synthetic", "--output", _folder, "--device", "cpu", "--optim", "SGD", "-o", "batch=100", "-o", "checkpoint-every=1"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. command, "-o", "epochs=100000"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        while (!process.HasExited && !File.Exists(Path.Combine(_folder, "SGD-1", Trainer.CheckpointFile))) await Task.Delay(50);
        using (var signal = Process.Start("kill", ["-INT", $"{process.Id}"])) await signal.WaitForExitAsync();
        await process.WaitForExitAsync();

        Assert.Equal((130, "interrupted\n"), (process.ExitCode, await error));
        Assert.Contains($"To go on:\n  dotnet run --project samples/Experiments -- ae --optim SGD -o batch=100", await output);
        Assert.Contains("--resume", await output);
        var resumed = Invocation.Of([.. command, "-o", "epochs=1", "--resume"]);
        Assert.Equal(("", 0), (resumed.Error, resumed.ExitCode));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private TrainingChoices Read(string[] arguments)
    {
        var commandLine = new CommandLine();
        var parsed = commandLine.Root.Parse([.. arguments, "--output", _folder]);
        Assert.Empty(parsed.Errors);
        return commandLine.ReadTraining(parsed)!;
    }
}

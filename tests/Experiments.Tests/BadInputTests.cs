namespace Experiments.Tests;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("which experiment? --list names them all")]
    [InlineData("there is no experiment 'tojectories'; there are trajectories, ", "tojectories")]
    [InlineData("--optim: there is no 'Adma' here; there are Adam, Adam+SAM", "toy", "--optim", "Adam,Adma")]
    [InlineData("-o: 'lr' is not of the form key=value", "toy", "-o", "lr")]
    [InlineData("-o: there is no setting 'learning' here; there are lr, beta1", "trajectories", "-o", "learning=1")]
    [InlineData("-o: there is no setting 'capacities' here", "sharpness", "-o", "capacities=5")]
    [InlineData("-o: steps is a whole number from 1 to 100000; '0' is not", "toy", "-o", "steps=0")]
    [InlineData("-o: lr is a number from 1E-06 to 10; 'NaN' is not", "toy", "-o", "lr=NaN")]
    [InlineData("-o: capacities is whole numbers from 0 to 1000 with commas between them; '5,x' is not", "capacity", "-o", "capacities=5,x")]
    [InlineData("-o: levy is general or number13; '13' is not", "toy", "-o", "levy=13")]
    public void What_cannot_be_done_is_a_line_that_says_why(string reason, params string[] arguments)
    {
        var commandLine = new CommandLine();
        var parsed = commandLine.Root.Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.StartsWith(reason, Assert.Throws<BadInputException>(() => commandLine.Read(parsed)).Message);
    }

    [Theory]
    [InlineData("--seed", "1.5", "--seed: '1.5' is not a whole number")]
    [InlineData("--lr", "1", "--lr")]
    public void What_cannot_be_read_is_refused(string option, string value, string reason) =>
        Assert.Contains(new CommandLine().Root.Parse(["toy", option, value]).Errors, error => error.Message.Contains(reason));

    [Fact]
    public void Changes_reach_the_experiments_that_have_the_setting()
    {
        var commandLine = new CommandLine();
        var choices = commandLine.Read(commandLine.Root.Parse(["toy", "--optim", "adam+cm", "-o", "steps=7", "-o", "seeds=3", "--seed", "9"]));
        Assert.Equal(Experiment.All, choices.Experiments);
        Assert.All(choices.Settings, settings => Assert.Equal(7, settings.Whole("steps")));
        Assert.Equal(Experiment.All.Count(experiment => experiment.Settings.Contains(ToySettings.Seeds)), choices.Settings.Count(settings => settings.Shown.Contains("seeds=3")));
        Assert.Equal(["Adam+CM"], choices.Contestants.Select(contestant => contestant.Name));
        Assert.Equal("dotnet run --project samples/Experiments -- toy --optim adam+cm -o steps=7 -o seeds=3 --seed 9", choices.Command);
    }

    [Fact]
    public void The_program_says_it_in_one_line_and_before_it_works()
    {
        var refused = Invocation.Of("toy", "-o", "steps=0");
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Equal(1, refused.Error.Count(character => character == '\n'));
        var unwritable = Invocation.Of("trajectories", "--report", Path.GetTempPath());
        Assert.Equal((2, ""), (unwritable.ExitCode, unwritable.Output));
        Assert.Contains("--report", unwritable.Error);
    }
}

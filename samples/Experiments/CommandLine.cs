using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Experiments;

/// <summary>The arguments and options of the program, and what the user chose.</summary>
internal sealed class CommandLine
{
    /// <summary>The name that stands for all experiments.</summary>
    public const string Everything = "toy";

    private readonly Argument<string?> _experiment = new("experiment")
    {
        Description = $"The experiment: {string.Join(", ", Experiment.All.Select(experiment => experiment.Name))}; {Everything} for all of these; "
            + $"or a training task: {string.Join(", ", TrainingTask.All.Select(task => task.Name))}.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _list = new("--list")
    {
        Description = "Names the experiments and tasks with their settings and data, and the optimizers with their hyperparameters.",
    };

    private readonly Option<string[]> _optimizers = new("--optim")
    {
        Description = $"Only this optimizer; repeat it, or separate by commas, for several. One of {Names}. "
            + "Default: those without 'Published'. Training tasks have more: --list names them.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _overrides = new("--override", "-o")
    {
        Description = "Changes a setting of the experiment, or a hyperparameter; repeat it for several. --list names them.",
        HelpName = "key=value",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "What all random numbers are drawn with.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => WholeNumber(result, "--seed", atLeast: 0),
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Where the page with the report goes. Default: artifacts/experiments-NAME.html; of a task, report.html in the output folder.",
        HelpName = "FILE",
    };

    private readonly TrainingOptions _training = new();

    public CommandLine()
    {
        Root = new("Reproduces the experiments of the papers: tables and claims on the terminal, and a report with the drawings.")
        {
            _experiment, _list, _optimizers, _overrides, _seed, _report,
        };
        foreach (var option in _training.All) Root.Add(option);
    }

    public RootCommand Root { get; }

    private static string Names => string.Join(", ", Contestant.All.Concat(Contestant.Published).Select(contestant => contestant.Name));

    /// <summary>Whether the user asked for the list rather than for an experiment.</summary>
    public bool IsList(ParseResult parsed) => parsed.GetValue(_list);

    /// <summary>The experiments and tasks with their settings, and the optimizers of the tasks.</summary>
    public static string List() => string.Concat(
    [
        .. Experiment.All.Select(experiment => $"{experiment.Name}\n  {experiment.Title} ({experiment.Source})\n{Lines(experiment.Settings)}"),
        $"{Everything}\n  All of these, in one report\n",
        .. TrainingTask.All.Select(task => $"{task.Name}\n  {task.Title} ({task.Source})\n{Lines(task.Settings)}  --data DIR: {task.DataFormat}\n"),
        $"Every task\n{Lines(RunSettings.All)}{Lines(Grid.Settings)}",
        .. Methods.All.Select(method => $"--optim {method.Name}\n  ({method.Source})\n{Lines(method.Hyperparameters)}"),
    ]);

    private static string Lines(IEnumerable<Setting> settings) =>
        string.Concat(settings.Select(setting => $"    {setting.Name + "=" + setting.Default,-36} {setting.Meaning}\n"));

    /// <summary>The training task that the user chose, and how; null for another experiment.</summary>
    /// <exception cref="BadInputException">What was chosen cannot be done.</exception>
    public TrainingChoices? ReadTraining(ParseResult parsed)
    {
        if (TrainingTask.All.FirstOrDefault(task => task.Name == parsed.GetValue(_experiment)) is not { } task) return null;
        var seed = parsed.GetValue(_seed);
        return _training.Read(
            parsed, task, Listed(parsed.GetValue(_optimizers)), parsed.GetValue(_overrides) ?? [], seed,
            parsed.GetValue(_report), Command(parsed, seed));
    }

    /// <summary>What the user chose.</summary>
    /// <exception cref="BadInputException">There is no such experiment, optimizer or setting, or a setting's value is no good.</exception>
    public Choices Read(ParseResult parsed)
    {
        var experiments = Experiments(parsed.GetValue(_experiment));
        _training.RequireNone(parsed, parsed.GetValue(_experiment)!);
        var overrides = parsed.GetValue(_overrides) ?? [];
        var contestants = Optimizers(Listed(parsed.GetValue(_optimizers)));
        var settings = Settings.Of([.. experiments.Select(experiment => experiment.Settings)], overrides);
        var seed = parsed.GetValue(_seed);
        return new(experiments, settings, contestants, seed, parsed.GetValue(_report), Command(parsed, seed));
    }

    private static IReadOnlyList<Experiment> Experiments(string? name)
    {
        if (name is null) throw new BadInputException("which experiment? --list names them all");
        if (name == Everything) return Experiment.All;
        return Experiment.All.FirstOrDefault(experiment => experiment.Name == name) is { } one
            ? [one]
            : throw new BadInputException(
                $"there is no experiment '{name}'; there are {string.Join(", ",
                    [.. Experiment.All.Select(experiment => experiment.Name), Everything, .. TrainingTask.All.Select(task => task.Name)])}");
    }

    /// <summary>What was given to an option that may be repeated and take several words with commas between them.</summary>
    private static List<string> Listed(string[]? given) =>
        [.. (given ?? []).SelectMany(words => words.Split(',', StringSplitOptions.TrimEntries))];

    private static IReadOnlyList<Contestant> Optimizers(IReadOnlyList<string> names)
    {
        var chosen = names.Select(name => Contestant.Named(name)
            ?? throw new BadInputException($"--optim: there is no '{name}' here; there are {Names}")).Distinct().ToList();
        return chosen.Count > 0 ? chosen : Contestant.All;
    }

    /// <summary>The command as a user writes it, without where the report went.</summary>
    private string Command(ParseResult parsed, int seed)
    {
        List<string> words = ["dotnet run --project samples/Experiments --", parsed.GetValue(_experiment)!];
        words.AddRange((parsed.GetValue(_optimizers) ?? []).Select(name => $"--optim {name}"));
        words.AddRange((parsed.GetValue(_overrides) ?? []).Select(change => $"-o {change}"));
        words.Add($"--seed {seed}");
        return string.Join(' ', words);
    }

    /// <summary>Reads a whole number, or says what is wrong with it.</summary>
    public static int WholeNumber(ArgumentResult result, string option, int atLeast, int atMost = int.MaxValue)
    {
        var token = result.Tokens[0].Value;
        if (int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= atLeast && number <= atMost) return number;
        result.AddError($"{option}: '{token}' is not a whole number from {atLeast} to {atMost}");
        return 0;
    }
}

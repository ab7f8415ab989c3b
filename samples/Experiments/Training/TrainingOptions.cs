using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>The options of training tasks, which the other experiments do not have.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Tasks: the folder with the data, in the format that --list names.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _synthetic = new("--synthetic")
    {
        Description = "Tasks: a small data set, made for the purpose, and few epochs.",
    };

    private readonly Option<string?> _device = new("--device")
    {
        Description = "Tasks: cpu, cuda or cuda:N. Default: cuda where there is one.",
        HelpName = "NAME",
    };

    private readonly Option<int> _seeds = new("--seeds")
    {
        Description = "Tasks: how many runs of each optimizer, with the seeds from --seed on.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => CommandLine.WholeNumber(result, "--seeds", atLeast: 1, atMost: 1000),
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description = "Tasks: the folder for logs, checkpoints and report. Default: artifacts/runs/TASK.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Tasks: goes on with the runs that are in the output folder.",
    };

    private readonly Option<bool> _overwrite = new("--overwrite")
    {
        Description = "Tasks: begins the runs that are in the output folder anew.",
    };

    private readonly Option<string[]> _analyse = new("--analyse")
    {
        Description = $"Tasks: what is measured on the way: {Analyses}, or all.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _grid = new("--grid")
    {
        Description = "Tasks: tries a grid of hyperparameters with the first seed; all seeds train with the best of each optimizer.",
    };

    private readonly Option<string?> _sweep = new("--sweep")
    {
        Description = "Tasks: trains with each of several values of a hyperparameter, such as capacity=5,10,20.",
        HelpName = "key=value,value",
    };

    private static string Analyses => string.Join(", ", Quantity.All.Select(quantity => quantity.Analysis).Distinct());

    public IEnumerable<Option> All => [_data, _synthetic, _device, _seeds, _output, _resume, _overwrite, _analyse, _grid, _sweep];

    /// <summary>Reads what the user chose.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="task">The task.</param>
    /// <param name="optimizers">The names after --optim.</param>
    /// <param name="overrides">The changes after -o.</param>
    /// <param name="seed">The first seed.</param>
    /// <param name="report">Where the page goes; null for the usual place.</param>
    /// <param name="command">The command line so far, without these options.</param>
    /// <exception cref="BadInputException">What was chosen cannot be done.</exception>
    public TrainingChoices Read(
        ParseResult parsed, TrainingTask task, IReadOnlyList<string> optimizers, IReadOnlyList<string> overrides, int seed,
        string? report, string command)
    {
        var (data, synthetic, grid) = (parsed.GetValue(_data), parsed.GetValue(_synthetic), parsed.GetValue(_grid));
        if (data is null == !synthetic)
            throw new BadInputException(synthetic
                ? "--data and --synthetic: it is either the one or the other"
                : $"{task.Name} needs data: --data DIR names a folder with {task.DataFormat}; "
                    + "--synthetic makes a small data set to try it with");
        if (grid && parsed.GetValue(_sweep) is not null)
            throw new BadInputException("--grid and --sweep: it is either the one or the other");
        if (parsed.GetValue(_resume) && parsed.GetValue(_overwrite))
            throw new BadInputException("--resume and --overwrite: it is either the one or the other");

        var seeds = parsed.GetValue(_seeds);
        if (seed > int.MaxValue - seeds)
            throw new BadInputException($"--seed: with {seeds} seeds, the first is at most {int.MaxValue - seeds}");

        var methods = MethodsNamed(optimizers);
        IReadOnlyList<Setting> ofTask = [.. task.Settings, .. RunSettings.All, .. grid ? Grid.Settings : []];
        if (synthetic) ofTask = Setting.WithDefaults(ofTask, task.SyntheticSettings);
        var known = methods.Select(method => Setting.WithDefaults(method.Hyperparameters, Recommendations.For(task.Name, method)));
        var settings = Settings.Of([ofTask, .. known], overrides);
        var sweep = parsed.GetValue(_sweep) is { } text ? Sweep.Parse(text, methods) : null;
        var candidates = methods.Zip(settings.Skip(1), (method, with) =>
            grid ? Grid.Of(method, with, settings[0]) : sweep?.Of(method, with) ?? [new Variant(method, with)]).ToList();
        return new(
            task, settings[0], candidates, grid, sweep, [.. Enumerable.Range(seed, seeds)], data,
            DeviceNamed(parsed.GetValue(_device)), QuantitiesNamed(parsed.GetValue(_analyse) ?? []),
            OutputFolder(parsed, task.Name + (synthetic ? "-synthetic" : "")),
            parsed.GetValue(_resume) ? ExistingRuns.Resume : parsed.GetValue(_overwrite) ? ExistingRuns.Overwrite : ExistingRuns.Refuse,
            report, command + Words(parsed));
    }

    /// <summary>Says so if an option of these was given where there is no task.</summary>
    /// <exception cref="BadInputException">One was.</exception>
    public void RequireNone(ParseResult parsed, string experiment)
    {
        if (All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new BadInputException($"{given.Name} is for training tasks; '{experiment}' is none");
    }

    private static IReadOnlyList<Method> MethodsNamed(IReadOnlyList<string> names) => names.Count == 0
        ? Methods.Compared
        : [.. names.Select(name => Methods.Named(name) ?? throw new BadInputException(
            $"--optim: there is no '{name}' here; there are {string.Join(", ", Methods.All.Select(method => method.Name))}")).Distinct()];

    private static IReadOnlyList<Quantity> QuantitiesNamed(string[] names)
    {
        var chosen = names.SelectMany(name => name.Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (chosen.Find(name => name != "all" && Quantity.All.All(quantity => quantity.Analysis != name)) is { } unknown)
            throw new BadInputException($"--analyse: there is no '{unknown}' here; there are {Analyses}, all");
        return [.. Quantity.All.Where(quantity => chosen.Contains("all") || chosen.Contains(quantity.Analysis))];
    }

    private static Device DeviceNamed(string? name)
    {
        if (name is null) return cuda.is_available() ? CUDA : CPU;
        if (name == "cpu") return CPU;
        var index = -1;
        if (name != "cuda" && !(name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name[5..], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
            throw new BadInputException($"--device: '{name}' is not cpu, cuda or cuda:N");
        ComputeDevice.RequireCuda(name);
        if (index >= cuda.device_count())
            throw new BadInputException($"--device: there is no '{name}'; there are {cuda.device_count()} CUDA devices, from cuda:0 on");
        return device(DeviceType.CUDA, index);
    }

    private string OutputFolder(ParseResult parsed, string usual)
    {
        var folder = Path.GetFullPath(parsed.GetValue(_output) ?? Path.Combine(Repository.Root ?? "", "artifacts", "runs", usual));
        try
        {
            Directory.CreateDirectory(folder);
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--output: '{folder}' cannot be made ({failure.Message.TrimEnd('.')})");
        }
    }

    /// <summary>These options as a user writes them, without what is done about runs that are there.</summary>
    private string Words(ParseResult parsed)
    {
        List<string> words = [];
        foreach (var option in All.Except([_resume, _overwrite]))
            if (parsed.GetResult(option) is { Implicit: false } given)
                words.Add(string.Join(' ', [option.Name, .. given.Tokens.Select(token => Quoted(token.Value))]));
        return string.Concat(words.Select(word => " " + word));
    }

    private static string Quoted(string word) =>
        word.Any(character => char.IsWhiteSpace(character) || character == ';') ? $"\"{word}\"" : word;
}

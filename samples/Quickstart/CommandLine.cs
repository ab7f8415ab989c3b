using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TorchSharp;

namespace Quickstart;

/// <summary>The options of the program, and what the user chose.</summary>
internal sealed class CommandLine
{
    private static readonly string Names = string.Join(", ", Contestant.All.Select(contestant => contestant.Name));

    private readonly Option<string?> _text = new("--text")
    {
        Description = "The text to learn. Default: the sources and documents of this repository.",
        HelpName = "FILE",
    };

    private readonly Option<int> _epochs = new("--epochs")
    {
        Description = "How often the text is read.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
        CustomParser = result => WholeNumber(result, atLeast: 1, atMost: 1000),
    };

    private readonly Option<Contestant[]> _optimizers = new("--optimizer")
    {
        Description = $"Train with this one only; repeat it, or separate by commas, for several. One of {Names}. Default: all.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = Optimizers,
    };

    private readonly Option<DeviceType> _device = new("--device")
    {
        Description = "Where all is computed: cpu, or cuda in a build with -p:TorchBackend=cuda-linux or cuda-windows.",
        HelpName = "NAME",
        DefaultValueFactory = _ => DeviceType.CPU,
        CustomParser = Device,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "What the initial weights are drawn with.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => WholeNumber(result, atLeast: 0, atMost: int.MaxValue),
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Where the page with the learning curves goes. Default: artifacts/quickstart.html.",
        HelpName = "FILE",
    };

    public CommandLine()
    {
        Root = new("""
            Trains a small character-level language model (embedding, LSTM, linear layer) on a text with several
            optimizers, from the same initial weights, and compares them: perplexity, time, learning curves.
            """)
        {
            _text, _epochs, _optimizers, _device, _seed, _report,
        };
    }

    public RootCommand Root { get; }

    /// <summary>What the user chose.</summary>
    public Choices Read(ParseResult parsed) => new(
        parsed.GetValue(_text),
        parsed.GetValue(_epochs),
        parsed.GetValue(_optimizers) is { Length: > 0 } chosen ? chosen : Contestant.All,
        parsed.GetValue(_device),
        parsed.GetValue(_seed),
        parsed.GetValue(_report));

    private static int WholeNumber(ArgumentResult result, int atLeast, int atMost)
    {
        var token = result.Tokens[0].Value;
        if (int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= atLeast && number <= atMost)
            return number;
        result.AddError($"{NameOf(result)}: '{token}' is not a whole number from {atLeast} to {atMost}");
        return atLeast;
    }

    private static Contestant[] Optimizers(ArgumentResult result)
    {
        List<Contestant> found = [];
        foreach (var name in result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (Contestant.All.FirstOrDefault(contestant => contestant.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } one)
                found.Add(one);
            else
                result.AddError($"{NameOf(result)}: there is no '{name}' here; there are {Names}");
        }

        return [.. found.Distinct()];
    }

    private static DeviceType Device(ArgumentResult result)
    {
        var name = result.Tokens[0].Value;
        if (name is not ("cpu" or "cuda")) result.AddError($"{NameOf(result)}: '{name}' is not cpu or cuda");
        return name == "cuda" ? DeviceType.CUDA : DeviceType.CPU;
    }

    private static string NameOf(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}

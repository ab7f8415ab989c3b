using System.Text.Json;
using System.Text.Json.Nodes;
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Interchange;

/// <summary>An optimizer that PyTorch has too, of cases.json, with the problem that torch_side.py trains it on, in one type.</summary>
internal sealed record InterchangeCase(string Name, OptimizerCase Optimizer, ScalarType Type)
{
    public const int Stop = 5, End = 10;

    private static readonly long[][] s_shapes = [[3], [2, 2], [], [2]];

    /// <summary>Of a result, in parts of the largest magnitude.</summary>
    public double Tolerance => Type == float64 ? 1e-12 : 2e-6;

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Interchange");

    public static IReadOnlyList<InterchangeCase> All { get; } =
    [
        .. from item in JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "cases.json")))!.AsArray()
           let type = typeof(Sgd).Assembly.GetType($"OptimizerDsl.Optimizers.{item["type"]}", throwOnError: true)!
           // Tuples have other names here; whether they do is not left to what is tested.
           let ours = (item["ours"] ?? item["torch"])!.AsObject().ToDictionary(p => p.Key, p => Value(p.Value!))
           from dtype in new[] { float64, float32 }
           select new InterchangeCase($"{item["name"]}.{dtype.ToString().ToLowerInvariant()}", new OptimizerCase(type, "as in PyTorch", ours), dtype),
    ];

    public static TheoryData<string> Rows => [.. All.Select(c => c.Name)];

    public static InterchangeCase Get(string name) => All.Single(c => c.Name == name);

    private static object Value(JsonNode node) => node.GetValueKind() == JsonValueKind.Number ? node.GetValue<double>() : node.GetValue<bool>();

    /// <summary>The parameters before the first step, or as PyTorch had them.</summary>
    public Parameter[] Parameters(double[][]? values = null) =>
        [.. s_shapes.Select((shape, i) => Numbers.ToParameter(values?[i] ?? Eighths(shape, j => (5 * i + 3 * j + 2) % 7 * 2 - 6), shape, Type))];

    /// <summary>The optimizer, in two groups, the second at half the learning rate.</summary>
    public CompiledOptimizer Make(Parameter[] parameters)
    {
        var optimizer = Optimizer.Make(parameters[..2]);
        optimizer.add_param_group(Optimizer.Group(parameters[2..], ("lr", (double)Optimizer.Hyperparameters["lr"] / 2)));
        return optimizer;
    }

    /// <summary>The optimizer with everything left at its default but the learning rate, for what a file says to be seen.</summary>
    public CompiledOptimizer MakeOtherwise(Parameter[] parameters)
    {
        var other = Optimizer with { Hyperparameters = new Dictionary<string, object> { ["lr"] = 0.7 } };
        var optimizer = other.Make(parameters[..2]);
        optimizer.add_param_group(other.Group(parameters[2..]));
        return optimizer;
    }

    public static void Run(CompiledOptimizer optimizer, Parameter[] parameters, ScalarType type, int begin, int end)
    {
        for (var step = begin; step < end; step++)
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                var (s, p) = (step, i);
                // The last one is frozen at first, so that it has no state when the others are saved.
                parameters[i].grad = i == 3 && step < Stop ? null
                    : Numbers.ToTensor(Eighths(s_shapes[i], j => (7 * s + 5 * p + 3 * j + 4) % 11 - 5), s_shapes[i], type);
            }

            optimizer.step();
        }
    }

    public void RequireClose(double[][] expected, Parameter[] actual) => RequireClose(expected, [.. actual.Select(Numbers.Of)]);

    public void RequireClose(double[][] expected, double[][] actual)
    {
        var largest = expected.SelectMany(p => p).Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++) Numbers.AssertClose(expected[i], actual[i], Tolerance * largest, $"{Name}, parameter {i}");
    }

    // Numbers that are the same in every type and language.
    private static double[] Eighths(long[] shape, Func<int, int> count) =>
        [.. Enumerable.Range(0, (int)Numbers.Elements(shape)).Select(j => count(j) / 8.0)];
}

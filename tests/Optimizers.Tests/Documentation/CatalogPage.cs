using System.Globalization;
using System.Reflection;
using System.Text;
using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Golden;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Documentation;

/// <summary>The page on all optimizers, made of their declarations and of what became of these.</summary>
internal static class CatalogPage
{
    public static string Render(IReadOnlyList<Type> optimizers, Func<Type, string> recordings)
    {
        var page = new StringBuilder("""
            # Optimizers

            All of `OptimizerDsl.Optimizers`. This page is made of the declarations by a test.

            **State** is what is kept for each parameter, under the default hyperparameters and in float32: with a critical memory of
            capacity C that is C slots and their sum; a state in a shape of its own counts for a matrix of 1024 by 1024. **Passes** is how often a fused step goes over the parameters, and the bytes are
            those that it reads and writes for each of them, in a step in which a memory takes the candidate. **Recordings** is how many
            recorded trajectories of which implementation the executions follow, step by step; an optimizer without any is compared
            with the equations written out in plain loops.

            | optimizer | what it is | state | B kept | passes | B moved | recordings |
            |---|---|---|---|---|---|---|

            """);
        foreach (var type in optimizers)
        {
            using var facts = new Facts(type);
            page.Append(CultureInfo.InvariantCulture, $"| [{type.Name}](../src/Optimizers/{type.Name}.cs) | {Comments.Summary(type)} | {facts.States} ");
            page.Append(CultureInfo.InvariantCulture, $"| {facts.Kept:0.##} | {facts.Passes} | {facts.Moved} | {recordings(type)} |\n");
        }

        page.Append("\n## Hyperparameters, and notes\n\nEach with its default; one without a default must be given. All can be set for each group of parameters.\n");
        foreach (var type in optimizers)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n**{type.Name}**: {Hyperparameters(type)}\n");
            if (Comments.Remarks(type) is { Length: > 0 } remarks) page.Append(CultureInfo.InvariantCulture, $"{remarks}\n");
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>How many recordings of which reference an optimizer follows.</summary>
    public static Func<Type, string> CountRecordings(IEnumerable<string> files)
    {
        var followed = files.Where(f => ReferenceNames.ReasonNotToFollow(f) is null).Select(Recordings.Read).ToLookup(ReferenceNames.TypeOf, r => Short(r.Reference));
        return type => string.Join(", ", followed[type].GroupBy(r => r).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} of {g.Key}"));
    }

    /// <summary>"github.com/owner/name@commit cmoptimizer.optim.Adam_C" is "Adam_C", "paper Algorithm 1, Adam+CM (numpy, ...)" "the paper".</summary>
    private static string Short(string reference) => reference.StartsWith("paper", StringComparison.Ordinal)
        ? "the paper's equations"
        : reference.StartsWith("torch", StringComparison.Ordinal) ? reference.Split(" (")[0] : reference.Split("github.com/")[^1].Split('@')[0];

    private static string Hyperparameters(Type type) => string.Join(", ", OptimizerCase.ConstructorOf(type).GetParameters().Skip(1).Select(p =>
        $"`{p.Name}" + (p.HasDefaultValue ? $" = {Value(type, p)}`" : "`")));

    private static string Value(Type type, ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null when parameter.ParameterType == typeof(ScalarType?) => "null",
        null => "[" + string.Join(", ", ((Coefficients)Default(type, parameter.Name!)).Select(c => c.ToString(CultureInfo.InvariantCulture))) + "]",
        bool b => b ? "true" : "false",
        var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };

    private static object Default(Type type, string name)
    {
        using var facts = new Facts(type);
        return facts.Options.GetType().GetField(name)!.GetValue(facts.Options)!;
    }

    /// <summary>What an optimizer with its defaults does on one parameter.</summary>
    private sealed class Facts : IDisposable
    {
        private readonly DisposeScope _scope = NewDisposeScope();
        private readonly CompiledOptimizer _optimizer;
        private readonly CompiledRule _rule;

        public Facts(Type type)
        {
            var row = new OptimizerCase(type, "", new Dictionary<string, object>());
            if (!OptimizerCase.ConstructorOf(type).GetParameters().Single(p => p.Name == "lr").HasDefaultValue) row = row.With("lr", 0.1);
            Parameter parameter = new(ones(1, 1));
            (_rule, _optimizer) = (row.Rule, row.Make([parameter], Execution.Cpu));
            for (var step = 1; step <= 30; step++)
            {
                parameter.grad = full([1, 1], step, float32);
                _optimizer.step();
                // The first step may begin states, and needs no memory yet.
                if (step > 15) Moved = Math.Max(Moved, MovedBy(_optimizer.Slots[0]));
            }
        }

        public CompiledOptions Options => (CompiledOptions)_optimizer.Groups[0].Options;

        public long Moved { get; }

        public int Passes => Enumerable.Range(0, _rule.Passes).Count(pass => MovedBy(_optimizer.Slots[0], pass) > 0);

        public double Kept => sizeof(float) * Footprint.Elements(_rule, Options, 1024, 1024) / (1024.0 * 1024.0);

        public string States
        {
            get
            {
                var names = Enumerable.Range(0, _rule.States.Count).Select(i => $"`{_rule.States[i].Name}`"
                    + (_rule.States[i].HasOwnShape ? " (in a shape of its own)" : _rule.States[i].IsBank ? $" × {_rule.BankLength(i, Options)}" : _rule.IsAllocated(i, Options) ? "" : " (if asked for)"));
                var memory = _rule.HasMemory ? [$"memory of {_rule.MemoryCapacity(Options)}"] : Array.Empty<string>();
                return string.Join(", ", names.Concat(memory).Concat(_rule.Numbers.Select((n, i) => $"`{n}` (a number{_rule.NumberOver(i) switch { Over.All => " for all", Over.Group => " for a group", _ => "" }})"))) is { Length: > 0 } all ? all : "none";
            }
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            _scope.Dispose();
        }

        private long MovedBy(ParameterSlot slot) => Enumerable.Range(0, _rule.Passes).Sum(pass => MovedBy(slot, pass));

        private unsafe long MovedBy(ParameterSlot slot, int pass) => _rule.Traffic(pass, slot.Variant, sizeof(float), slot.Lengths);
    }
}

using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Tests.Compiling;

using Precision = OptimizerDsl.Generator.Rules.Precision;

/// <summary>What a rule says of the types of its states, in its text and in what is generated.</summary>
public class Precisions
{
    private const string Sample = """
        [MemoryAugmented(Capacity = 3, Precision = Precision.Float16, StochasticRounding = true)]
        public partial class Sample
        {
            [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
            [State(Precision = Precision.BFloat16)] Tensor m;
            [State(Precision = Precision.Float16, StochasticRounding = true)] Tensor v;
            [State] Tensor w;

            void Update(ref Tensor θ, Tensor g, CriticalMemory memory)
            {
                m = 0.9 * m + g;
                v = 0.9 * v + m * m;
                w = 0.9 * w + memory.Aggregate(m);
                θ -= lr * w / Sqrt(v + 1);
            }
        }

        [DecoupledWeightDecay<Sample>] public partial class Decayed;
        """;

    private static readonly IReadOnlyDictionary<string, string> s_generated = Compiler.Compile("#pragma warning disable CS1591\n" + Sample).Generated;

    [Theory, InlineData("Sample"), InlineData("Decayed")]
    public void The_text_of_a_rule_has_them(string name)
    {
        var text = RuleIn(s_generated[name + ".Rule.g.cs"]);
        var rule = RuleText.Parse(text);
        Assert.Equal(text.Split('\n').Select(l => l.Trim()), RuleText.Print(rule).Select(l => l.Trim()));
        Assert.Equal((Precision.Float16, true), (rule.Memory!.Precision, rule.Memory.StochasticRounding));
        Assert.Equal([(Precision.BFloat16, false), (Precision.Float16, true), (Precision.Same, false)], rule.States.Select(s => (s.Precision, s.StochasticRounding)));
    }

    [Fact]
    public void A_text_from_before_there_were_precisions_means_the_parameters_type()
    {
        var text = RuleIn(s_generated["Sample.Rule.g.cs"]).Replace(" BFloat16 nearest", "").Replace(" Float16 stochastic", "");
        var rule = RuleText.Parse(text);
        Assert.Equal((Precision.Same, false), (rule.Memory!.Precision, rule.Memory.StochasticRounding));
        Assert.All(rule.States, s => Assert.Equal((Precision.Same, false), (s.Precision, s.StochasticRounding)));
    }

    [Fact]
    public void The_traffic_counts_narrower_tensors_as_what_they_are() =>
        // θ, w and the sum are read and written, g is read: 28; m, v and the slot: 12.
        Assert.Contains("Pass 2 of 2: reads 7, writes 6: 40 B per float32 parameter at the most.", s_generated["Sample.Rule.g.cs"]);

    [Theory, InlineData("Sample"), InlineData("Decayed")]
    public void The_compiled_rule_tells_the_runtime(string name)
    {
        var source = s_generated[name + ".Rule.g.cs"];
        Assert.Contains("new(\"m\", false, Dsl::Precision.BFloat16), new(\"v\", false, Dsl::Precision.Float16, StochasticRounding: true), new(\"w\", false) };", source);
        Assert.Contains("public override Dsl::Precision MemoryPrecision => Dsl::Precision.Float16;", source);
        Assert.Contains("public override bool MemoryStochasticRounding => true;", source);
    }

    private static string RuleIn(string source)
    {
        var begin = source.IndexOf("(rule", StringComparison.Ordinal);
        return source[begin..source.IndexOf("\"\"\")]", begin, StringComparison.Ordinal)].Trim();
    }
}

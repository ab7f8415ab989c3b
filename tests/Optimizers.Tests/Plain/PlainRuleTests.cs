using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Rprop = OptimizerDsl.Optimizers.Rprop;

namespace OptimizerDsl.Tests.Plain;

/// <summary>A declaration computes what the paper's formulas do, written out a second time without the DSL.</summary>
public sealed class PlainRuleTests
{
    private static readonly long[][] s_shapes = [[3], [2, 3]];

    private static readonly Dictionary<string, (Action<double[][], double[][][]> Plain, Type Type, (string, object)[] Hyperparameters)> s_rules = new()
    {
        ["AdEMAMix"] = (PlainRules.AdEMAMix, typeof(AdEMAMix), [("lr", 0.01), ("weight_decay", 0.1), ("warmup", 4)]),
        ["Adan"] = (PlainRules.Adan, typeof(Adan), [("lr", 0.01), ("weight_decay", 0.02)]),
        ["AdaBelief"] = (PlainRules.AdaBelief, typeof(AdaBelief), [("lr", 0.01)]),
        ["GrokfastAdam"] = (PlainRules.GrokfastAdam, typeof(GrokfastAdam), [("lr", 0.01)]),
        ["QHAdam"] = (PlainRules.QHAdam, typeof(QHAdam), [("lr", 0.01), ("nu1", 0.8), ("nu2", 0.7), ("beta1", 0.95), ("beta2", 0.98)]),
        ["Yogi"] = (PlainRules.Yogi, typeof(Yogi), []),
        ["Lamb"] = (PlainRules.Lamb, typeof(Lamb), [("lr", 0.01)]),
        ["Lars"] = (PlainRules.Lars, typeof(Lars), [("lr", 0.5)]),
        ["MarsAdamW"] = (PlainRules.MarsAdamW, typeof(MarsAdamW), [("weight_decay", 0.1)]),
        ["ScheduleFreeAdamW"] = (PlainRules.ScheduleFreeAdamW, typeof(ScheduleFreeAdamW), [("lr", 0.01), ("weight_decay", 0.1), ("warmup_steps", 3)]),
        ["Prodigy"] = (PlainRules.Prodigy, typeof(Prodigy), [("d0", 0.01)]),
        ["Sgdp"] = (PlainRules.Sgdp, typeof(Sgdp), [("lr", 0.02), ("weight_decay", 0.1), ("delta", 0.5)]),
        ["Sophia"] = (PlainRules.Sophia, typeof(Sophia), [("lr", 0.01)]),
        ["HeavyBall"] = (PlainRules.HeavyBall, typeof(HeavyBall), [("lr", 0.02), ("weight_decay", 0.1)]),
        ["Lion"] = (PlainRules.Lion, typeof(Lion), [("lr", 0.01), ("weight_decay", 0.1)]),
        ["Rprop"] = (PlainRules.Rprop, typeof(Rprop), [("lr", 0.05), ("min_step", 0.03), ("max_step", 0.07)]),
        ["Asgd"] = (PlainRules.Asgd, typeof(Asgd), [("lr", 0.05), ("lambd", 0.1), ("t0", 2.0), ("weight_decay", 0.1)]),
        ["ScheduleFreeSgd"] = (PlainRules.ScheduleFreeSgd, typeof(ScheduleFreeSgd), [("lr", 0.05), ("weight_decay", 0.1), ("warmup_steps", 3)]),
        ["CautiousAdamW"] = (PlainRules.CautiousAdamW, typeof(CautiousAdamW), [("lr", 0.01), ("weight_decay", 0.1)]),
        ["SgdCM"] = (PlainRules.SgdCM, typeof(SgdCM), [("lr", 0.01), ("capacity", 2)]),
        ["SgdCG"] = (PlainRules.SgdCG, typeof(SgdCG), [("lr", 0.01), ("momentum", 0.8), ("nesterov", true), ("capacity", 2)]),
        ["RMSpropCG"] = (PlainRules.RMSpropCG, typeof(RMSpropCG), [("capacity", 2)]),
        ["AdamWCM"] = (PlainRules.AdamWCM, typeof(AdamWCM), [("lr", 0.01), ("weight_decay", 0.1), ("capacity", 2)]),
        ["LionCM"] = (PlainRules.LionCM, typeof(LionCM), [("lr", 0.01), ("capacity", 2)]),
        ["LionCG"] = (PlainRules.LionCG, typeof(LionCG), [("lr", 0.01), ("capacity", 2)]),
        ["AdaBeliefCM"] = (PlainRules.AdaBeliefCM, typeof(AdaBeliefCM), [("lr", 0.01), ("capacity", 2)]),
        ["AdaBeliefCG"] = (PlainRules.AdaBeliefCG, typeof(AdaBeliefCG), [("lr", 0.01), ("capacity", 2)]),
        ["NAdamCM"] = (PlainRules.NAdamCM, typeof(NAdamCM), [("lr", 0.01), ("weight_decay", 0.1), ("capacity", 2)]),
        ["NAdamCG"] = (PlainRules.NAdamCG, typeof(NAdamCG), [("lr", 0.01), ("weight_decay", 0.1), ("capacity", 2)]),
    };

    internal static IEnumerable<Type> Types => s_rules.Values.Select(r => r.Type);

    public static TheoryData<string> Rows => [.. s_rules.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Is_what_the_paper_says(string name)
    {
        var (plain, type, hyperparameters) = s_rules[name];
        double[][][] gradients = [.. Enumerable.Range(0, 6).Select(Gradients)];
        double[][] expected = [.. Initial()];
        plain(expected, gradients);

        foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            Parameter[] parameters = [.. Initial().Select((values, i) => Numbers.ToParameter(values, s_shapes[i], float64, TestDevice.Of(execution)))];
            using var optimizer = new OptimizerCase(type, "", hyperparameters.ToDictionary(h => h.Item1, h => h.Item2)).Make(parameters, execution);
            foreach (var gradient in gradients)
            {
                for (var i = 0; i < parameters.Length; i++) parameters[i].grad = Numbers.ToTensor(gradient[i], s_shapes[i], float64, TestDevice.Of(execution));
                optimizer.step();
            }

            for (var i = 0; i < parameters.Length; i++)
                Numbers.AssertClose(expected[i], Numbers.Of(parameters[i]), 1e-13, $"{name}, {execution}, tensor {i}");
        }
    }

    /// <summary>In every step somewhat the same direction, as in training: what Prodigy's estimate grows by.</summary>
    private static double[][] Gradients(int step) =>
        [.. s_shapes.Select((s, i) => Random(i + 100, s).Zip(Random(i + 10 * step + 200, s), (same, other) => same + 0.5 * other).ToArray())];

    private static double[] Random(int seed, long[] shape) => Numbers.Random(seed, Numbers.Elements(shape));

    private static IEnumerable<double[]> Initial() => s_shapes.Select((s, i) => Random(i + 1, s));
}

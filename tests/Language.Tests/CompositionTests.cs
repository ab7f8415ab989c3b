using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = OptimizerDsl.Optimizers.AdamW;

namespace OptimizerDsl.Tests;

public sealed class CompositionTests
{
    public static TheoryData<Execution> Executions => [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    [Theory, MemberData(nameof(Executions))]
    public void Critical_momenta_on_Adam_are_AdamCM_bit_for_bit(Execution execution) =>
        Same(p => new AdamCM(p), p => new ComposedAdamCM(p), execution);

    [Theory, MemberData(nameof(Executions))]
    public void Critical_gradients_on_Adam_are_AdamCG_bit_for_bit(Execution execution) =>
        Same(p => new AdamCG(p), p => new ComposedAdamCG(p), execution);

    [Theory, MemberData(nameof(Executions))]
    public void Adam_with_decoupled_weight_decay_is_AdamW_bit_for_bit(Execution execution) =>
        Same(p => new AdamW(p), p => new ComposedAdamW(p), execution);

    [Theory, MemberData(nameof(Executions))]
    public void Clipping_by_value_is_clipping_the_gradients_first(Execution execution)
    {
        foreach (var limit in new[] { 0.25, 0.0, 100 })
        {
            var clipped = Run(p => new ValueClippedAdam(p, clip_value: limit), execution, float32);
            Assert.Equal(Run(p => new BareAdam(p), execution, float32, g => g.clamp(-limit, limit)), clipped);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new ValueClippedAdam([new Parameter(zeros(2))], clip_value: -1));
    }

    private static void Same(Func<IEnumerable<Parameter>, CompiledOptimizer> written, Func<IEnumerable<Parameter>, CompiledOptimizer> composed, Execution execution)
    {
        var a = Run(written, execution, float32);
        var b = Run(composed, execution, float32);
        Assert.Equal(a, b);
    }

    public static TheoryData<string> Compositions => [.. s_compositions.Keys];

    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, CompiledOptimizer>> s_compositions = new()
    {
        ["ClippedLion"] = p => new ClippedLion(p),
        ["CautiousBareAdamW"] = p => new CautiousBareAdamW(p),
        ["ValueClippedAdam"] = p => new ValueClippedAdam(p),
        ["TwiceClippedAdam"] = p => new TwiceClippedAdam(p),
        ["ClippedLionCM"] = p => new ClippedLionCM(p),
        ["AdamWCG"] = p => new AdamWCG(p),
        ["WindowAdam"] = p => new WindowAdam(p),
        ["TestedAdam"] = p => new TestedAdam(p, critical_test: 0.5),
        ["ClippedAdamCG"] = p => new ClippedAdamCG(p, capacity: 2, critical_test: 0.5),
        ["AdamCMWithDecay"] = p => new AdamCMWithDecay(p),
    };

    [Theory, MemberData(nameof(Compositions))]
    public void The_executions_of_a_composition_agree(string name)
    {
        var reference = Run(s_compositions[name], Execution.Reference, float64);
        foreach (var execution in new[] { Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            var other = Run(s_compositions[name], execution, float64);
            for (var i = 0; i < reference.Length; i++) Assert.Equal(reference[i], other[i], 1e-11);
        }
    }

    private static double[] Run(Func<IEnumerable<Parameter>, CompiledOptimizer> make, Execution execution, ScalarType type, Func<torch.Tensor, torch.Tensor>? change = null)
    {
        manual_seed(1);
        Parameter[] parameters = [.. new[] { randn(7, type), randn(4, 33, type), randn(1, type) }.Select(t => new Parameter(t.to(TestDevice.Of(execution))))];
        using var optimizer = make(parameters);
        optimizer.Execution = execution;
        for (var step = 0; step < 20; step++)
        {
            double[][] gradients = [.. parameters.Select(p =>
            {
                var gradient = randn(p.shape, type).to(TestDevice.Of(execution));
                p.grad = change is null ? gradient : change(gradient);
                return Numbers.Of(p.grad);
            })];
            optimizer.step();
            for (var i = 0; i < parameters.Length; i++) Assert.Equal(gradients[i], Numbers.Of(parameters[i].grad!));
        }

        return [.. parameters.SelectMany(p => p.detach().to(float64).data<double>().ToArray())];
    }
}

using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>A rule that clips is an optimizer like others to the wrappers and the scaler: it sees what they make of the gradients.</summary>
public sealed class ClippedInWrappersTests
{
    private static readonly Dictionary<string, Func<optim.Optimizer, optim.Optimizer>> s_wrappers = new()
    {
        ["none"] = o => o,
        ["Sam"] = o => new Sam(o, rho: 0.1),
        ["Lookahead"] = o => new Lookahead(o, k: 2),
        ["ApplyIfFinite"] = o => new ApplyIfFinite(o),
        ["ApplyIfFinite of Sam"] = o => new ApplyIfFinite(new Sam(o, rho: 0.1)),
    };

    public static TheoryData<string> Wrappers => [.. s_wrappers.Keys];

    [Theory, MemberData(nameof(Wrappers))]
    public void Clipping_is_the_last_before_the_step(string wrapper)
    {
        using var scope = NewDisposeScope();
        using Parameter plain = new(full(4, 3.0)), clipped = new(full(4, 3.0)), scaled = new(full(4, 3.0));
        using var byHand = s_wrappers[wrapper](new ClampedDescent([plain]));
        using var byRule = s_wrappers[wrapper](new ClippedDescent([clipped], lr: 0.1));
        using var inScaler = s_wrappers[wrapper](new ClippedDescent([scaled], lr: 0.1));
        var scaler = new GradientScaler(scale: 1024);
        for (var step = 0; step < 5; step++)
        {
            byHand.zero_grad();
            byHand.step(() => Loss(plain, 1));
            byRule.zero_grad();
            byRule.step(() => Loss(clipped, 1));
            inScaler.zero_grad();
            Assert.True(scaler.Step(inScaler, () => Loss(scaled, scaler.CurrentScale)));
            scaler.Update();
            Numbers.AssertClose(Numbers.Of(plain), Numbers.Of(clipped), 1e-12, $"step {step}");
            Numbers.AssertClose(Numbers.Of(plain), Numbers.Of(scaled), 1e-12, $"scaled step {step}");
        }

        static torch.Tensor Loss(Parameter parameter, double factor)
        {
            var loss = parameter.pow(4).sum();
            (loss * factor).backward();
            return loss;
        }
    }

    private sealed class ClampedDescent : OptimizerHelper
    {
        public ClampedDescent(IEnumerable<Parameter> parameters)
        {
            _parameter_groups = [];
            add_param_group(new ParamGroup { Parameters = [.. parameters], Options = new OptimizerOptions { LearningRate = 0.1, InitialLearningRate = 0.1 } });
        }

        public override torch.Tensor step(Func<torch.Tensor>? closure = null) => _step<ParamGroup>(group =>
        {
            foreach (var parameter in group.Parameters) parameter.sub_(parameter.grad!.clamp(-0.25, 0.25) * 0.1);
        }, closure);
    }
}

/// <summary>Descent, every element of a gradient limited.</summary>
[ClippedByValue<Sgd>(Limit = 0.25)] public partial class ClippedDescent;

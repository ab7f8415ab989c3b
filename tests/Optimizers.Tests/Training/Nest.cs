using OptimizerDsl.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace OptimizerDsl.Tests.Training;

/// <summary>Two wrappers around an optimizer of a bowl, and the ways to train with them.</summary>
internal sealed class Nest : IDisposable
{
    private static readonly Dictionary<string, Func<Optimizer, OptimizerWrapper>> s_wrappers = new()
    {
        ["Sam"] = o => new Sam(o, rho: 0.1),
        ["Asam"] = o => new Sam(o, rho: 0.3, adaptive: true),
        ["Lookahead"] = o => new Lookahead(o, alpha: 0.7, k: 3),
        ["ApplyIfFinite"] = o => new ApplyIfFinite(o),
        ["limited ApplyIfFinite"] = o => new ApplyIfFinite(o, maxConsecutive: 1),
    };

    private static readonly Dictionary<string, Action<Nest>> s_ways = new()
    {
        ["a closure"] = n => n.Outer.step(n.Bowl.Closure),
        ["calls"] = n => n.Call(n.Bowl.Backward, () => n.Outer.step()),
        ["a scaled closure"] = n => n.EndIteration(n.Scaler.Step(n.Outer, n.ScaledClosure)),
        ["scaled calls"] = n => n.Call(() => n.ScaledClosure(), () => n.EndIteration(n.Scaler.Step(n.Outer))),
    };

    public Nest(string outer, string inner, Func<Bowl, Optimizer>? optimizer = null, ScalarType type = ScalarType.Float64)
    {
        Bowl = new Bowl(type);
        Inner = s_wrappers[inner](optimizer?.Invoke(Bowl) ?? new Adam(Bowl.Parameters, lr: 0.05));
        Outer = s_wrappers[outer](Inner);
    }

    /// <summary>Every wrapper in every other, and in itself.</summary>
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var outer in s_wrappers.Keys)
                foreach (var inner in s_wrappers.Keys) pairs.Add(outer, inner);
            return pairs;
        }
    }

    public static IEnumerable<string> Ways => s_ways.Keys;

    public Bowl Bowl { get; }

    public OptimizerWrapper Outer { get; }

    public OptimizerWrapper Inner { get; }

    public GradientScaler Scaler { get; } = new(scale: 1024);

    /// <summary>From the outermost.</summary>
    public IReadOnlyList<Sam> Sams => [.. new[] { Outer, Inner }.OfType<Sam>()];

    /// <summary>Whether the last scaled step was taken.</summary>
    public bool Taken { get; private set; }

    public void Steps(int count, string way = "a closure")
    {
        for (var step = 0; step < count; step++)
        {
            using var scope = NewDisposeScope();
            Outer.zero_grad();
            s_ways[way](this);
        }
    }

    public void Dispose()
    {
        Outer.Dispose();
        Bowl.Dispose();
    }

    private torch.Tensor ScaledClosure()
    {
        var loss = Bowl.Loss();
        Scaler.Scale(loss).backward();
        return loss;
    }

    private void EndIteration(bool taken)
    {
        Scaler.Update();
        Taken = taken;
    }

    /// <summary>Without closures. A Sam within goes along the gradient of the one around it, which is left perturbed at last.</summary>
    private void Gradient(Action backward, int sams)
    {
        if (sams == 0)
        {
            backward();
            return;
        }

        Gradient(backward, sams - 1);
        for (var i = 0; i < sams - 1; i++) Sams[i].Restore();
        Sams[sams - 1].first_step(zero_grad: true);
        Gradient(backward, sams - 1);
    }

    private void Call(Action backward, Action step)
    {
        Gradient(backward, Sams.Count);
        step();
    }
}

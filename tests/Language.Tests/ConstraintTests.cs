using OptimizerDsl.Compiled;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>What hyperparameters must fulfil together.</summary>
public sealed class ConstraintTests
{
    [Fact]
    public void Holds_by_default_and_says_what_breaks_it()
    {
        using var optimizer = new Warmed([new Parameter(zeros(2))]);
        Refuses("The warm-up must be over before \"steps\" are, but warmup is 20 and steps is 10.", () => new Warmed([new Parameter(zeros(2))], warmup: 20));
        Refuses("There are no more than two dampings, but betas is [0, 0.5, 0.9].", () => new Warmed([new Parameter(zeros(2))], betas: [0, 0.5, 0.9]));
        // The first that is broken is the one that is told of.
        Refuses("The warm-up must be over", () => new Warmed([new Parameter(zeros(2))], warmup: 20, betas: [0, 0.5, 0.9]));
    }

    [Fact]
    public void A_composition_has_the_constraints_of_the_rule_under_it()
    {
        using var optimizer = new WarmedCM([new Parameter(zeros(2))]);
        Refuses("The warm-up must be over before \"steps\" are, but warmup is 10 and steps is 10.", () => new WarmedCM([new Parameter(zeros(2))], warmup: 10));
        // Of another assembly, too.
        Refuses("Nesterov momentum requires a momentum and zero dampening", () => new ClippedSgd([new Parameter(zeros(2))], nesterov: true));
    }

    [Fact]
    public void A_bound_is_told_of_first() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Warmed([new Parameter(zeros(2))], warmup: -1, steps: -1));

    private static void Refuses(string message, Func<CompiledOptimizer> make) => Assert.StartsWith(message, Assert.Throws<ArgumentException>(make).Message);
}

/// <summary>Velocities under a warm-up.</summary>
[Optimizer]
public partial class Warmed
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.1;
    [Hyperparameter(AtLeast = 0)] int warmup = 2, steps = 10;
    [Hyperparameter(AtLeast = 0, Below = 1)] Coefficients betas = [0.5];
    [State("exp_avg")] Tensor m;
    [State(Per = nameof(betas))] TensorBank velocity;

    [Constraint("The warm-up must be over before \"steps\" are")]
    bool IsWarmInTime => warmup < steps;

    [Constraint("There are no more than two dampings")]
    bool IsOfTwoAtMost => betas.Count <= 2;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = 0.5 * m + g;
        velocity = betas * velocity + m;
        θ -= lr * Min(1, t / (1.0 + warmup + steps)) * Mean(velocity);
    }
}

[MemoryAugmented<Warmed>] public partial class WarmedCM;

[Clipped<Optimizers.Sgd>] public partial class ClippedSgd;

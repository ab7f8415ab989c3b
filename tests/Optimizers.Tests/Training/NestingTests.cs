using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Training;

/// <summary>Every wrapper in every other, with closures and without, and a scaler and an average around both.</summary>
public sealed class NestingTests
{
    public static TheoryData<string, string> Pairs => Nest.Pairs;

    public static TheoryData<string, string, string> PairsAndWays
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var pair in Nest.Pairs)
                foreach (var way in Nest.Ways) rows.Add((string)pair[0], (string)pair[1], way);
            return rows;
        }
    }

    [Theory, MemberData(nameof(PairsAndWays))]
    public void A_pair_trains(string outer, string inner, string way)
    {
        using var scope = NewDisposeScope();
        using var nest = new Nest(outer, inner);
        using var average = new WeightAverage(nest.Bowl.Parameters, decay: 0.5);
        var before = nest.Bowl.Loss().ToDouble();
        for (var step = 0; step < 60; step++)
        {
            nest.Steps(1, way);
            average.Update();
            Assert.All(nest.Sams, s => Assert.False(s.IsPerturbed));
        }

        Assert.True(nest.Bowl.Loss().ToDouble() < 0.1 * before);
        var own = nest.Bowl.Bits();
        using (average.Swap()) Assert.True(nest.Bowl.Loss().ToDouble() < 0.1 * before);
        Assert.Equal(own, nest.Bowl.Bits());
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Every_way_takes_the_same_steps(string outer, string inner)
    {
        using var scope = NewDisposeScope();
        using var closure = new Nest(outer, inner);
        closure.Steps(7);
        foreach (var way in Nest.Ways)
        {
            using var nest = new Nest(outer, inner);
            nest.Steps(7, way);
            // Sam's 1e-12 beside the norm is not scaled with it.
            Numbers.AssertClose(closure.Bowl.Values(), nest.Bowl.Values(), way.StartsWith("scaled", StringComparison.Ordinal) ? 1e-10 : 0, way);
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void The_closure_reaches_the_innermost(string outer, string inner)
    {
        using var scope = NewDisposeScope();
        var calls = 0;
        using var nest = new Nest(outer, inner, b => new NeedsClosure(b.Parameters, 0.05, () => calls++));
        var loss = nest.Bowl.Loss().ToDouble();
        var evaluations = nest.Bowl.Evaluations;
        Assert.Equal(loss, nest.Outer.step(nest.Bowl.Closure).ToDouble());
        // The optimizer evaluates twice, and so does each Sam around it whenever it is asked.
        Assert.Equal(2 << nest.Sams.Count, nest.Bowl.Evaluations - evaluations);
        Assert.Equal(2, calls);
    }

    [Theory, MemberData(nameof(PairsAndWays))]
    public void A_step_without_finite_gradients_is_as_if_it_had_not_been(string outer, string inner, string way)
    {
        if (!way.Contains("scaled", StringComparison.Ordinal) && !outer.Contains("Finite", StringComparison.Ordinal) && !inner.Contains("Finite", StringComparison.Ordinal)) return;
        using var scope = NewDisposeScope();
        using Nest nest = new(outer, inner), plain = new(outer, inner);
        nest.Steps(3, way);
        plain.Steps(3, way);
        var before = nest.Bowl.Bits();
        nest.Bowl.Factor = double.NaN;
        nest.Steps(1, way);
        Assert.False(nest.Taken);
        Assert.Equal(before, nest.Bowl.Bits());
        Assert.All(nest.Sams, s => Assert.False(s.IsPerturbed));
        Assert.Equal(3, ((CompiledOptimizer)nest.Inner.Inner).Slots[0].State.step);
        nest.Bowl.Factor = 1;
        nest.Steps(1, way);
        plain.Steps(1, way);
        Numbers.AssertClose(plain.Bowl.Values(), nest.Bowl.Values(), 1e-10, "the step after");
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Any_evaluation_that_is_not_finite_ends_the_step(string outer, string inner)
    {
        if (!outer.Contains("Finite", StringComparison.Ordinal)) return;
        using var scope = NewDisposeScope();
        using var nest = new Nest(outer, inner);
        nest.Steps(2);
        for (var bad = 0; bad < 1 << nest.Sams.Count; bad++)
        {
            var (before, evaluation) = (nest.Bowl.Bits(), 0);
            nest.Outer.step(() =>
            {
                nest.Bowl.Factor = evaluation++ == bad ? double.NaN : 1;
                return nest.Bowl.Closure();
            });
            Assert.True(((ApplyIfFinite)nest.Outer).SkippedLast);
            Assert.Equal(before, nest.Bowl.Bits());
            nest.Bowl.Factor = 1;
            nest.Outer.step(nest.Bowl.Closure);
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Gradients_and_groups_are_those_within(string outer, string inner)
    {
        using var scope = NewDisposeScope();
        foreach (var isOurs in new[] { true, false })
        {
            using var bowl = new Bowl();
            using Optimizer core = isOurs ? new Adam(bowl.Parameters[..1], lr: 0.1) : new PlainDescent(bowl.Parameters[..1], 0.1);
            using var wrapper = new Nest(outer, inner, _ => core).Outer;
            wrapper.add_param_group(isOurs ? new Adam.ParamGroup(bowl.Parameters[1..], lr: 0.3) : new ParamGroup { Parameters = bowl.Parameters[1..] });
            Assert.Equal(core.ParamGroups, wrapper.ParamGroups);
            Assert.Equal(bowl.Parameters, wrapper.parameters());
            bowl.Backward();
            wrapper.zero_grad(set_to_none: false);
            Assert.All(bowl.Parameters, p => Assert.All(Numbers.Of(p.grad!), g => Assert.Equal(0, g)));
            foreach (var zero in new[] { () => wrapper.zero_grad(), () => wrapper.zero_grad(set_to_none: true), ((Optimizer)wrapper).zero_grad })
            {
                bowl.Backward();
                Assert.All(bowl.Parameters, p => Assert.NotNull(p.grad));
                zero();
                Assert.All(bowl.Parameters, p => Assert.Null(p.grad));
            }

            wrapper.step(bowl.Closure);
            Assert.All(bowl.Parameters, p => Assert.True(p.is_leaf));
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Evaluation_mode_is_that_of_the_innermost(string outer, string inner)
    {
        using var scope = NewDisposeScope();
        using Nest nest = new(outer, inner, b => new ScheduleFreeSgd(b.Parameters, lr: 0.1)), plain = new(outer, inner);
        nest.Steps(4);
        var training = nest.Bowl.Values();
        Assert.True(nest.Outer.IsTraining);
        nest.Outer.Eval();
        Assert.False(nest.Outer.IsTraining);
        Assert.NotEqual(training, nest.Bowl.Values());
        var evaluated = nest.Bowl.Bits();
        Assert.Contains("call Train()", Assert.Throws<InvalidOperationException>(() => nest.Outer.step(nest.Bowl.Closure)).Message);
        Assert.Equal(evaluated, nest.Bowl.Bits());
        nest.Outer.Train();
        Numbers.AssertClose(training, nest.Bowl.Values(), 1e-14, "y");
        nest.Steps(1);

        foreach (var sam in nest.Sams)
        {
            nest.Bowl.Backward();
            sam.first_step();
            Assert.Throws<InvalidOperationException>(nest.Outer.Eval);
            Assert.Throws<InvalidOperationException>(nest.Outer.Train);
            sam.Restore();
        }

        // Another optimizer's parameters are the same in both.
        plain.Steps(4);
        var before = plain.Bowl.Bits();
        plain.Outer.Eval();
        Assert.True(plain.Outer.IsTraining);
        Assert.Equal(before, plain.Bowl.Bits());
        plain.Steps(1);
    }

    [Fact]
    public void An_optimizer_of_libtorch_is_refused()
    {
        using var bowl = new Bowl();
        using var native = LBFGS(bowl.Parameters);
        foreach (var wrap in new Func<Optimizer, Optimizer>[] { o => new Sam(o), o => new Lookahead(o), o => new ApplyIfFinite(o) })
            Assert.Contains("cannot be used with LBFGS", Assert.Throws<ArgumentException>(() => wrap(native)).Message);
    }

    /// <summary>Evaluates the closure twice, at the same parameters.</summary>
    private sealed class NeedsClosure(IEnumerable<Parameter> all, double lr, Action called) : PlainDescent(all, lr)
    {
        public override torch.Tensor step(Func<torch.Tensor>? closure = null)
        {
            torch.Tensor Counted()
            {
                called();
                foreach (var p in parameters()) p.grad = null;
                return closure!();
            }

            Counted();
            return base.step(Counted);
        }
    }
}

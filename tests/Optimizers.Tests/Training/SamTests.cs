using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Training;

/// <summary>What Sam leaves behind, whatever happens in a step.</summary>
public sealed class SamTests
{
    private static readonly Execution[] s_executions = [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    public static TheoryData<string> Rows => Situations.Rows;

    public static TheoryData<ScalarType, Execution, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<ScalarType, Execution, bool>();
            foreach (var execution in s_executions)
                foreach (var adaptive in new[] { false, true })
                {
                    kinds.Add(ScalarType.Float32, execution, adaptive);
                    kinds.Add(ScalarType.Float64, execution, adaptive);
                    if (execution != Execution.Cpu) kinds.Add(ScalarType.BFloat16, execution, adaptive);
                }

            return kinds;
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_step_given_up_leaves_every_bit(ScalarType type, Execution execution, bool adaptive)
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl(type, execution);
        using var sam = new Sam(new Sgd(bowl.Parameters, lr: 0.1), rho: 0.7, adaptive) { Execution = execution };
        for (var step = 0; step < 3; step++)
        {
            var before = bowl.Bits();
            sam.zero_grad();
            bowl.Backward();
            sam.first_step();
            Assert.True(sam.IsPerturbed);
            Assert.NotEqual(before, bowl.Bits());
            Assert.All(sam.Executions, e => Assert.Equal(execution, e.Execution));
            sam.Restore();
            Assert.False(sam.IsPerturbed);
            Assert.Equal(before, bowl.Bits());
            sam.first_step();
            sam.second_step();
            Assert.NotEqual(before, bowl.Bits());
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Without_a_distance_it_is_the_optimizer_itself(string name)
    {
        using var scope = NewDisposeScope();
        var row = OptimizerTable.Get(name);
        using Bowl plain = new(ScalarType.Float32, of: row), sharp = new(ScalarType.Float32, of: row);
        using var optimizer = row.Make(plain.Parameters);
        using var sam = new Sam(row.Make(sharp.Parameters), rho: 0);
        for (var step = 0; step < 6; step++)
        {
            optimizer.zero_grad();
            optimizer.step(plain.Closure);
            sam.step(sharp.Closure);
            Assert.Equal(plain.Bits(), sharp.Bits());
        }

        Assert.Equal(12, sharp.Evaluations);
    }

    [Theory, MemberData(nameof(Rows))]
    public void The_two_calls_are_the_closure(string name)
    {
        using var scope = NewDisposeScope();
        var row = OptimizerTable.Get(name);
        using Bowl one = new(ScalarType.Float32, of: row), two = new(ScalarType.Float32, of: row);
        using var closure = new Sam(row.Make(one.Parameters));
        using var calls = new Sam(row.Make(two.Parameters));
        for (var step = 0; step < 6; step++)
        {
            var expected = two.Loss().ToDouble();
            Assert.Equal(expected, closure.step(one.Closure).ToDouble(), 1e-12);
            two.Backward();
            calls.first_step(zero_grad: true);
            two.Backward();
            calls.second_step(zero_grad: true);
            Assert.Equal(one.Bits(), two.Bits());
        }

        Assert.All(two.Parameters, p => Assert.Null(p.grad));
    }

    [Fact]
    public void What_the_closure_returned_is_its_own()
    {
        using var bowl = new Bowl();
        using var sam = new Sam(new Sgd(bowl.Parameters, lr: 0.1));
        List<torch.Tensor> losses = [];
        var loss = sam.step(() =>
        {
            losses.Add(bowl.Closure());
            return losses[^1];
        });
        Assert.Same(losses[0], loss);
        Assert.True(losses[1].ToDouble() > losses[0].ToDouble());
        foreach (var kept in losses) kept.Dispose();
    }

    [Fact]
    public void A_later_group_has_the_distance_of_the_others()
    {
        using var scope = NewDisposeScope();
        using Bowl together = new(), grown = new();
        using var whole = new Sam(new Sgd(together.Parameters, lr: 0.1), rho: 0.7);
        using var sam = new Sam(new Sgd(grown.Parameters[..1], lr: 0.1)) { Rho = 0.7 };
        sam.add_param_group(new Sgd.ParamGroup { Parameters = grown.Parameters[1..] });
        whole.step(together.Closure);
        sam.step(grown.Closure);
        Numbers.AssertClose(together.Values(), grown.Values(), 1e-15, "a group added after Rho was set");
    }

    [Fact]
    public void It_wraps_optimizers_of_others()
    {
        using var scope = NewDisposeScope();
        using Bowl own = new(), other = new();
        using var ours = new Sam(new Sgd(own.Parameters, lr: 0.1));
        using var theirs = new Sam(new PlainDescent(other.Parameters, lr: 0.1));
        for (var step = 0; step < 4; step++)
        {
            ours.step(own.Closure);
            theirs.step(other.Closure);
        }

        Numbers.AssertClose(own.Values(), other.Values(), 1e-15, "Sgd");
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_closure_that_throws_leaves_no_perturbation(int evaluation)
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var optimizer = new Adam(bowl.Parameters);
        using var sam = new Sam(optimizer, rho: 1);
        sam.step(bowl.Closure);
        var (before, calls) = (bowl.Bits(), 0);
        Assert.Throws<TimeoutException>(() => sam.step(() => ++calls == evaluation ? throw new TimeoutException() : bowl.Closure()));
        Assert.Equal(before, bowl.Bits());
        Assert.Equal([1, 1], optimizer.Slots.Select(s => s.State.step));
        sam.step(bowl.Closure);
        Assert.NotEqual(before, bowl.Bits());
    }

    [Theory, InlineData(0), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Without_a_direction_the_parameters_stay_where_they_are(double gradient)
    {
        foreach (var execution in s_executions)
            foreach (var adaptive in new[] { false, true })
            {
                using var scope = NewDisposeScope();
                using var bowl = new Bowl(ScalarType.Float32, execution);
                using var sam = new Sam(new Sgd(bowl.Parameters, lr: 0.1), rho: 1, adaptive) { Execution = execution };
                foreach (var p in bowl.Parameters) p.grad = zeros_like(p);
                bowl.Parameters[0].grad!.fill_(gradient);
                var before = bowl.Bits();
                sam.first_step();
                Assert.Equal(before, bowl.Bits());
                sam.Restore();
                Assert.Equal(before, bowl.Bits());
            }
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_neither_moved_nor_set_back()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var sam = new Sam(new Sgd(bowl.Parameters, lr: 0.1), rho: 1);
        sam.step(bowl.Closure);

        bowl.Parameters[1].grad = null;
        using (no_grad()) bowl.Parameters[1].add_(1);
        var moved = Numbers.Of(bowl.Parameters[1]);
        sam.first_step();
        Assert.Equal(moved, Numbers.Of(bowl.Parameters[1]));
        using (no_grad()) bowl.Parameters[1].add_(1);
        sam.Restore();
        Assert.Equal([.. moved.Select(x => x + 1)], Numbers.Of(bowl.Parameters[1]));
    }

    [Fact]
    public void The_norm_is_over_all_groups_and_a_new_one_takes_part()
    {
        using var scope = NewDisposeScope();
        using Bowl together = new(), grown = new();
        using var whole = new Sam(new Sgd(together.Parameters, lr: 0.1), rho: 0.3);
        using var inner = new Sgd(grown.Parameters[..1], lr: 0.1);
        using var sam = new Sam(inner, rho: 0.3);
        sam.add_param_group(new Sgd.ParamGroup { Parameters = grown.Parameters[1..] });
        for (var step = 0; step < 3; step++)
        {
            whole.step(together.Closure);
            sam.step(grown.Closure);
            Numbers.AssertClose(together.Values(), grown.Values(), 1e-15, "a group added through Sam");
        }

        // Behind its back, too.
        using Bowl bowl = new(), other = new();
        using var optimizer = new Sgd(bowl.Parameters[..1], lr: 0.1);
        using var late = new Sam(optimizer, rho: 0.3);
        optimizer.add_param_group(new Sgd.ParamGroup { Parameters = bowl.Parameters[1..] });
        using var early = new Sam(new Sgd(other.Parameters, lr: 0.1), rho: 0.3);
        late.step(bowl.Closure);
        early.step(other.Closure);
        Numbers.AssertClose(other.Values(), bowl.Values(), 1e-15, "a group added to the optimizer");
    }

    [Fact]
    public void Calls_out_of_order_say_so_and_change_nothing()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var sam = new Sam(new Sgd(bowl.Parameters, lr: 0.1));
        bowl.Backward();
        var before = bowl.Bits();
        Assert.Contains("first_step() must come before", Assert.Throws<InvalidOperationException>(() => sam.second_step()).Message);
        Assert.Contains("give step() a closure", Assert.Throws<InvalidOperationException>(() => sam.step()).Message);
        Assert.Equal(before, bowl.Bits());
        sam.first_step();
        var perturbed = bowl.Bits();
        Assert.Contains("a step is under way", Assert.Throws<InvalidOperationException>(() => sam.first_step()).Message);
        Assert.Contains("a step is under way", Assert.Throws<InvalidOperationException>(() => sam.step(bowl.Closure)).Message);
        Assert.Equal(perturbed, bowl.Bits());
        sam.Dispose();
        Assert.Equal(before, bowl.Bits());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sam(new Sgd(bowl.Parameters, lr: 0.1), rho: -1));
    }

    [Fact]
    public void Rho_may_change_between_steps()
    {
        using var scope = NewDisposeScope();
        using Bowl plain = new(), sharp = new();
        using var optimizer = new Sgd(plain.Parameters, lr: 0.1);
        using var sam = new Sam(new Sgd(sharp.Parameters, lr: 0.1), rho: 1) { Rho = 0 };
        optimizer.step(plain.Closure);
        sam.step(sharp.Closure);
        Assert.Equal(plain.Bits(), sharp.Bits());
        Assert.Throws<ArgumentOutOfRangeException>(() => sam.Rho = double.NaN);
    }

    [Fact]
    public void A_gradient_that_does_not_fit_leaves_all_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var sam = new Sam(new Sgd(bowl.Parameters, lr: 0.1));
        bowl.Backward();
        foreach (var group in sam.ParamGroups) group.LearningRate = -1;
        var before = bowl.Bits();
        sam.first_step();
        Assert.Throws<ArgumentOutOfRangeException>(() => sam.second_step());
        Assert.Equal(before, bowl.Bits());
        Assert.False(sam.IsPerturbed);
    }
}

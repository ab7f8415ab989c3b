using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Training;

/// <summary>A step with infinite or NaN gradients changes nothing, where that was asked for.</summary>
public sealed class FiniteStepTests
{
    public static TheoryData<string> Rows => Situations.Rows;

    public static TheoryData<double> Infinities => [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Theory, MemberData(nameof(Rows))]
    public void A_skipped_step_has_not_been_taken(string name)
    {
        foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            using var run = new Run(OptimizerTable.Get(name), [[5], [2, 3], [0]], float32, execution);
            var careful = new ApplyIfFinite(run.Optimizer);
            for (var step = 0; step < 6; step++)
            {
                run.SetGradients(step);
                careful.step();
                Assert.False(careful.SkippedLast);
                var before = run.Everything();
                run.Parameters[step % 2].grad!.flatten()[step % 5] = step % 3 == 0 ? double.NaN : step % 3 == 1 ? double.PositiveInfinity : double.NegativeInfinity;
                careful.step();
                Assert.True(careful.SkippedLast);
                Assert.Equal(before, run.Everything());
            }

            Assert.Equal(6, careful.Skipped);
            Assert.Equal([6, 6, 6], run.Optimizer.Slots.Select(s => s.State.step));
        }
    }

    [Theory, MemberData(nameof(Infinities))]
    public void Every_element_is_looked_at(double infinity)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 })
            foreach (var count in new[] { 1, 3, 31, 32769, 200_003 })
                foreach (var place in new[] { 0, count / 2, count - 1 })
                {
                    using var scope = NewDisposeScope();
                    Parameter[] parameters = [new(ones(3, type)), new(ones(count, type)), new(ones(0, type)), new(ones(3, type)), new(ones(2, 3, type))];
                    foreach (var p in parameters[..3]) p.grad = ones_like(p);
                    // In another memory order: not for the sweep.
                    parameters[4].grad = ones(3, 2, type).t();
                    var careful = new ApplyIfFinite(new PlainDescent(parameters, 0.5));
                    careful.step();
                    Assert.False(careful.SkippedLast);
                    Assert.Equal(0.5, parameters[1][place].ToDouble());
                    parameters[1].grad![place] = infinity;
                    careful.step();
                    Assert.True(careful.SkippedLast);
                    Assert.Equal(0.5, parameters[0][0].ToDouble());
                    parameters[1].grad![place] = 1;
                    parameters[4].grad![1, 2] = infinity;
                    careful.step();
                    Assert.Equal(2, careful.Skipped);
                }
    }

    [Fact]
    public void The_closure_is_called_once_and_its_loss_returned()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        var expected = bowl.Loss().ToDouble();
        using var careful = new ApplyIfFinite(new Sgd(bowl.Parameters, lr: 0.1));
        Assert.Equal(expected, careful.step(bowl.Closure).ToDouble());
        Assert.Equal(2, bowl.Evaluations);
        Assert.NotEqual(expected, bowl.Loss().ToDouble());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_so_many_skipped_steps_in_a_row_one_is_taken(bool hasClosure)
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var optimizer = new Sgd(bowl.Parameters, lr: 0.1);
        var careful = new ApplyIfFinite(optimizer, maxConsecutive: 2);
        // As optax.apply_if_finite: two are skipped, the third and fourth are taken, and a finite one begins anew.
        foreach (var (isFinite, isTaken, inARow) in new[]
        {
            (false, false, 1), (true, true, 0), (false, false, 1), (false, false, 2), (false, true, 3), (false, true, 4), (true, true, 0), (false, false, 1),
        })
        {
            var before = optimizer.Slots[0].State.step;
            foreach (var p in bowl.Parameters) p.grad = full_like(p, isFinite ? 1 : double.NaN);
            if (hasClosure) careful.step(() => zeros(1));
            else careful.step();
            Assert.Equal((!isTaken, inARow), (careful.SkippedLast, careful.Consecutive));
            Assert.Equal(before + (isTaken ? 1 : 0), optimizer.Slots[0].State.step);
        }

        Assert.Equal(4, careful.Skipped);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ApplyIfFinite(optimizer, maxConsecutive: -1));
    }

    [Fact]
    public void What_a_frozen_parameter_has_left_of_a_gradient_does_not_count()
    {
        using Parameter moving = new(ones(3)), frozen = new(ones(3));
        using var careful = new ApplyIfFinite(new Sam(new Sgd([moving, frozen], lr: 0.5)));
        void SetGradients() => (moving.grad, frozen.grad) = (ones(3), full(3, float.NaN));
        frozen.requires_grad = false;
        careful.step(() =>
        {
            SetGradients();
            return ones(1);
        });
        Assert.False(careful.SkippedLast);
        Assert.Equal([0.5, 0.5, 0.5], Numbers.Of(moving));
        SetGradients();
        Assert.True(new GradientScaler(scale: 1).Step(new ApplyIfFinite(new Sgd([moving, frozen], lr: 0.5))));
        Assert.Equal([0, 0, 0], Numbers.Of(moving));

        // TorchSharp's own would step with it.
        using var theirs = new ApplyIfFinite(new PlainDescent([moving, frozen], 0.5));
        SetGradients();
        theirs.step();
        Assert.True(theirs.SkippedLast);
        frozen.requires_grad = true;
        using var thawed = new ApplyIfFinite(new Sgd([moving, frozen], lr: 0.5));
        SetGradients();
        thawed.step();
        Assert.True(thawed.SkippedLast);
    }
}

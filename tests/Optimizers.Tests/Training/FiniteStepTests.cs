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

    [Fact]
    public void Scaling_by_powers_of_two_changes_no_bit()
    {
        using var scope = NewDisposeScope();
        using Bowl plain = new(ScalarType.Float32), scaled = new(ScalarType.Float32);
        using var expected = new Adam(plain.Parameters);
        using var optimizer = new Adam(scaled.Parameters);
        var scaler = new GradientScaler(scale: 1024, interval: 2);
        for (var step = 0; step < 6; step++)
        {
            expected.zero_grad();
            expected.step(plain.Closure);
            optimizer.zero_grad();
            scaler.Scale(scaled.Loss()).backward();
            Assert.True(scaler.Step(optimizer));
            scaler.Update();
            Assert.Equal(plain.Bits(), scaled.Bits());
        }

        Assert.Equal(8192, scaler.CurrentScale);
    }

    [Fact]
    public void The_scale_follows_the_overflows_as_in_torch()
    {
        using var scope = NewDisposeScope();
        using Parameter parameter = new(zeros(3)), other = new(zeros(2));
        using Sgd optimizer = new([parameter], lr: 1), second = new([other], lr: 1);
        var scaler = new GradientScaler(scale: 64, growth: 4, backoff: 0.25, interval: 3);
        // overflow: 64 -> 16; then three good ones: -> 64; an overflow in between begins the count anew.
        foreach (var (overflows, scale) in new[] { (true, 16.0), (false, 16), (false, 16), (false, 64), (false, 64), (true, 16), (false, 16), (false, 16), (false, 64) })
        {
            var before = (Numbers.Of(parameter), Numbers.Of(other), scaler.Skipped);
            var gradient = scaler.CurrentScale;
            parameter.grad = full(3, overflows ? float.PositiveInfinity : (float)gradient);
            other.grad = full(2, (float)gradient);
            Assert.Equal(!overflows, scaler.Step(optimizer));
            Assert.True(scaler.Step(second));
            scaler.Update();
            Assert.Equal(scale, scaler.CurrentScale);
            Assert.Equal(before.Item1.Select(x => overflows ? x : x - 1), Numbers.Of(parameter));
            Assert.Equal(before.Item2.Select(x => x - 1), Numbers.Of(other));
            Assert.Equal(before.Skipped + (overflows ? 1 : 0), scaler.Skipped);
        }
    }

    [Fact]
    public void The_scale_does_not_grow_beyond_float32()
    {
        using var parameter = new Parameter(zeros(3));
        using var optimizer = new Sgd([parameter], lr: 1);
        parameter.grad = zeros(3);
        var scaler = new GradientScaler(scale: Math.Pow(2, 127), interval: 1);
        scaler.Step(optimizer);
        scaler.Update();
        Assert.Equal(Math.Pow(2, 127), scaler.CurrentScale);
        scaler.Step(optimizer);
        scaler.Update(8);
        Assert.Equal(8, scaler.CurrentScale);
    }

    [Fact]
    public void Calls_out_of_order_say_so()
    {
        using var parameter = new Parameter(zeros(3));
        using var optimizer = new Sgd([parameter], lr: 1);
        parameter.grad = ones(3);
        var scaler = new GradientScaler(scale: 4);
        Assert.Contains("call Step() before Update()", Assert.Throws<InvalidOperationException>(scaler.Update).Message);
        Assert.True(scaler.Unscale(optimizer));
        Assert.Equal([0.25, 0.25, 0.25], Numbers.Of(parameter.grad));
        Assert.Contains("unscaled already", Assert.Throws<InvalidOperationException>(() => scaler.Unscale(optimizer)).Message);
        Assert.True(scaler.Step(optimizer));
        Assert.Equal([-0.25, -0.25, -0.25], Numbers.Of(parameter));
        Assert.Contains("called already", Assert.Throws<InvalidOperationException>(() => scaler.Step(optimizer)).Message);
        Assert.Equal([-0.25, -0.25, -0.25], Numbers.Of(parameter));
        scaler.Update();
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientScaler(backoff: 1));
    }

    [Fact]
    public void The_scaler_is_saved_and_loaded()
    {
        using var parameter = new Parameter(zeros(3));
        using var optimizer = new Sgd([parameter], lr: 1);
        parameter.grad = zeros(3);
        var scaler = new GradientScaler(scale: 32, interval: 2);
        scaler.Step(optimizer);
        scaler.Update();
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) scaler.Save(writer);
        var loaded = new GradientScaler(interval: 2);
        stream.Position = 0;
        loaded.Load(new BinaryReader(stream));
        Assert.Equal(32, loaded.CurrentScale);
        loaded.Step(optimizer);
        loaded.Update();
        Assert.Equal(64, loaded.CurrentScale);
        Assert.Throws<InvalidDataException>(() => loaded.Load(new BinaryReader(new MemoryStream(stream.ToArray()[..20]))));
        for (var at = 0; at < stream.Length; at++)
        {
            var damaged = stream.ToArray();
            damaged[at] ^= 1;
            Assert.Throws<InvalidDataException>(() => loaded.Load(new BinaryReader(new MemoryStream(damaged))));
        }

        Assert.Equal(64, loaded.CurrentScale);
    }
}

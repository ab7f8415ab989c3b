using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Training;

/// <summary>The scale of a loss, and the steps that are skipped for it.</summary>
public sealed class GradientScalerTests
{
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
    public void The_scale_does_not_fall_below_its_minimum()
    {
        using var parameter = new Parameter(zeros(3));
        using var optimizer = new Sgd([parameter], lr: 1);
        parameter.grad = full(3, float.NaN);
        GradientScaler scaler = new(scale: 64, minimum: 3), unbounded = new(scale: 64);
        for (var step = 0; step < 300; step++)
            foreach (var each in new[] { scaler, unbounded })
            {
                Assert.False(each.Step(optimizer));
                each.Update();
            }

        Assert.Equal(3, scaler.CurrentScale);
        Assert.Equal(Math.Pow(2, -126), unbounded.CurrentScale);
        foreach (var each in new[] { scaler, unbounded })
        {
            var loaded = new GradientScaler();
            loaded.Load(new BinaryReader(new MemoryStream(Saved(each))));
            Assert.Equal(each.CurrentScale, loaded.CurrentScale);
        }

        var bounded = new GradientScaler(minimum: 3);
        bounded.Load(new BinaryReader(new MemoryStream(Saved(unbounded))));
        Assert.Equal(3, bounded.CurrentScale);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2.9)]
    [InlineData(1e39)]
    [InlineData(double.NaN)]
    public void A_scale_that_could_not_be_used_is_refused(double scale)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientScaler(scale, minimum: 3));
        var scaler = new GradientScaler(minimum: 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => scaler.Update(scale));
        Assert.Equal(65536, scaler.CurrentScale);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientScaler(minimum: 0));
    }

    [Fact]
    public void A_scaler_that_is_not_enabled_leaves_all_alone()
    {
        using var scope = NewDisposeScope();
        using Bowl plain = new(), scaled = new();
        using var expected = new Adam(plain.Parameters);
        using var optimizer = new Adam(scaled.Parameters);
        var scaler = new GradientScaler(scale: 8, enabled: false);
        for (var step = 0; step < 4; step++)
        {
            expected.zero_grad();
            expected.step(plain.Closure);
            optimizer.zero_grad();
            var loss = scaled.Loss();
            Assert.Same(loss, scaler.Scale(loss));
            loss.backward();
            var gradient = Numbers.Of(scaled.Parameters[0].grad!);
            Assert.True(scaler.Unscale(optimizer));
            Assert.Equal(gradient, Numbers.Of(scaled.Parameters[0].grad!));
            Assert.True(step % 2 == 0 ? scaler.Step(optimizer) : scaler.Step(optimizer, () => loss));
            scaler.Update();
            scaler.Update(4);
            Assert.Equal(plain.Bits(), scaled.Bits());
        }

        Assert.Equal(1, scaler.CurrentScale);
        // What is saved is the scale itself, for a run that goes on with it.
        var enabled = new GradientScaler();
        enabled.Load(new BinaryReader(new MemoryStream(Saved(scaler))));
        Assert.Equal(8, enabled.CurrentScale);
    }

    [Fact]
    public void A_scaled_closure_is_unscaled_at_every_evaluation()
    {
        using var scope = NewDisposeScope();
        using Bowl plain = new(ScalarType.Float32), scaled = new(ScalarType.Float32);
        using var expected = new Adam(plain.Parameters);
        using var optimizer = new Adam(scaled.Parameters);
        var scaler = new GradientScaler(scale: 1024);
        torch.Tensor Closure()
        {
            optimizer.zero_grad();
            var loss = scaled.Loss();
            scaler.Scale(loss).backward();
            return loss;
        }

        for (var step = 0; step < 4; step++)
        {
            expected.zero_grad();
            expected.step(plain.Closure);
            Assert.True(scaler.Step(optimizer, Closure));
            Assert.Contains("called already", Assert.Throws<InvalidOperationException>(() => scaler.Step(optimizer, Closure)).Message);
            scaler.Update();
            Assert.Equal(plain.Bits(), scaled.Bits());
        }

        scaled.Factor = double.NaN;
        Assert.False(scaler.Step(optimizer, Closure));
        Assert.Equal(plain.Bits(), scaled.Bits());
        scaler.Update();
        Assert.Equal((512, 1), (scaler.CurrentScale, scaler.Skipped));
        scaler.Unscale(optimizer);
        Assert.Contains("without a closure", Assert.Throws<InvalidOperationException>(() => scaler.Step(optimizer, Closure)).Message);
        using var native = torch.optim.LBFGS(scaled.Parameters);
        Assert.Contains("LBFGS", Assert.Throws<ArgumentException>(() => scaler.Step(native, Closure)).Message);
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

    private static byte[] Saved(GradientScaler scaler)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        scaler.Save(writer);
        return stream.ToArray();
    }
}

using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Training;

/// <summary>Lookahead and the moving average of the weights, against their equations.</summary>
public sealed class SlowWeightTests
{
    public static TheoryData<Execution> Executions => [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    [Theory, MemberData(nameof(Executions))]
    public void Lookahead_goes_part_of_the_way(Execution execution)
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl(ScalarType.Float64, execution);
        using var lookahead = new Lookahead(new Sgd(bowl.Parameters, lr: 0.1), alpha: 0.3, k: 4) { Execution = execution };
        double[] θ = [.. Bowl.Start(0), .. Bowl.Start(1)], centers = [.. Bowl.Center(0), .. Bowl.Center(1)];
        double[] slow = [.. θ];
        for (var step = 1; step <= 10; step++)
        {
            lookahead.zero_grad();
            lookahead.step(bowl.Closure);
            θ = [.. θ.Zip(centers, (x, c) => x - 0.1 * Math.Pow(x - c, 3))];
            if (step % 4 == 0)
            {
                slow = [.. slow.Zip(θ, (s, x) => s + 0.3 * (x - s))];
                θ = [.. slow];
            }

            Numbers.AssertClose(θ, bowl.Values(), 1e-13, $"step {step}");
            Numbers.AssertClose(slow, [.. lookahead.Slow.SelectMany(Numbers.Of)], 1e-13, $"slow weights of step {step}");
        }
    }

    [Fact]
    public void Lookahead_follows_a_group_from_when_it_is_added()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var lookahead = new Lookahead(new Sgd(bowl.Parameters[..1], lr: 0.1), alpha: 0, k: 2);
        lookahead.step(bowl.Closure);
        using (no_grad()) bowl.Parameters[1].add_(1);
        lookahead.add_param_group(new Sgd.ParamGroup { Parameters = bowl.Parameters[1..] });
        lookahead.step(bowl.Closure);
        Numbers.AssertClose([.. Bowl.Start(0), .. Bowl.Start(1).Select(x => x + 1)], bowl.Values(), 1e-15, "with alpha 0 nothing moves in the end");
    }

    [Fact]
    public void Lookahead_checks_its_arguments()
    {
        using var bowl = new Bowl();
        using var inner = new Sgd(bowl.Parameters, lr: 0.1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lookahead(inner, alpha: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lookahead(inner, k: 0));
    }

    [Theory, MemberData(nameof(Executions))]
    public void The_average_decays(Execution execution)
    {
        foreach (var corrected in new[] { false, true })
        {
            using var scope = NewDisposeScope();
            using var bowl = new Bowl(ScalarType.Float64, execution);
            using var optimizer = new Sgd(bowl.Parameters, lr: 0.1);
            using var average = new WeightAverage(bowl.Parameters, decay: 0.8, biasCorrection: corrected) { Execution = execution };
            var expected = corrected ? new double[13] : bowl.Values();
            for (var step = 1; step <= 8; step++)
            {
                optimizer.zero_grad();
                optimizer.step(bowl.Closure);
                average.Update();
                expected = [.. expected.Zip(bowl.Values(), (a, x) => 0.8 * a + 0.2 * x)];
                var unbiased = expected.Select(a => corrected ? a / (1 - Math.Pow(0.8, step)) : a).ToArray();
                Numbers.AssertClose(unbiased, [.. average.Averages.SelectMany(Numbers.Of)], 1e-13, $"step {step}, correction {corrected}");
            }

            Assert.Equal(8, average.Updates);
        }
    }

    public static TheoryData<Execution, ScalarType> Narrow
    {
        get
        {
            var rows = new TheoryData<Execution, ScalarType>();
            foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Automatic, Execution.Cuda })
            foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float16 }) rows.Add(execution, type);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Narrow))]
    public void The_average_of_16_bits_does_not_stand_still(Execution execution, ScalarType type)
    {
        using var scope = NewDisposeScope();
        Parameter narrow = new(zeros(3, type, TestDevice.Of(execution))), wide = new(zeros(3, float64, TestDevice.Of(execution)));
        using var average = new WeightAverage([narrow, wide], decay: 0.999) { Execution = execution };
        using (no_grad())
            foreach (var p in new[] { narrow, wide }) p.fill_(1);
        for (var i = 0; i < 1000; i++) average.Update();

        Assert.Equal(ScalarType.Float32, average.Averages[0].dtype);
        foreach (var (a, tolerance) in average.Averages.Zip([1e-5, 1e-12]))
            Numbers.AssertClose([.. Enumerable.Repeat(1 - Math.Pow(0.999, 1000), 3)], Numbers.Of(a), tolerance, $"the average in {a.dtype}");
        average.CopyToParameters();
        Numbers.AssertClose(Numbers.Of(average.Averages[0].to(type)), Numbers.Of(narrow), 0, "the average, rounded once");
    }

    [Theory, MemberData(nameof(Executions))]
    public void The_decay_warms_up(Execution execution)
    {
        using var scope = NewDisposeScope();
        Parameter θ = new(zeros(2, float64, TestDevice.Of(execution)));
        using var average = new WeightAverage([θ], decay: 0.4, warmup: true) { Execution = execution };
        var expected = 0.0;
        for (var t = 1; t <= 12; t++)
        {
            using (no_grad()) θ.fill_(t * t);
            average.Update();
            var decay = Math.Min(0.4, (1.0 + t) / (10 + t));
            expected = decay * expected + (1 - decay) * t * t;
            Numbers.AssertClose([expected, expected], Numbers.Of(average.Averages[0]), 1e-12, $"update {t}");
        }
    }

    [Theory, MemberData(nameof(Executions))]
    public void With_equal_weights_it_is_the_mean(Execution execution)
    {
        using var scope = NewDisposeScope();
        Parameter θ = new(full(2, 100.0, float64, TestDevice.Of(execution)));
        using var average = new WeightAverage([θ], equalWeights: true) { Execution = execution };
        for (var t = 1; t <= 9; t++)
        {
            using (no_grad()) θ.fill_(t * t);
            average.Update();
            var mean = Enumerable.Range(1, t).Average(k => (double)k * k);
            Numbers.AssertClose([mean, mean], Numbers.Of(average.Averages[0]), 1e-12, $"update {t}");
        }
    }

    [Fact]
    public void Buffers_are_averaged_and_swapped_too()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3));
        using var average = new WeightAverage(model.parameters(), decay: 0.5, buffers: model.buffers());
        var (mean, variance, count) = (model.state_dict()["1.running_mean"], model.state_dict()["1.running_var"], model.state_dict()["1.num_batches_tracked"]);
        var expected = Numbers.Of(mean).Concat(Numbers.Of(variance)).ToArray();
        for (var i = 0; i < 3; i++)
        {
            model.forward(randn(8, 2));
            average.Update();
            expected = [.. expected.Zip(Numbers.Of(mean).Concat(Numbers.Of(variance)), (a, x) => 0.5 * a + 0.5 * x)];
        }

        var own = Numbers.Of(mean);
        using (average.Swap())
        {
            Numbers.AssertClose(expected, [.. Numbers.Of(mean), .. Numbers.Of(variance)], 1e-6, "running statistics");
            Assert.Equal(3, count.item<long>());
        }

        Assert.Equal(own, Numbers.Of(mean));

        using var loaded = new WeightAverage(model.parameters(), buffers: model.buffers());
        var bytes = Bytes(average);
        loaded.Load(new BinaryReader(new MemoryStream(bytes)));
        Assert.Equal(bytes, Bytes(loaded));
        using var without = new WeightAverage(model.parameters());
        Assert.Contains("2 buffers", Assert.Throws<InvalidDataException>(() => without.Load(new BinaryReader(new MemoryStream(bytes)))).Message);
    }

    [Theory]
    [InlineData("float32", ScalarType.Float32, new[] { 1.8540546894073486, -3.7081093788146973, 5.562163829803467 })]
    [InlineData("bfloat16", ScalarType.BFloat16, new[] { 1.8515625, -3.703125, 5.5625 })]
    public void Averages_that_were_saved_in_the_parameters_type_still_load(string file, ScalarType type, double[] expected)
    {
        using var scope = NewDisposeScope();
        Parameter θ = new(zeros(3, type));
        using var average = new WeightAverage([θ], warmup: true);
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Checkpoints", "Version3", $"average-{file}.dat"));
        average.Load(new BinaryReader(stream));
        Numbers.AssertClose(expected, Numbers.Of(average.Averages[0]), 0, "the average");
        Assert.Equal((0.9, 4L), (average.Decay, average.Updates));
        average.Update();
        // With bias correction, as it was saved.
        var rate = 0.1 / (1 - Math.Pow(0.9, 5));
        Numbers.AssertClose([.. expected.Select(x => x * (1 - rate))], Numbers.Of(average.Averages[0]), 1e-6, "the next");
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64), InlineData(ScalarType.BFloat16)]
    public void Swapping_in_and_out_restores_every_bit(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl(type);
        using var average = new WeightAverage(bowl.Parameters, decay: 0.5);
        using (no_grad())
            foreach (var p in bowl.Parameters) p.mul_(3.3);
        average.Update();
        var before = bowl.Bits();
        var averages = average.Averages.SelectMany(Numbers.Of).ToArray();
        using (average.Swap())
        {
            Assert.True(average.IsSwapped);
            Assert.Equal(type == ScalarType.BFloat16 ? averages.Select(a => Numbers.Of(tensor(a).to(type))[0]) : averages, bowl.Values());
            Assert.Throws<InvalidOperationException>(average.Update);
            Assert.Throws<InvalidOperationException>(average.Swap);
            Assert.Throws<InvalidOperationException>(average.CopyToParameters);
        }

        Assert.Equal(before, bowl.Bits());
        average.Swap();
        average.Dispose();
        Assert.Equal(before, bowl.Bits());
    }

    [Fact]
    public void The_average_can_be_kept()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var average = new WeightAverage(bowl.Parameters, decay: 0.5);
        var start = bowl.Values();
        using (no_grad())
            foreach (var p in bowl.Parameters) p.mul_(3);
        average.Update();
        average.CopyToParameters();
        Numbers.AssertClose([.. start.Select(x => 2 * x)], bowl.Values(), 1e-14, "the average");
        Assert.All(bowl.Parameters, p => Assert.True(p is { requires_grad: true, is_leaf: true }));
    }

    [Fact]
    public void The_average_is_saved_and_loaded()
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(), other = new();
        using var average = new WeightAverage(bowl.Parameters, decay: 0.6, biasCorrection: true);
        using var loaded = new WeightAverage(other.Parameters);
        void Move(double factor)
        {
            using var disabled = no_grad();
            foreach (var p in bowl.Parameters.Concat(other.Parameters)) p.mul_(factor);
        }

        Move(2);
        average.Update();
        average.Update();
        var bytes = Bytes(average);
        var fresh = Bytes(loaded);
        for (var length = 0; length < bytes.Length; length += 5)
        {
            Assert.Throws<InvalidDataException>(() => loaded.Load(new BinaryReader(new MemoryStream(bytes[..length]))));
            Assert.Equal(fresh, Bytes(loaded));
        }

        for (var at = 0; at < bytes.Length; at += 3)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 1;
            Assert.Throws<InvalidDataException>(() => loaded.Load(new BinaryReader(new MemoryStream(damaged))));
            Assert.Equal(fresh, Bytes(loaded));
        }

        loaded.Load(new BinaryReader(new MemoryStream(bytes)));
        Assert.Equal(bytes, Bytes(loaded));
        Move(-0.4);
        average.Update();
        loaded.Update();
        Assert.Equal(Bytes(average), Bytes(loaded));
        Assert.Equal((0.6, 3L), (loaded.Decay, loaded.Updates));
    }

    [Fact]
    public void The_average_checks_its_arguments()
    {
        using var bowl = new Bowl();
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightAverage(bowl.Parameters, decay: 1));
        Assert.Throws<ArgumentException>(() => new WeightAverage([]));
        Assert.Contains("at most one", Assert.Throws<ArgumentException>(() => new WeightAverage(bowl.Parameters, warmup: true, equalWeights: true)).Message);
        using var average = new WeightAverage(bowl.Parameters) { Decay = 0.9 };
        Assert.Throws<ArgumentOutOfRangeException>(() => average.Decay = -1);
        Assert.Equal(0.9, average.Decay);
    }

    private static byte[] Bytes(WeightAverage average)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        average.Save(writer);
        return stream.ToArray();
    }
}

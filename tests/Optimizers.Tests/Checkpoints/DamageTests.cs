using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>A checkpoint that does not fit, or is damaged, is refused as a whole.</summary>
public sealed class DamageTests
{
    private static readonly long[][] s_shapes = [[2], [1, 1]];

    public static TheoryData<string> Rows => Situations.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Cut_off_anywhere(string name)
    {
        var checkpoint = Checkpoint(name, 4);
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        run.Steps(0, 2);
        var before = run.Everything();
        for (var length = 0; length < checkpoint.Length; length++)
        {
            var refused = Record.Exception(() => Load(run.Optimizer, checkpoint[..length]));
            if (refused is not InvalidDataException)
                Assert.Fail($"{length} of {checkpoint.Length} bytes: {refused?.ToString() ?? "loaded"}");
            Assert.Equal(before, run.Everything());
        }

        Load(run.Optimizer, checkpoint);
        Assert.NotEqual(before, run.Everything());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_a_bit_flipped_anywhere(string name)
    {
        var checkpoint = Checkpoint(name, 4);
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        run.Steps(0, 2);
        var before = run.Everything();
        for (var i = 0; i < checkpoint.Length; i++)
        {
            var damaged = checkpoint.ToArray();
            damaged[i] ^= (byte)(1 << i % 8);
            RequireDamaged(run, damaged, before, $"bit {i % 8} of byte {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_wrong_bytes_anywhere(string name)
    {
        var checkpoint = Checkpoint(name, 4);
        var random = new Random(11);
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        run.Steps(0, 2);
        var before = run.Everything();
        for (var trial = 0; trial < 100; trial++)
        {
            var damaged = checkpoint.ToArray();
            for (var i = random.Next(3); i >= 0; i--) damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            if (damaged.AsSpan().SequenceEqual(checkpoint)) continue;
            RequireDamaged(run, damaged, before, $"trial {trial}");
        }
    }

    private static void RequireDamaged(Run run, byte[] damaged, byte[] before, string what)
    {
        var refused = Record.Exception(() => Load(run.Optimizer, damaged));
        if (refused is not InvalidDataException)
            Assert.Fail($"{what}: {refused?.ToString() ?? "loaded"}");
        Assert.NotEmpty(refused.Message);
        Assert.Equal(before, run.Everything());
    }

    [Theory]
    [InlineData("AdamW, default", "Adam, default")]
    [InlineData("AdamCM, default", "AdamCG, default")]
    [InlineData("Sgd, plain", "PublishedAdamCM, default")]
    public void Of_another_optimizer(string saved, string name)
    {
        RequireRefused(name, Checkpoint(saved, 3), OptimizerTable.Get(saved).Type.Name, OptimizerTable.Get(name).Type.Name);
        using var other = new Run(OptimizerTable.Get(saved), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        RequireRefused(name, o => o.load_state_dict(other.Optimizer.state_dict()), OptimizerTable.Get(saved).Type.Name, OptimizerTable.Get(name).Type.Name);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_another_number_of_groups(string name)
    {
        using var other = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic);
        RequireRefused(name, Save(other), "group");
        RequireRefused(name, o => o.load_state_dict(other.Optimizer.state_dict()), "1 parameter group", "2");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_another_number_of_parameters(string name)
    {
        using var other = new Run(OptimizerTable.Get(name), [.. s_shapes, [4]], float32, Execution.Automatic, secondGroup: 1);
        RequireRefused(name, Save(other), "state");
        RequireRefused(name, o => o.load_state_dict(other.Optimizer.state_dict()), "3 parameters", "2");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_another_shape(string name)
    {
        // The last one differs: what came before it must not have taken effect.
        using var other = new Run(OptimizerTable.Get(name), [[2], [1, 3]], float32, Execution.Automatic, secondGroup: 1);
        other.Steps(0, 3);
        if (HasTensors(other)) RequireRefused(name, Save(other), "1, 1]"); // A bank and slots have one dimension more, in front.
        RequireRefused(name, o => o.load_state_dict(other.Optimizer.state_dict()), "[1, 3]", "[1, 1]");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_another_element_type(string name)
    {
        using var other = new Run(OptimizerTable.Get(name), s_shapes, float64, Execution.Automatic, secondGroup: 1);
        other.Steps(0, 3);
        if (HasTensors(other)) RequireRefused(name, Save(other), "Float32");
        RequireRefused(name, o => o.load_state_dict(other.Optimizer.state_dict()), "Float64", "Float32");
    }

    [Fact]
    public void With_an_option_out_of_bounds()
    {
        using var other = new Run(OptimizerTable.Get("Adam, default"), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        OptimizerCase.Set(other.Optimizer.Groups[1].Options, "beta1", 1.5);
        RequireRefused("Adam, default", Save(other), "beta1", "1.5");
        RequireRefused("Adam, default", o => o.load_state_dict(other.Optimizer.state_dict()), "beta1", "1.5");
    }

    private static bool HasTensors(Run run) => run.Optimizer.Slots[0].State is { memory: not null } or not Optimizers.Sgd.State { momentum_buffer: null };

    private static void RequireRefused(string name, byte[] checkpoint, params string[] words) =>
        RequireRefused(name, o => Load(o, checkpoint), words);

    private static void RequireRefused(string name, Action<CompiledOptimizer> load, params string[] words)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        run.Steps(0, 2);
        var before = run.Everything();
        var refused = Record.Exception(() => load(run.Optimizer));
        Assert.True(refused is InvalidDataException or ArgumentException, refused?.ToString() ?? "It was loaded.");
        foreach (var word in words) Assert.Contains(word, refused!.Message);
        Assert.Equal(before, run.Everything());
    }

    private static byte[] Checkpoint(string name, int steps)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        run.Steps(0, steps);
        return Save(run);
    }

    private static byte[] Save(Run run)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        run.Optimizer.save_state_dict(writer);
        return stream.ToArray();
    }

    private static void Load(CompiledOptimizer optimizer, byte[] checkpoint)
    {
        using var reader = new BinaryReader(new MemoryStream(checkpoint));
        optimizer.load_state_dict(reader);
    }
}

using OptimizerDsl.Tests.Interchange;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;
using AdamCM = OptimizerDsl.Optimizers.AdamCM;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>The states of a checkpoint without its hyperparameters.</summary>
public sealed class WithoutOptionsTests : IDisposable
{
    private static readonly Dictionary<string, Action<Compiled.CompiledOptimizer, Compiled.CompiledOptimizer, string>> s_ways = new()
    {
        ["a file"] = (from, to, file) =>
        {
            from.save_state_dict(file);
            to.load_state_dict(file, options: false);
        },
        ["a wrapper's file"] = (from, to, file) =>
        {
            new ApplyIfFinite(from).save_state_dict(file);
            new ApplyIfFinite(to).load_state_dict(file, options: false);
        },
        ["a state_dict"] = (from, to, _) => to.load_state_dict(from.state_dict(), options: false),
        ["PyTorch's"] = (from, to, file) =>
        {
            from.save_safetensors(file);
            to.load_safetensors(file, options: false);
        },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    [Theory, MemberData(nameof(Ways))]
    public void Hyperparameters_stay(string way)
    {
        using Adam saved = new([Stepping()], lr: 0.5, beta1: 0.25), loaded = new([Stepping()], lr: 0.125, beta1: 0.75);
        saved.step();
        s_ways[way](saved, loaded, _folder.File("o.dat"));
        var group = Assert.Single(loaded.Groups);
        Assert.Equal((0.125, 0.125, 0.75), (group.LearningRate, group.InitialLearningRate, ((Adam.Options)group.Options).beta1));
        Assert.True(saved.Slots[0].State.ApproximatelyEquals(loaded.Slots[0].State));
        Assert.Equal(1, loaded.Slots[0].State.step);

        // The next loading takes them again.
        loaded.load_state_dict(saved.state_dict());
        Assert.Equal(0.5, group.LearningRate);
    }

    [Fact]
    public void Those_of_a_wrapper_stay_too()
    {
        var (first, second) = (Stepping(), Stepping());
        using Lookahead saved = new(new Adam([first]), alpha: 0.25, k: 4), loaded = new(new Adam([second]), alpha: 0.75, k: 2);
        for (var step = 0; step < 3; step++) saved.step();
        saved.save_state_dict(_folder.File("o.dat"));
        loaded.load_state_dict(_folder.File("o.dat"), options: false);
        Assert.Equal((2, 0.75), (loaded.K, loaded.Alpha));
        Assert.Equal(3, ((Adam)loaded.Inner).Slots[0].State.step);

        // Three steps are more than two: the next one is the last before the slow weights follow.
        var before = second.clone();
        loaded.step();
        Assert.False(second.allclose(before));
        Assert.True(second.allclose(loaded.Slow[0]));
    }

    [Theory, MemberData(nameof(Ways))]
    public void What_decides_which_tensors_there_are_must_be_the_same(string way)
    {
        RequireRefused(way, new Adam([Stepping()], amsgrad: true), new Adam([Stepping()]), "max_exp_avg_sq");
        RequireRefused(way, new Adam([Stepping()]), new Adam([Stepping()], amsgrad: true), "max_exp_avg_sq");
        RequireRefused(way, new AdamCM([Stepping()], capacity: 3), new AdamCM([Stepping()], capacity: 4), "critical");
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private void RequireRefused(string way, Compiled.CompiledOptimizer saved, Compiled.CompiledOptimizer loaded, string word)
    {
        saved.step();
        var refused = Record.Exception(() => s_ways[way](saved, loaded, _folder.File("o.dat")));
        Assert.True(refused is InvalidDataException or ArgumentException, refused?.ToString() ?? "It was loaded.");
        Assert.Contains(word, refused!.Message);
        Assert.DoesNotContain("damaged.", refused.Message);
        Assert.Equal(0, loaded.Slots[0].State.step);
    }

    private static Parameter Stepping() => new(ones(3)) { grad = ones(3) };
}

using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Interchange;

/// <summary>Every optimizer, also those that PyTorch does not have: what is saved for PyTorch continues here bit by bit.</summary>
public sealed class RoundTripTests
{
    private const int Steps = 9;
    private static readonly long[][] s_shapes = [[5], [2, 3], [], [0], [17]];

    public static TheoryData<string> Rows => OptimizerTable.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Continues_bit_by_bit(string name)
    {
        foreach (var layout in new Func<torch.Tensor, torch.Tensor>[] { t => t, t => t.ndim < 2 ? t : t.t().contiguous().t() })
        foreach (var stop in new[] { 0, 1, 6 })
        {
            using var whole = Start(OptimizerTable.Get(name), layout);
            whole.Steps(0, Steps);

            using var folder = new TemporaryFolder();
            using var first = Start(OptimizerTable.Get(name), layout);
            first.Steps(0, stop);
            first.Optimizer.save_safetensors(folder.File("o.safetensors"));
            using var second = Start(OptimizerTable.Get(name).With("lr", 0.7), layout);
            using (no_grad())
                for (var i = 0; i < first.Parameters.Length; i++) second.Parameters[i].copy_(first.Parameters[i]);
            second.Optimizer.load_safetensors(folder.File("o.safetensors"));
            second.Steps(stop, Steps);

            for (var i = 0; i < s_shapes.Length; i++) Assert.Equal(Numbers.Of(whole.Parameters[i]), Numbers.Of(second.Parameters[i]));
            Assert.Equal(whole.Optimizer.ParamGroups.Select(g => g.LearningRate), second.Optimizer.ParamGroups.Select(g => g.LearningRate));
        }
    }

    [Fact]
    public void The_initial_learning_rate_travels()
    {
        using var folder = new TemporaryFolder();
        using var first = Start(OptimizerTable.Get("Adam, default"), t => t);
        foreach (var group in first.Optimizer.ParamGroups) group.LearningRate = 0.125;
        first.Optimizer.save_safetensors(folder.File("o.safetensors"));
        using var second = Start(OptimizerTable.Get("Adam, default").With("lr", 0.7), t => t);
        second.Optimizer.load_safetensors(folder.File("o.safetensors"));
        Assert.Equal([(1e-3, 0.125), (0.003, 0.125)], second.Optimizer.ParamGroups.Select(g => (g.InitialLearningRate, g.LearningRate)));
    }

    /// <summary>As PyTorch writes an Adafactor that was made without an eps.</summary>
    [Fact]
    public void None_in_a_tuple_is_what_the_optimizer_has()
    {
        using var folder = new TemporaryFolder();
        using var first = Start(OptimizerTable.Get("Adafactor, default"), t => t);
        first.Steps(0, 3);
        first.Optimizer.save_safetensors(folder.File("o.safetensors"));
        var file = SafeTensorsFile.Read(folder.File("o.safetensors"));
        var groups = file.Groups;
        Assert.Contains("1.1920928955078125E-07", groups, StringComparison.OrdinalIgnoreCase);
        File.WriteAllBytes(folder.File("o.safetensors"), file.With(groups.Replace("1.1920928955078125E-07", "null", StringComparison.OrdinalIgnoreCase)));
        using var second = Start(OptimizerTable.Get("Adafactor, default").With("eps1", 0.125).With("eps2", 0.5), t => t);
        second.Optimizer.load_safetensors(folder.File("o.safetensors"));
        Assert.All(second.Optimizer.Groups.Select(g => (Optimizers.Adafactor.Options)g.Options), o => Assert.Equal((0.125, 1e-3), (o.eps1!.Value, o.eps2!.Value)));
    }

    [Theory]
    [InlineData("\"original\"", false)]
    [InlineData("\"match_rms_adamw\"", true)]
    [InlineData("null", false)]
    public void A_choice_of_names_is_a_switch_here(string name, bool expected)
    {
        using var folder = new TemporaryFolder();
        using var first = new Run(OptimizerTable.Get("Muon, default"), [[2, 3]], float32, Execution.Automatic);
        first.Steps(0, 2);
        first.Optimizer.save_safetensors(folder.File("o.safetensors"));
        var file = SafeTensorsFile.Read(folder.File("o.safetensors"));
        var written = JsonNode.Parse(file.Groups)!;
        var group = written["param_groups"]![0]!;
        Assert.Equal("Muon", (string)written["optimizer"]!);
        Assert.Equal(
            ["lr", "weight_decay", "momentum", "nesterov", "ns_coefficients", "eps", "ns_steps", "adjust_lr_fn", "params"],
            group.AsObject().Select(p => p.Key).Where(key => key != "initial_lr"));
        Assert.Equal("original", (string)group["adjust_lr_fn"]!);
        Assert.DoesNotContain(".step", File.ReadAllText(folder.File("o.safetensors")));

        group["adjust_lr_fn"] = JsonNode.Parse(name);
        group["use_addmm"] = true;
        File.WriteAllBytes(folder.File("o.safetensors"), file.With(written.ToJsonString()));
        using var second = new Run(OptimizerTable.Get("Muon, default").With("match_rms_adamw", !expected), [[2, 3]], float32, Execution.Automatic);
        second.Optimizer.load_safetensors(folder.File("o.safetensors"));
        Assert.Equal(expected, ((Optimizers.Muon.Options)second.Optimizer.Groups[0].Options).match_rms_adamw);

        group["adjust_lr_fn"] = "mine";
        File.WriteAllBytes(folder.File("o.safetensors"), file.With(written.ToJsonString()));
        Assert.Contains("\"original\" or \"match_rms_adamw\"", Assert.Throws<InvalidDataException>(() => second.Optimizer.load_safetensors(folder.File("o.safetensors"))).Message);
    }

    private static Run Start(OptimizerCase optimizer, Func<torch.Tensor, torch.Tensor> layout) =>
        new(optimizer, s_shapes, float32, Execution.Automatic, secondGroup: 2, layout: layout)
        {
            Without = (step, tensor) => (step + 2 * tensor) % 5 == 3,
            GradientLayout = layout,
        };
}

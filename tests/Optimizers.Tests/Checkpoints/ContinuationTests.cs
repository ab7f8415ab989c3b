using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>Saving, loading into a fresh optimizer and going on is bit-identical to not stopping.</summary>
public sealed class ContinuationTests
{
    private const int Steps = 9;
    private static readonly long[][] s_shapes = [[5], [2, 3], [], [0], [17]];

    public static TheoryData<string> Rows => OptimizerTable.Rows;

    public static TheoryData<string, string> RowsAndWays
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var optimizer in Situations.All)
                foreach (var way in s_ways.Keys) rows.Add(optimizer.Name, way);
            return rows;
        }
    }

    private static readonly Dictionary<string, Action<CompiledOptimizer, CompiledOptimizer>> s_ways = new()
    {
        ["a file"] = ThroughFile,
        ["a stream, as OptimizerHelper"] = ThroughStream,
        ["a StateDictionary"] = (from, to) => to.load_state_dict(from.state_dict()),
    };

    [Theory]
    [MemberData(nameof(RowsAndWays))]
    public void At_every_step(string name, string way)
    {
        var whole = Whole(name, Execution.Automatic, t => t);
        for (var stop = 0; stop <= Steps; stop++)
            Assert.Equal(whole, Stopped(name, stop, s_ways[way], Execution.Automatic, Execution.Automatic, t => t));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void In_every_execution(string name)
    {
        foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            var whole = Whole(name, execution, t => t);
            foreach (var stop in new[] { 1, 3, 7 }) Assert.Equal(whole, Stopped(name, stop, ThroughFile, execution, execution, t => t));
        }
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void With_parameters_in_another_memory_order(string name)
    {
        foreach (var way in s_ways.Values)
            Assert.Equal(Whole(name, Execution.Automatic, Transposed), Stopped(name, 6, way, Execution.Automatic, Execution.Automatic, Transposed));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Options_travel(string name)
    {
        using var saved = new Run(OptimizerTable.Get(name), [[3]], float32, Execution.Automatic);
        foreach (var group in saved.Optimizer.ParamGroups) group.LearningRate = 0.125;
        saved.Steps(0, 3);
        using var loaded = new Run(Otherwise(OptimizerTable.Get(name)), [[3]], float32, Execution.Automatic);
        ThroughFile(saved.Optimizer, loaded.Optimizer);

        Assert.Equal(0.125, loaded.Optimizer.ParamGroups.Single().LearningRate);
        Assert.Equal(Options(saved.Optimizer), Options(loaded.Optimizer));
        if (saved.Optimizer.Slots[0].State.memory is { } memory)
            Assert.Equal(memory.Capacity, loaded.Optimizer.Slots[0].State.memory!.Capacity);
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void Loading_its_own_state_changes_nothing(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 2);
        run.Steps(0, 4);
        var before = run.Everything();
        ThroughFile(run.Optimizer, run.Optimizer);
        run.Optimizer.load_state_dict(run.Optimizer.state_dict());
        Assert.Equal(before, run.Everything());
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void A_loaded_state_is_independent_of_its_source(string name)
    {
        using var source = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic);
        source.Steps(0, 4);
        using var copy = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic);
        copy.Optimizer.load_state_dict(source.Optimizer.state_dict());
        var before = source.Everything();
        copy.Steps(4, 8);
        copy.Optimizer.Dispose();
        Assert.Equal(before, source.Everything());
    }

    private static byte[] Whole(string name, Execution execution, Func<torch.Tensor, torch.Tensor> layout)
    {
        using var run = Start(OptimizerTable.Get(name), execution, layout);
        run.Steps(0, Steps);
        return run.Everything();
    }

    private static byte[] Stopped(
        string name, int stop, Action<CompiledOptimizer, CompiledOptimizer> way, Execution before, Execution after, Func<torch.Tensor, torch.Tensor> layout)
    {
        using var first = Start(OptimizerTable.Get(name), before, layout);
        first.Steps(0, stop);
        using var second = Start(Otherwise(OptimizerTable.Get(name)), after, layout);
        using (no_grad())
            for (var i = 0; i < first.Parameters.Length; i++) second.Parameters[i].copy_(first.Parameters[i]);
        way(first.Optimizer, second.Optimizer);
        second.Steps(stop, Steps);
        return second.Everything();
    }

    private static Run Start(OptimizerCase optimizer, Execution execution, Func<torch.Tensor, torch.Tensor> layout) =>
        new(optimizer, s_shapes, float32, execution, secondGroup: 2, layout: layout)
        {
            Without = (step, tensor) => (step + 2 * tensor) % 5 == 3,
            GradientLayout = layout,
        };

    // What the checkpoint says must win over what the constructor was given.
    private static OptimizerCase Otherwise(OptimizerCase optimizer)
    {
        var other = optimizer.With("lr", 0.7);
        if (other.HasMemory) other = other.With("capacity", 4).With("decay", 0.5);
        if (other.Accepts("critical_test")) other = other.With("critical_test", 0.9);
        if (other.Accepts("betas")) other = other.With("betas", Coefficients.Create([0.1, 0.2]));
        if (other.Accepts("amsgrad")) other = other.With("amsgrad", !true.Equals(optimizer.Hyperparameters.GetValueOrDefault("amsgrad")));
        if (other.Accepts("momentum")) other = other.With("momentum", 0.0.Equals(optimizer.Hyperparameters.GetValueOrDefault("momentum", 0.0)) ? 0.9 : true.Equals(optimizer.Hyperparameters.GetValueOrDefault("nesterov")) ? 0.5 : 0.0);
        return other;
    }

    private static void ThroughFile(CompiledOptimizer from, CompiledOptimizer to)
    {
        var file = Path.GetTempFileName();
        try
        {
            from.save_state_dict(file);
            to.load_state_dict(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // A variable of TorchSharp's own type: nothing here may depend on which overload hides which.
    private static void ThroughStream(OptimizerHelper from, OptimizerHelper to)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        from.save_state_dict(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        to.load_state_dict(reader);
        Assert.Equal(stream.Length, stream.Position);
    }

    private static byte[] Options(CompiledOptimizer optimizer)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var group in optimizer.Groups) group.Options.SaveStateDict(writer);
        return stream.ToArray();
    }

    private static torch.Tensor Transposed(torch.Tensor t) => t.ndim < 2 ? t : t.t().contiguous().t();
}

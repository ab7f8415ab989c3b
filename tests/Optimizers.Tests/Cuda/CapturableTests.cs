using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Executions;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>Steps that the device counts itself can be replayed: nothing in a launch says which step it is.</summary>
public sealed class CapturableTests
{
    /// <summary>An eager method is called by the host: its rule cannot be captured.</summary>
    public static TheoryData<string> Rows => OptimizerTable.FusedRows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_device_counts_as_the_host_does(string name)
    {
        Run Make(TorchSharp.torch.ScalarType type, Execution execution)
        {
            var run = new Run(OptimizerTable.Get(name), [[5], [2, 3], [17]], type, execution, secondGroup: 1) { Without = (step, tensor) => (step + tensor) % 4 == 3 };
            if (execution == Execution.Cuda) run.Optimizer.Capturable = true;
            return run;
        }

        Agreement.Require(Make, float64, Execution.Cuda, 12);
    }

    [Theory]
    [MemberData(nameof(Situations.FusedRows), MemberType = typeof(Situations))]
    public void The_same_launches_again_are_the_next_steps(string name)
    {
        using var oracle = new Run(OptimizerTable.Get(name), [[5], [17]], float64, Execution.Cuda);
        using var replayed = new Run(OptimizerTable.Get(name), [[5], [17]], float64, Execution.Cuda);
        foreach (var run in new[] { oracle, replayed }) run.SetGradients(0);
        replayed.Optimizer.Capturable = true;
        replayed.Optimizer.step();
        var replay = Replay.Of(replayed.Optimizer);
        Assert.Equal(0, replayed.Optimizer.Trace.Uploads);
        for (var i = 0; i < 6; i++) replay();
        for (var i = 0; i < 8; i++) oracle.Optimizer.step();
        for (var i = 0; i < 2; i++)
            Numbers.AssertClose(Numbers.Of(oracle.Parameters[i]), Numbers.Of(replayed.Parameters[i]), Agreement.Tolerance(float64, 8), $"tensor {i}");

        // A checkpoint knows of the steps that only the device has counted.
        using var stream = new MemoryStream();
        replayed.Optimizer.state_dict().State[0].SaveStateDict(new BinaryWriter(stream));
        Assert.Equal(8, replayed.Optimizer.Slots[0].State.step);
    }

    [Fact]
    public void Options_reach_a_replayed_step()
    {
        using var run = new Run(OptimizerTable.Get("AdamW, default"), [[5], [17]], float64, Execution.Cuda, secondGroup: 1);
        run.Optimizer.Capturable = true;
        run.SetGradients(0);
        run.Optimizer.step();
        var replay = Replay.Of(run.Optimizer);
        var before = run.Parameters.Select(Numbers.Of).ToArray();
        run.Optimizer.ParamGroups.First().LearningRate = 0;
        run.Optimizer.UploadOptions();
        replay();
        Assert.Equal(before[0], Numbers.Of(run.Parameters[0]));
        Assert.NotEqual(before[1], Numbers.Of(run.Parameters[1]));
    }
}

using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Executions;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>What a step on a device does around its kernels: launches, copies, memory.</summary>
[Collection(nameof(ProcessWide))]
public sealed class CudaStepTests
{
    private static readonly long[][] s_shapes = [.. Enumerable.Range(0, 60).Select(i => new long[] { 1 + i * 37 % 300 }), [20_000]];

    public static TheoryData<string> Rows => Situations.Rows;

    [Theory]
    [InlineData("Adam, default", 1)]
    [InlineData("AdamW, default", 1)]
    [InlineData("AggMo, three dampings", 1)]
    [InlineData("AdamCM, default", 3)]
    [InlineData("AdamCG, default", 3)]
    public void The_launches_do_not_depend_on_the_number_of_tensors(string name, int launches)
    {
        foreach (var shapes in new long[][][] { [[5]], [[1], [2], [3]], s_shapes })
        {
            using var run = new Run(OptimizerTable.Get(name), shapes, float32, Execution.Cuda);
            run.Step(0);
            Assert.Equal(launches, run.Optimizer.Trace.Launches);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Nothing_is_copied_to_the_device_while_addresses_stay(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Cuda);
        run.SetGradients(0);
        for (var step = 0; step < 5; step++) run.Optimizer.step();
        Assert.Equal((0, 0L), (run.Optimizer.Trace.Uploads, run.Optimizer.Trace.UploadedBytes));

        run.Parameters[3].grad = run.Parameters[3].grad!.clone();
        run.Optimizer.step();
        Assert.Equal(1, run.Optimizer.Trace.Uploads);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_new_learning_rate_is_neither_compiled_nor_copied(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Cuda);
        run.SetGradients(0);
        for (var step = 0; step < 3; step++) run.Optimizer.step();
        var before = Numbers.Of(run.Parameters[0]);
        run.Optimizer.ParamGroups.Single().LearningRate = 0;
        run.Optimizer.step();
        // What only the device can compute, it computes from the options, which are in memory there.
        Assert.Equal(OptimizerTable.Get(name).Rule.Cuda!.RequiresDeviceNumbers ? 1 : 0, run.Optimizer.Trace.Uploads);
        if (run.Optimizer.GetType().Name is "AdamW") Assert.Equal(before, Numbers.Of(run.Parameters[0]));
    }

    /// <summary>Eager methods allocate what they do.</summary>
    [Theory]
    [MemberData(nameof(Situations.FusedRows), MemberType = typeof(Situations))]
    public void A_step_allocates_nothing(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Cuda, secondGroup: 10);
        run.SetGradients(0);
        for (var step = 0; step < 30; step++) run.Optimizer.step();
        var device = SoftwareGpu.Instance.Allocated;
        Assert.Equal(0, Enumerable.Range(0, 5).Select(_ => Allocated(run)).ToArray().Min());
        Assert.Equal(device, SoftwareGpu.Instance.Allocated);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_memory_of_the_device_is_given_back(string name)
    {
        var before = SoftwareGpu.Instance.Allocated;
        using (var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Cuda)) run.Steps(0, 3);
        Assert.Equal(before, SoftwareGpu.Instance.Allocated);
    }

    [Fact]
    public void The_bytes_are_those_of_the_passes()
    {
        using var adam = new Run(OptimizerTable.Get("Adam, default"), [[1000]], float32, Execution.Cuda);
        adam.Step(0);
        Assert.Equal(28_000, adam.Optimizer.Trace.BytesMoved);

        using var several = new Run(OptimizerTable.Get("Adam, default"), [[1000], [0], [300], [7]], float32, Execution.Cuda, secondGroup: 2) { Without = (step, tensor) => step == 1 && tensor == 0 };
        several.Steps(0, 3);
        Assert.Equal(28 * 1_307, several.Optimizer.Trace.BytesMoved);

        using var memory = new Run(OptimizerTable.Get("AdamCM, default"), [[1000]], float64, Execution.Cuda);
        memory.Step(0);
        Assert.Equal(2 * (4_000 + 44_000), memory.Optimizer.Trace.BytesMoved);

        using var bank = new Run(OptimizerTable.Get("AggMo, three dampings"), [[1000]], float32, Execution.Cuda);
        bank.Step(0);
        Assert.Equal(12_000 + 24_000, bank.Optimizer.Trace.BytesMoved);

        // It reads two tensors for the method and writes what it is given; then it reads four, the result among them, and writes two.
        using var muon = new Run(OptimizerTable.Get("Muon, default"), [[20, 50]], float32, Execution.Cuda);
        muon.Step(0);
        Assert.Equal((2, 12_000 + 24_000), (muon.Optimizer.Trace.Launches, muon.Optimizer.Trace.BytesMoved));
    }

    /// <summary>The state moves between the device and the host as the execution changes.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void The_execution_can_change_at_every_step(string name)
    {
        var host = TestDevice.IsProcessor ? Execution.Cpu : Execution.Eager;
        Execution[] executions = [Execution.Cuda, host, Execution.Cuda, Execution.Cuda, Execution.Eager, Execution.Reference, Execution.Cuda];
        using var oracle = new Run(OptimizerTable.Get(name), [[5], [17]], float64, Execution.Reference);
        using var changing = new Run(OptimizerTable.Get(name), [[5], [17]], float64, Execution.Cuda);
        for (var step = 0; step < 14; step++)
        {
            changing.Optimizer.Execution = executions[step % executions.Length];
            changing.Optimizer.Capturable = step % 3 == 1 && changing.Optimizer.Slots[0].State is not null && CanCapture(changing.Optimizer);
            oracle.Step(step);
            changing.Step(step);
            for (var i = 0; i < 2; i++)
                Numbers.AssertClose(Numbers.Of(oracle.Parameters[i]), Numbers.Of(changing.Parameters[i]), Agreement.Tolerance(float64, step), $"step {step}");
        }
    }

    /// <summary>A step whose kernels do not compile has not been taken.</summary>
    [Fact]
    public void What_fails_before_the_first_launch_changes_nothing()
    {
        using var run = new Run(OptimizerTable.Get("AdamCM, default"), [[5]], float32, Execution.Cuda);
        run.Steps(0, 2);
        var before = run.Everything();
        run.SetGradients(2);
        run.Optimizer.ParamGroups.Single().LearningRate = double.NaN;
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Optimizer.step());
        run.Optimizer.ParamGroups.Single().LearningRate = 0.01;
        Assert.Equal(before, run.Everything());
    }

    private static bool CanCapture(CompiledOptimizer optimizer)
    {
        try
        {
            optimizer.Capturable = true;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static long Allocated(Run run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 20; step++) run.Optimizer.step();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Executions;

/// <summary>The fused execution on every vector width and number of threads, and what it leaves alone.</summary>
[Collection(nameof(ProcessWide))]
public sealed class MachineTests
{
    private static readonly long[][] s_shapes = [[1], [9], [33], [4, 5], [ChunkList.Size + 7], [3 * ChunkList.Size]];

    public static TheoryData<string> Rows => OptimizerTable.Rows;

    [Theory]
    [InlineData("Sgd, nesterov, weight decay")]
    [InlineData("Adam, amsgrad")]
    [InlineData("AggMo, five dampings, weight decay")]
    [InlineData("PublishedAdamCM, unsynced, amsgrad, weight decay")]
    [InlineData("AdamCG, default")]
    public void Every_vector_width_agrees(string name)
    {
        var widest = Lanes.MaxBits;
        try
        {
            foreach (var bits in new[] { 32, 128, 256, 512 })
            {
                Lanes.MaxBits = bits;
                foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
                    Agreement.Require(
                        (t, e) => new Run(OptimizerTable.Get(name), [[], [0], [1], [3], [7], [16], [17], [33]], t, e), type, Execution.Cpu, 8);
            }
        }
        finally
        {
            Lanes.MaxBits = widest;
        }
    }

    [Theory]
    [MemberData(nameof(Situations.TypeRows), MemberType = typeof(Situations))]
    public void One_thread_and_two_give_the_same_bits(string name)
    {
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = Result(name);
            set_num_threads(2);
            Assert.Equal(one, Result(name));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Gradients_are_never_written(string name)
    {
        foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            using var run = new Run(OptimizerTable.Get(name), [[5], [4, 5], [33]], float32, execution);
            for (var step = 0; step < 7; step++)
            {
                run.SetGradients(step);
                byte[][] before = [.. run.Parameters.Select(p => p.grad!.cpu().bytes.ToArray())];
                run.Optimizer.step();
                for (var i = 0; i < before.Length; i++) Assert.Equal(before[i], run.Parameters[i].grad!.cpu().bytes.ToArray());
            }
        }
    }

    private static byte[] Result(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Cpu);
        run.Steps(0, 3);
        return run.Everything();
    }
}

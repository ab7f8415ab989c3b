using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>The memory as a sliding window, and what it tells of the training.</summary>
public sealed class MemoryTests
{
    [Theory, InlineData(Execution.Reference), InlineData(Execution.Eager), InlineData(Execution.Cpu), InlineData(Execution.Cuda)]
    public void A_first_in_first_out_memory_holds_the_last_candidates(Execution execution)
    {
        var device = TestDevice.Of(execution);
        var parameter = new Parameter(zeros(2, float64, device));
        using var optimizer = new WindowAdam([parameter]) { Execution = execution };
        var momenta = new List<double>();
        for (var step = 1; step <= 8; step++)
        {
            // Ever smaller gradients: by priority, the memory would refuse them once it is full.
            parameter.grad = full(2, Math.Pow(0.1, step), float64, device);
            optimizer.step();
            var state = (WindowAdam.State)optimizer.state_dict().State[0];
            momenta.Add(state.exp_avg.data<double>()[0]);
            var slots = state.memory!.Slots.data<double>().ToArray().Chunk(2).Select(s => s[0]).Take(state.memory.Count);
            Assert.Equal(momenta.TakeLast(3).Order(), slots.Order());
        }
    }

    [Fact]
    public void Variance_and_agreement_are_those_of_the_slots()
    {
        var parameter = new Parameter(zeros(2, float64));
        using var optimizer = new WindowAdam([parameter], beta1: 0) { Execution = Execution.Cpu };
        var memory = ((WindowAdam.State)optimizer.state_dict().State[0]).memory!;
        Assert.True(double.IsNaN(memory.Variance()) && double.IsNaN(memory.CosineAgreement()));

        foreach (var gradient in new double[][] { [1, 0], [0, 2], [3, 3] })
        {
            parameter.grad = tensor(gradient, float64);
            optimizer.step();
        }

        // Elements 1, 0, 3 and 0, 2, 3: variances 14/9 and 14/9. All priorities are 0: the first slot is the largest.
        Assert.Equal(14.0 / 9, memory.Variance(), 1e-12);
        Assert.Equal((0 + Math.Sqrt(0.5)) / 2, memory.CosineAgreement(), 1e-12);
        Assert.Equal(0, memory.Replacements);
    }

    [Fact]
    public void A_state_that_is_not_there_is_not_copied()
    {
        var parameter = new Parameter(ones(5, float64));
        using var optimizer = new OptionalNorm([parameter]) { Execution = Execution.Eager };
        parameter.grad = ones(5, float64);
        optimizer.step();
        Assert.All(Numbers.Of(parameter), x => Assert.Equal(0.9, x, 1e-15));
    }

    /// <summary>What the memory has become is reduced before the last pass, so it must have decided by then.</summary>
    [Theory, InlineData(Execution.Eager), InlineData(Execution.Cpu), InlineData(Execution.Cuda)]
    public void A_reduction_of_the_memory_after_the_offer_has_the_candidate_in_it(Execution execution)
    {
        double[][] ends = [.. new[] { Execution.Reference, execution }.Select(e =>
        {
            var device = TestDevice.Of(e);
            var parameter = new Parameter(ones(5, float64, device));
            using var optimizer = new MemoryNorm([parameter]) { Execution = e };
            for (var step = 1; step <= 5; step++)
            {
                parameter.grad = full(5, 0.3 * ((step * 3) % 4), float64, device);
                optimizer.step();
            }

            return Numbers.Of(parameter);
        })];
        Numbers.AssertClose(ends[0], ends[1], 1e-14, "the parameter");
    }
}

/// <summary>A state that need not be there, assigned and then reduced.</summary>
[Optimizer]
public partial class OptionalNorm
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.1;
    [Hyperparameter] bool smoothed = false;
    [State(When = nameof(smoothed))] Tensor m;

    void Update(ref Tensor θ, Tensor g)
    {
        Tensor d = g;
        if (smoothed)
        {
            m = 0.5 * m + g;
            d = m / Norm(m);
        }

        θ -= lr * d;
    }
}

/// <summary>Gradients in units of the norm of the memory, the gradient itself included.</summary>
[MemoryAugmented(Capacity = 2)]
public partial class MemoryNorm
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.1;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory)
    {
        memory.Offer(g);
        θ -= lr * g / (1 + Norm(memory.Sum));
    }
}

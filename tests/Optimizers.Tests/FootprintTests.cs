using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>An optimizer takes the memory of its declared state, and no more however long it runs.</summary>
[Collection(nameof(ProcessWide))]
public sealed class FootprintTests
{
    private const long Elements = 1 << 20;

    public static TheoryData<string> Rows => OptimizerTable.Rows;

    /// <summary>Those of them that need no tensors of TorchSharp's on the way.</summary>
    public static TheoryData<string> FusedTypeRows => [.. OptimizerTable.All.DistinctBy(o => o.Type).Where(o => !o.CallsMethods).Select(o => o.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_states_are_those_declared(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), [[5], [2, 3]], float32, Execution.Cpu);
        run.Steps(0, 2);
        foreach (var slot in run.Optimizer.Slots)
            Assert.Equal(Footprint.Elements(OptimizerTable.Get(name).Rule, slot.Options, slot.Shape), Held(slot.State, OptimizerTable.Get(name).Rule));
    }

    /// <summary>What a fused step needs beyond the parameters, their gradients and the declared state is next to nothing.</summary>
    [SkippableTheory]
    [MemberData(nameof(FusedTypeRows))]
    public void The_peak_is_parameters_gradients_and_states(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells the peak of a process since a given moment.");
        using var scope = NewDisposeScope();
        var optimizer = OptimizerTable.Get(name);
        Parameter parameter = new(ones(optimizer.Shape(Elements)));
        parameter.grad = ones(optimizer.Shape(Elements));
        var before = Peak(() => { });
        var peak = Peak(() =>
        {
            using var made = optimizer.Make([parameter], Execution.Cpu);
            for (var step = 0; step < 3; step++) made.step();
        });
        var options = (CompiledOptions)optimizer.Make([new Parameter(ones(optimizer.Shape(1)))]).Groups[0].Options;
        var declared = Footprint.Elements(optimizer.Rule, options, Elements) * sizeof(float);
        // Besides, pages that the heap of small things happens to take, or to give back: less than one more tensor would.
        Assert.True(peak - before <= declared + Elements * sizeof(float) / 2, $"The peak is {peak - before} bytes higher, but the states have {declared}.");
    }

    [Theory]
    [MemberData(nameof(Situations.TypeRows), MemberType = typeof(Situations))]
    public void A_thousand_steps_leave_nothing_behind(string name)
    {
        foreach (var execution in new[] { Execution.Cpu, Execution.Eager, Execution.Cuda })
        {
            using var run = new Run(OptimizerTable.Get(name), [[7], [2, 3]], float32, execution, secondGroup: 1);
            run.Steps(0, 20);
            run.SetGradients(0);
            var (tensors, device) = (Handles(), SoftwareGpu.Instance.Allocated);
            for (var step = 0; step < 1000; step++) run.Optimizer.step();
            if (torch.Tensor.TotalCount != tensors) Assert.Equal(tensors, Handles());
            Assert.Equal(device, SoftwareGpu.Instance.Allocated);
        }
    }

    [Theory]
    [MemberData(nameof(Situations.TypeRows), MemberType = typeof(Situations))]
    public void Disposing_gives_everything_back(string name)
    {
        foreach (var execution in new[] { Execution.Cpu, Execution.Eager, Execution.Cuda, Execution.Reference })
        {
            using var scope = NewDisposeScope();
            Parameter parameter = new(ones(OptimizerTable.Get(name).Shape(7), device: TestDevice.Of(execution)));
            parameter.grad = ones_like(parameter);
            Use(parameter);
            var (tensors, device) = (Handles(), SoftwareGpu.Instance.Allocated);
            Use(parameter);
            if (torch.Tensor.TotalCount != tensors) Assert.Equal(tensors, Handles());
            Assert.Equal(device, SoftwareGpu.Instance.Allocated);

            void Use(Parameter p)
            {
                using var optimizer = OptimizerTable.Get(name).Make([p], execution);
                for (var step = 0; step < 3; step++) optimizer.step();
            }
        }
    }

    [Fact]
    public void Steps_of_Sam_leave_nothing_behind()
    {
        using var bowl = new Bowl(ScalarType.Float32);
        using var sam = new Sam(new Optimizers.AdamCM(bowl.Parameters));
        void Step()
        {
            using var scope = NewDisposeScope();
            sam.step(bowl.Closure);
        }

        for (var step = 0; step < 5; step++) Step();
        var before = torch.Tensor.TotalCount;
        for (var step = 0; step < 50; step++) Step();
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    /// <summary>How many tensors there are. What is only waiting for the collector is not.</summary>
    private static long Handles()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }

    private static long Held(CompiledState state, CompiledRule rule)
    {
        var own = Enumerable.Range(0, rule.States.Count).Sum(i => state.TensorAt(i)?.numel() ?? 0);
        return own + (state.memory is { } memory ? memory.Sum.numel() + memory.Slots.numel() : 0);
    }

    /// <summary>The largest resident memory while something runs.</summary>
    private static long Peak(Action action)
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        action();
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}

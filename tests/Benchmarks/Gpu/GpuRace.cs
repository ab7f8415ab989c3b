using OptimizerDsl.Compiled;
using OptimizerDsl.GpuTiming;
using TorchSharp;

namespace OptimizerDsl.Benchmarks.Gpu;

/// <summary>Times the declared rules on a device.</summary>
internal static class GpuRace
{
    /// <summary>The median over rounds of some steps each.</summary>
    public static GpuRow Run(IBenchmarkDevice device, GpuRule rule, GpuWorkload workload, int rounds)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = workload.NewParameters(device.Tensors);
        using var optimizer = rule.Make(parameters);
        optimizer.Execution = device.Execution;

        // Compiles, fills a critical memory of any capacity that is raced, and lets the host's code be optimized.
        for (var step = 0; step < 40; step++) optimizer.step();
        for (var round = 0; round < 3; round++) device.Time(Steps);

        var most = (rule.BytesPerElement + rule.BytesPerReplacement) * workload.Elements;
        if (optimizer.Trace is { Launches: > 0, BytesMoved: var moved } && moved != most)
            Console.WriteLine($"{rule.Name}, {workload.Name}: the trace counts {moved:N0} bytes, the benchmark {most:N0}");

        var (replaced, free) = (Replacements(optimizer), device.Free);
        var turns = Enumerable.Range(0, rounds).Select(_ => device.Time(Steps)).ToList();
        var steps = rounds * workload.Steps;
        var share = (double)(Replacements(optimizer) - replaced) / steps;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Steps();
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / workload.Steps;

        return new(
            workload.Name, rule.Name, GpuRow.Ours, workload.Shapes.Count, workload.Elements,
            Median(turns.Select(turn => turn.DeviceMicroseconds)) / workload.Steps, Median(turns.Select(turn => turn.HostMicroseconds)) / workload.Steps,
            rule.BytesPerElement + share * rule.BytesPerReplacement, optimizer.Trace.Launches, optimizer.Trace.Uploads, allocated,
            free - device.Free, turns.Any(turn => turn.Waits is null) ? null : turns.All(turn => turn.Waits!.Value));

        void Steps()
        {
            for (var step = 0; step < workload.Steps; step++) optimizer.step();
        }
    }

    private static long Replacements(CompiledOptimizer optimizer) =>
        ((CompiledState)optimizer.state_dict().State[0]).memory?.Replacements ?? 0;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

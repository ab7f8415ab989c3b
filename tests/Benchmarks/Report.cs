using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace OptimizerDsl.Benchmarks;

/// <summary>One line of the table.</summary>
internal sealed record Row(
    string Workload, string Rule, string Form, double MedianMs, double MinimumMs, double BytesPerElement, double GigabytesPerSecond,
    double OfReadModifyWrite, double Replacing, double? FasterThanEager, double? FasterThanHandWritten, long AllocatedPerStep, double BusyThreads)
{
    /// <summary>The row of a measurement, compared with the others of the same rounds.</summary>
    public static Row Of(Measurement measurement, IReadOnlyList<Measurement> sameRounds)
    {
        var contestant = measurement.Contestant;
        return new(
            contestant.Workload.Name, contestant.Rule, contestant.Form, measurement.Median, measurement.Minimum,
            measurement.BytesPerElement, measurement.GigabytesPerSecond,
            measurement.BandwidthRatio(Aim.Bandwidth(sameRounds, measurement)), measurement.Replacing,
            Faster(Forms.Eager), Faster(Forms.HandWritten), measurement.AllocatedPerStep, measurement.BusyThreads);

        double? Faster(string form) => sameRounds.FirstOrDefault(m => m.Contestant.Workload == contestant.Workload
            && m.Contestant.Rule == contestant.Rule && m.Contestant.Form == form)?.Ratio(measurement);
    }
}

/// <summary>The machine that a run was made on.</summary>
internal sealed record Machine(
    string Processor, int Cores, int VectorBits, string System, string Runtime, string Libtorch, int Threads, string Load)
{
    public static Machine This() => new(
        Processor: Find("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 8 * Vector<byte>.Count,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        torch.__version__,
        torch.get_num_threads(),
        LoadNow());

    /// <summary>How many threads wanted a core in the last minute, this program's included.</summary>
    public static string LoadNow() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string? Find(string file, string key) => !File.Exists(file) ? null
        : File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}

/// <summary>A run as it is printed and written.</summary>
internal sealed record Report(Machine Machine, string LoadAfter, int Rounds, IReadOnlyList<Row> Rows, IReadOnlyList<Aim> Aims)
{
    private const string Counted = """
        ms         per step, the middle round and the fastest; contestants take turns, each alone
        B/elem     what the rule must move in float32, the same number for all forms of a rule. Adam: reads θ g m v, writes θ m v.
                   AggMo: reads θ g and K velocities, writes θ and K. AdamCM: reads g for its norm; then reads θ g m v and the sum,
                   writes θ m v; and when it replaces a slot, reads the slot and writes slot and sum. Adding up the sum anew once
                   in a while (under 1 B per step) is not counted. One gradient in four is negligible: the memory refuses it.
        of RMW     GB/s over that of the read-modify-write pass x = a x + a over four arrays of the same sizes, same threads
        x eager    how many times as fast as the declared rule run by TorchSharp calls (x hand: as the hand-written loop).
                   Ratios are the middle one of the ratios within a round.
        threads    running at a time on the average, spinning included
        replaced   the share of the steps that replaced a slot
        alloc      managed bytes per step
        hand-written: Adam is the sequence of in-place calls of TorchSharp's own; AggMo and AdamCM are as in the published PyTorch
                   code, AdamCM with a list of C slots all of which it adds up in every step.
        """;

    public void Print(TextWriter output)
    {
        output.WriteLine($"{Machine.Processor}, {Machine.Cores} cores, {Machine.VectorBits}-bit vectors; {Machine.System}");
        output.WriteLine($"{Machine.Runtime}, libtorch {Machine.Libtorch}, at most {Machine.Threads} threads for every contestant");
        output.WriteLine($"{Rounds} rounds; load average {Machine.Load} before, {LoadAfter} after");
        foreach (var workload in Rows.GroupBy(r => r.Workload))
        {
            output.WriteLine();
            output.WriteLine($"{workload.Key,-34}      ms     min  B/elem   GB/s of RMW  x eager  x hand threads  alloc replaced");
            foreach (var row in workload) output.WriteLine(Line(row));
        }

        output.WriteLine();
        output.WriteLine(Counted);
        output.WriteLine();
        output.WriteLine("aims");
        foreach (var aim in Aims)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(aim.Reached ? "reached    " : "NOT reached")} {aim.Value,8:0.00} ({(aim.AtMost ? "at most" : "at least")} {aim.Bound}) {aim.Text}"));
        }
    }

    private static string Line(Row row) => string.Create(CultureInfo.InvariantCulture,
        $"{row.Rule,-18} {row.Form,-15} {row.MedianMs,7:0.00} {row.MinimumMs,7:0.00} {row.BytesPerElement,7:0.#} {row.GigabytesPerSecond,6:0.0} {row.OfReadModifyWrite,6:0%} {Times(row.FasterThanEager),8} {Times(row.FasterThanHandWritten),7} {row.BusyThreads,7:0.0} {row.AllocatedPerStep,6} {(row.Replacing > 0 ? row.Replacing.ToString("0%", CultureInfo.InvariantCulture) : ""),8}");

    private static string Times(double? ratio) => ratio?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}

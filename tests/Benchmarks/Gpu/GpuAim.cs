namespace OptimizerDsl.Benchmarks.Gpu;

/// <summary>What the CUDA execution is meant to reach.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Least">At least this; null if there is no such bound.</param>
/// <param name="Most">At most this; null if there is no such bound.</param>
internal sealed record GpuAim(string Name, double Value, double? Least, double? Most)
{
    public bool Reached => (Least is null || Value >= Least) && (Most is null || Value <= Most);

    /// <summary>The aims that the measurements are about.</summary>
    public static IEnumerable<GpuAim> Of(IReadOnlyList<GpuRow> rows, double copy)
    {
        var ours = rows.Where(row => row.Form == GpuRow.Ours).ToList();
        foreach (var row in ours.Where(row => row.Elements >= 100_000_000 && row.Tensors == 1))
            yield return new($"{row.Rule}, {row.Workload}: share of the copy bandwidth", 1e9 * row.GigabytesPerSecond!.Value / copy, 0.92, null);

        foreach (var adam in ours.Where(row => row.Rule is GpuRule.Adam or GpuRule.AdamW))
        {
            foreach (var other in rows.Where(row => row.Form != GpuRow.Ours && row.Rule == adam.Rule && IsSameSize(row, adam)))
                yield return new($"{adam.Rule}, {adam.Workload}: device time over that of {other.Form}", adam.NanosecondsPerElement / other.NanosecondsPerElement, null, 1);
        }

        foreach (var cm in ours.Where(row => row.Rule.StartsWith("AdamCM", StringComparison.Ordinal) && row.Elements >= 1_000_000))
        {
            if (ours.Find(row => row.Rule == GpuRule.Adam && IsSameSize(row, cm)) is { } adam)
                yield return new($"{cm.Rule}, {cm.Workload}: device time over Adam's", cm.NanosecondsPerElement / adam.NanosecondsPerElement, null, 1.75);
        }

        foreach (var row in ours)
        {
            yield return new($"{row.Rule}, {row.Workload}: host time, µs", row.HostMicroseconds, null, 30 + 0.2 * row.Tensors);
            yield return new($"{row.Rule}, {row.Workload}: managed bytes allocated per step", row.AllocatedBytes!.Value, null, 0);
            if (row.Waits is { } waits) yield return new($"{row.Rule}, {row.Workload}: the host waits for the device", waits ? 1 : 0, null, 0);
        }
    }

    // Large workloads are as large as the tensors of a rule allow.
    private static bool IsSameSize(GpuRow a, GpuRow b) => a.Tensors == b.Tensors && (a.Elements == b.Elements || Math.Min(a.Elements, b.Elements) >= 100_000_000);
}

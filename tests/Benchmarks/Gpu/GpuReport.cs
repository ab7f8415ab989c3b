using System.Globalization;

namespace OptimizerDsl.Benchmarks.Gpu;

/// <summary>A run on a device, as it is written.</summary>
internal sealed record GpuReport(string Device, string Libtorch, double CopyGigabytesPerSecond, IReadOnlyList<GpuRow> Rows, IReadOnlyList<GpuAim> Aims)
{
    /// <summary>The tables, in Markdown.</summary>
    public string Markdown()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"{Device}; libtorch {Libtorch}; a copy within the device moves {CopyGigabytesPerSecond:N0} GB/s, bytes read and written.");
        foreach (var workload in Rows.GroupBy(row => (row.Tensors, Large: row.Tensors == 1 && row.Elements >= 1_000_000)))
        {
            text.WriteLine();
            text.WriteLine("| workload | rule | by | device µs | ns/element | host µs | B/element | of copy | launches | uploads | managed B | waits |");
            text.WriteLine("|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
            foreach (var row in workload)
            {
                text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {row.Workload} | {row.Rule} | {row.Form} | {row.DeviceMicroseconds:N1} | {row.NanosecondsPerElement:G3} | {row.HostMicroseconds:N1} | {row.BytesPerElement:0.#} | {row.GigabytesPerSecond / CopyGigabytesPerSecond:P0} | {row.Launches} | {row.Uploads} | {row.AllocatedBytes} | {(row.Waits is { } waits ? waits ? "yes" : "no" : "")} |"));
            }
        }

        text.WriteLine();
        foreach (var aim in Aims.Where(aim => !aim.Reached))
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"NOT reached: {aim.Name}: {aim.Value:0.###} ({Bound(aim)})"));
        text.WriteLine($"{Aims.Count(aim => aim.Reached)} of {Aims.Count} aims reached.");
        return text.ToString();

        static string Bound(GpuAim aim) => aim.Least is { } least
            ? string.Create(CultureInfo.InvariantCulture, $"at least {least:0.##}") : string.Create(CultureInfo.InvariantCulture, $"at most {aim.Most:0.##}");
    }
}

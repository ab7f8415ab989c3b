using System.Runtime.InteropServices;
using System.Text.Json;
using OptimizerDsl.GpuTiming;
using TorchSharp;

namespace OptimizerDsl.Benchmarks.Gpu;

/// <summary>The benchmark of the CUDA execution: `bench --gpu`.</summary>
internal static class GpuBenchmark
{
    public const string Usage = """
        usage: dotnet run build.cs -- bench --gpu [--device cuda:N|cpu] [--with FILE] [--json FILE] [--markdown FILE] [--quick]

          --device      the device to time; cpu rehearses, and its numbers mean nothing
          --with        the measurements that eng/gpu/torch_bench.py wrote, for one table of both
          --json        writes all measurements to FILE
          --markdown    writes the tables to FILE
          --quick       small sizes and few rounds: a check that everything runs, not a measurement

        Times the steps of Adam, AdamW, AggMo(3), AdamCM(5), AdamCM(20) and LAMB on one tensor of 2^30 float32 or what fits, on
        the tensors of GPT-2 small, on 3000 of 3500 and on one of 1000.
        """;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var (name, with, json, markdown, quick) = ("cuda:0", (string?)null, (string?)null, (string?)null, false);
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--device" when i + 1 < arguments.Count: name = arguments[++i]; break;
                case "--with" when i + 1 < arguments.Count: with = arguments[++i]; break;
                case "--json" when i + 1 < arguments.Count: json = arguments[++i]; break;
                case "--markdown" when i + 1 < arguments.Count: markdown = arguments[++i]; break;
                case "--quick": quick = true; break;
                case "--help" or "-h": Console.WriteLine(Usage); return 0;
                default: Console.Error.WriteLine($"unknown argument: {arguments[i]}\n\n{Usage}"); return 2;
            }
        }

        if (BenchmarkDevices.Find(name, out var obstacle) is not { } device)
        {
            Console.Error.WriteLine($"{name} cannot be used: {obstacle}");
            return 1;
        }

        Console.WriteLine(device.Name);
        var copy = device.CopyBandwidth(quick ? 1 << 22 : 1L << 32);
        Console.WriteLine($"copy {copy / 1e9:N0} GB/s");
        var rows = new List<GpuRow>();
        var failures = 0;
        foreach (var rule in GpuRule.All)
        {
            var large = GpuWorkload.Large(rule.Fitting(quick ? 1 << 20 : 1L << 30, (long)(0.9 * device.Free)));
            foreach (var workload in new[] { large, quick ? GpuWorkload.Many(12, 768) : GpuWorkload.Gpt2, GpuWorkload.Many(quick ? 30 : 3000, 3500), GpuWorkload.Tiny })
            {
                try
                {
                    rows.Add(GpuRace.Run(device, rule, workload, rounds: quick ? 3 : 9));
                    Console.WriteLine($"{rule.Name}, {workload.Name}: device {rows[^1].DeviceMicroseconds:N1} µs, host {rows[^1].HostMicroseconds:N1} µs");
                }
                catch (Exception exception) when (exception is ExternalException or CudaException or InvalidOperationException)
                {
                    // Out of memory, say: the others are worth having.
                    Console.WriteLine($"{rule.Name}, {workload.Name}: FAILED {exception.Message}");
                    failures++;
                }
            }
        }

        if (with is not null && File.Exists(with)) rows.AddRange(JsonSerializer.Deserialize<List<GpuRow>>(File.ReadAllText(with), JsonSerializerOptions.Web)!);
        List<GpuRow> sorted = [.. rows.OrderBy(row => (row.Tensors, Size(row))).ThenBy(row => row.Rule, StringComparer.Ordinal)];
        var report = new GpuReport(device.Name, torch.__version__, copy / 1e9, sorted, [.. GpuAim.Of(sorted, copy)]);
        Console.WriteLine();
        Console.WriteLine(report.Markdown());
        if (json is not null) File.WriteAllText(json, JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerOptions.Web) { WriteIndented = true }));
        if (markdown is not null) File.WriteAllText(markdown, report.Markdown());
        return failures == 0 ? 0 : 1;
    }

    private static int Size(GpuRow row) => row.Elements >= 1_000_000 ? 1 : 0;
}

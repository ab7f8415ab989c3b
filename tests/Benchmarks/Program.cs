using System.Text.Json;
using OptimizerDsl.Benchmarks;
using OptimizerDsl.Benchmarks.Generator;
using OptimizerDsl.Benchmarks.Gpu;
using OptimizerDsl.Benchmarks.Host;
using TorchSharp;

const string Usage = """
    usage: dotnet run build.cs -- bench [--json FILE] [--quick]
           dotnet run build.cs -- bench generator [--quick]
           dotnet run build.cs -- bench host [--quick]

      --json FILE   also write the table to FILE
      --quick       small sizes and few rounds: a check that everything runs, not a measurement

    Times fused, eager and hand-written steps of Adam, AggMo and AdamCM next to the bandwidth of the memory, on one parameter
    of 25,000,000 float32 and on 200 of 10,000. Needs about 12 GB of memory and, on an idle machine, some minutes.
    `bench --gpu` times the CUDA execution instead; `bench --gpu --help` lists its options.

    `generator` times the compiler of declarations instead: 100 of them from cold, one edit in one of them, one edit elsewhere.
    `host` times making and stepping Adam for 1 to 20,000 tensors of ten elements, next to TorchSharp's.
    """;

if (args is ["--gpu", .. var rest]) return GpuBenchmark.Run(rest);

if (args is ["generator"] or ["generator", "--quick"])
{
    GeneratorBenchmark.Run(rounds: args.Length == 1 ? 9 : 1, Console.Out);
    return 0;
}

if (args is ["host"] or ["host", "--quick"])
{
    HostBenchmark.Run(quick: args.Length == 2, Console.Out);
    return 0;
}

string? json = null;
var quick = false;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--json" when i + 1 < args.Length: json = args[++i]; break;
        case "--quick": quick = true; break;
        case "--help" or "-h": Console.WriteLine(Usage); return 0;
        default: Console.Error.WriteLine($"unknown argument: {args[i]}\n\n{Usage}"); return 2;
    }
}

var machine = Machine.This();
Rule[][] together = [[Rule.Adam], [Rule.AggMo], [Rule.AdamCM(5), Rule.AdamCM(20)]];
foreach (var rule in together.SelectMany(r => r))
    Console.WriteLine($"{rule.Name}: fused, eager and hand-written agree to {Agreement.Check(rule):0.0E+0} of what the steps change");
Console.WriteLine();

torch.random.manual_seed(2);
using var large = new Workload(1, quick ? 1_000_000 : 25_000_000);
using var many = new Workload(quick ? 20 : 200, 10_000);
var rounds = quick ? 3 : 11;
var race = new Race(rounds, turn: TimeSpan.FromMilliseconds(quick ? 10 : 60));
var measurements = together.Select(rules => race.Run([large, many], rules)).ToList();

var rows = measurements.SelectMany((group, index) => group
    // The bandwidth is measured again with every rule; the table shows the first one.
    .Where(m => index == 0 || m.Contestant is RuleContestant)
    .Select(m => Row.Of(m, group)));
var report = new Report(machine, Machine.LoadNow(), rounds, [.. rows], Aim.Of(measurements, large, many));
report.Print(Console.Out);
if (json is not null) File.WriteAllText(json, JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
return 0;

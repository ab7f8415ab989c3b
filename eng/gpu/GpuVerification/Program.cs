using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using OptimizerDsl.GpuVerification;
using TorchSharp;

const string Usage = """
    usage: verify tests ASSEMBLY [--only REGEX] [--not REGEX] [--shard K/N] [--seconds N] [--json FILE] [--names FILE]
           verify bench [arguments of the benchmarks]

      ASSEMBLY   an assembly of tests, as in OptimizerDsl.Optimizers.Tests
      --only     the tests whose name, arguments included, matches
      --not      without those whose name matches
      --shard    every N-th of them, beginning with the K-th, counted from 1
      --seconds  stops after so many seconds; what did not run then is counted
      --json     writes the result to FILE
      --names    writes the name of each test to FILE as it begins: if the process dies, the last one says where
    """;

// TorchSharp loads the half with CUDA when it is asked to, and it has to be there before anything else uses libtorch.
if (Environment.GetEnvironmentVariable("OPTIMIZERDSL_TEST_DEVICE") is { } device && device.StartsWith("cuda", StringComparison.Ordinal))
    torch.InitializeDeviceType(DeviceType.CUDA);

switch (args)
{
    case ["bench", .. var rest]:
        return Assembly.Load("OptimizerDsl.Benchmarks").EntryPoint!.Invoke(null, [rest]) as int? ?? 0;

    case ["tests", var assembly, .. var options]:
        var (only, not, shard, limit, json, names) = (new Regex(""), new Regex("(?!)"), (Number: 1, Of: 1), TimeSpan.FromDays(1), (string?)null, (string?)null);
        for (var i = 0; i + 1 < options.Length; i += 2)
        {
            switch (options[i])
            {
                case "--only": only = new Regex(options[i + 1]); break;
                case "--not": not = new Regex(options[i + 1]); break;
                case "--shard": shard = (int.Parse(options[i + 1].Split('/')[0]), int.Parse(options[i + 1].Split('/')[1])); break;
                case "--seconds": limit = TimeSpan.FromSeconds(int.Parse(options[i + 1])); break;
                case "--json": json = options[i + 1]; break;
                case "--names": names = options[i + 1]; break;
                default: Console.Error.WriteLine(Usage); return 2;
            }
        }

        var result = TestRun.Of(Assembly.Load(assembly), name => only.IsMatch(name) && !not.IsMatch(name), shard.Number, shard.Of, limit, names);
        if (json is not null) File.WriteAllText(json, JsonSerializer.Serialize(result, new JsonSerializerOptions { WriteIndented = true }));
        Console.WriteLine($"{assembly} {shard.Number}/{shard.Of}: {result.Passed} passed, {result.Failed.Count} failed, {result.Skipped.Count} skipped, {result.NotRun} not run, {result.Seconds:0} s");
        // At once, without tidying up: tests that the time did not suffice for may still be running.
        Console.Out.Flush();
        Exit(result.Failed.Count > 0 || result.NotRun > 0 || result.Passed == 0 ? 1 : 0);
        return 0;

    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

[DllImport("libc", EntryPoint = "_exit")]
static extern void Exit(int code);

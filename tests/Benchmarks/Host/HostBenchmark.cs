using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Benchmarks.Host;

/// <summary>Times what an optimizer costs beside the arithmetic: making it and stepping it, for many tensors of ten elements.</summary>
internal static class HostBenchmark
{
    private const long Elements = 10;

    public static void Run(bool quick, TextWriter output)
    {
        var rounds = quick ? 3 : 15;
        output.WriteLine($"Adam on float32 tensors of {Elements} elements on the CPU, microseconds per tensor: the median of {rounds} rounds and the fastest");
        output.WriteLine($"{Environment.ProcessorCount} cores, libtorch {torch.__version__}, at most {torch.get_num_threads()} threads; load average {Machine.LoadNow()} before");
        output.WriteLine();
        output.WriteLine($"{"tensors",8}  {"optimizer",-12} {"making",8} {"min",7}  {"step",8} {"min",7}  {"new gradients",13} {"min",7}  {"allocated",9}");
        foreach (var tensors in quick ? new[] { 1, 148 } : [1, 148, 3000, 20_000])
        {
            using var parameters = new HostParameters(tensors, Elements);
            Write("fused CPU", () => new Adam(parameters.All) { Execution = Execution.Cpu });
            Write("TorchSharp", () => torch.optim.Adam(parameters.All));

            void Write(string name, Func<torch.optim.Optimizer> make)
            {
                // Small workloads are repeated until a round is long enough for the clock.
                var times = Measure(parameters, make, rounds, repetitions: Math.Max(1, 3000 / tensors));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{tensors,8:N0}  {name,-12} {times.Making,8} {times.Step,8}  {times.NewGradients,13}  {times.Allocated,9:N0}"));
            }
        }

        output.WriteLine();
        output.WriteLine($"allocated: managed bytes of a step. New gradients: every gradient is another tensor than in the step before, as after");
        output.WriteLine($"zero_grad(set_to_none: true). Load average {Machine.LoadNow()} after.");
    }

    private static (Times Making, Times Step, Times NewGradients, long Allocated) Measure(
        HostParameters parameters, Func<torch.optim.Optimizer> make, int rounds, int repetitions)
    {
        var (making, step, renewed) = (new Times(parameters.Count), new Times(parameters.Count), new Times(parameters.Count));
        var allocated = long.MaxValue;
        for (var round = -3; round < rounds; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var made = new torch.optim.Optimizer[repetitions];
            var making1 = Time(() => { for (var i = 0; i < repetitions; i++) made[i] = make(); });
            var optimizer = made[0];
            for (var i = 0; i < 3; i++) optimizer.step();
            var before = GC.GetAllocatedBytesForCurrentThread();
            optimizer.step();
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            var step1 = Time(() => { for (var i = 0; i < repetitions; i++) optimizer.step(); });
            var renewed1 = TimeSpan.Zero;
            for (var i = 0; i < repetitions; i++)
            {
                parameters.RenewGradients();
                renewed1 += Time(() => optimizer.step());
            }

            foreach (var one in made) one.Dispose();
            if (round < 0) continue;
            making.Add(making1 / repetitions);
            step.Add(step1 / repetitions);
            renewed.Add(renewed1 / repetitions);
        }

        return (making, step, renewed, allocated);
    }

    private static TimeSpan Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>What rounds took, in microseconds per tensor.</summary>
    private sealed class Times(int tensors)
    {
        private readonly List<double> _rounds = [];

        public void Add(TimeSpan round) => _rounds.Add(round.TotalMicroseconds / tensors);

        public override string ToString()
        {
            _rounds.Sort();
            return string.Create(CultureInfo.InvariantCulture, $"{_rounds[_rounds.Count / 2],8:0.000} {_rounds[0],7:0.000}");
        }
    }
}

using System.Diagnostics;

namespace OptimizerDsl.Benchmarks;

/// <summary>What was measured of a contestant.</summary>
internal sealed class Measurement(Contestant contestant)
{
    private readonly List<double> _rounds = [];
    private TimeSpan _wall, _processor;
    private long _steps, _replacements;

    public Contestant Contestant { get; } = contestant;

    /// <summary>The milliseconds per step in the middle round.</summary>
    public double Median => MedianOf(_rounds);

    public double Minimum => _rounds.Min();

    /// <summary>The managed bytes that a step allocates, on all threads.</summary>
    public long AllocatedPerStep { get; private set; }

    /// <summary>How many threads were running on the average while steps were timed, spinning included.</summary>
    public double BusyThreads => _processor / _wall;

    public double NanosecondsPerElement => Median * 1e6 / Contestant.Workload.TotalElements;

    /// <summary>The share of the steps that replaced a slot of a critical memory.</summary>
    public double Replacing => (double)_replacements / _steps;

    /// <summary>What a step of this mix moves.</summary>
    public double BytesPerElement => Contestant.BytesPerElement + Replacing * Contestant.BytesPerReplacement;

    public double GigabytesPerSecond => BytesPerElement / NanosecondsPerElement;

    /// <summary>The nanoseconds per element of this one in those of another: the middle one of the ratios of the rounds.</summary>
    /// <remarks>A round measures them shortly after each other, so that both had the same machine to themselves.</remarks>
    public double Ratio(Measurement other) => MedianOf([.. _rounds.Zip(other._rounds, (a, b) => a / b)])
        * other.Contestant.Workload.TotalElements / Contestant.Workload.TotalElements;

    /// <summary>The bandwidth of this one in that of another.</summary>
    public double BandwidthRatio(Measurement other) => BytesPerElement / other.BytesPerElement / Ratio(other);

    public void WarmUp(int steps, TimeSpan atLeast)
    {
        var start = Stopwatch.GetTimestamp();
        for (var step = 0; step < steps || step % Workload.Cycle != 0 || Stopwatch.GetElapsedTime(start) < atLeast; step++)
        {
            Contestant.Prepare();
            Contestant.Step();
        }
    }

    /// <summary>Times whole cycles until they have taken long enough.</summary>
    public void Round(TimeSpan atLeast)
    {
        var (time, steps) = (TimeSpan.Zero, 0);
        var replacements = Contestant.Replacements;
        while (time < atLeast || steps % Workload.Cycle != 0)
        {
            Contestant.Prepare();
            var processor = Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            Contestant.Step();
            var elapsed = Stopwatch.GetElapsedTime(start);
            _processor += Environment.CpuUsage.TotalTime - processor;
            time += elapsed;
            steps++;
        }

        _wall += time;
        _steps += steps;
        _replacements += Contestant.Replacements - replacements;
        _rounds.Add(time.TotalMilliseconds / steps);
    }

    public void Allocation()
    {
        var allocated = 0L;
        for (var step = 0; step < Workload.Cycle; step++)
        {
            Contestant.Prepare();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Contestant.Step();
            allocated += GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        AllocatedPerStep = (allocated + Workload.Cycle - 1) / Workload.Cycle;
    }

    private static double MedianOf(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

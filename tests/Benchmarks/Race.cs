namespace OptimizerDsl.Benchmarks;

/// <summary>Times contestants in turn, round after round, each alone.</summary>
internal sealed class Race(int rounds, TimeSpan turn)
{
    // For the threads of the one before to fall asleep: those of OpenMP spin for a while after their last loop.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(30);

    /// <summary>Runs the contestants of a rule over the workloads, together with the passes that give the bandwidth.</summary>
    public List<Measurement> Run(IReadOnlyList<Workload> workloads, IReadOnlyList<Rule> rules)
    {
        var measurements = new List<Measurement>();
        var name = string.Join(" and ", rules.Select(r => r.Name));
        try
        {
            foreach (var workload in workloads)
            {
                Add(new Bandwidth<ReadModifyWrite>(workload, Passes.ReadModifyWrite, arraysPerItem: 1), 4);
                Add(new Bandwidth<Copy>(workload, Passes.Copy, arraysPerItem: 2), 4);
                foreach (var rule in rules)
                {
                    Add(new Compiled(workload, rule, Execution.Cpu), rule.WarmUp);
                    Add(new Compiled(workload, rule, Execution.Eager), rule.WarmUp);
                    Add(new HandWritten(workload, rule), rule.WarmUp);
                }
            }

            for (var round = 0; round < rounds; round++)
            {
                Progress($"{name}: round {round + 1} of {rounds}");
                foreach (var measurement in measurements)
                {
                    Thread.Sleep(s_pause);
                    measurement.Round(turn);
                }
            }

            foreach (var measurement in measurements) measurement.Allocation();
            return measurements;
        }
        finally
        {
            Progress("");
            foreach (var measurement in measurements) measurement.Contestant.Dispose();
        }

        void Add(Contestant contestant, int warmUp)
        {
            Progress($"{name}: warming up {contestant.Form} on {contestant.Workload.Name}");
            measurements.Add(new Measurement(contestant));
            measurements[^1].WarmUp(warmUp, turn);
        }
    }

    private static void Progress(string text)
    {
        if (!Console.IsErrorRedirected) Console.Error.Write($"\r{text,-70}\r");
    }
}

/// <summary>The names of the passes that give the bandwidth.</summary>
internal static class Passes
{
    public const string ReadModifyWrite = "read-modify-write", Copy = "copy";
}

namespace OptimizerDsl.Benchmarks;

/// <summary>What the fused execution is to reach, and what it did in this run.</summary>
internal sealed record Aim(string Text, double Value, double Bound, bool AtMost)
{
    public bool Reached => AtMost ? Value <= Bound : Value >= Bound;

    /// <summary>The aims, computed from the measurements of one run.</summary>
    /// <param name="measurements">Of every rule on both workloads.</param>
    /// <param name="large">The workload of one large parameter.</param>
    /// <param name="many">The workload of many small ones.</param>
    public static List<Aim> Of(IReadOnlyList<IReadOnlyList<Measurement>> measurements, Workload large, Workload many)
    {
        var (five, twenty) = (Rule.AdamCM(5).Name, Rule.AdamCM(20).Name);
        var adam = Find(Rule.Adam.Name, Forms.Fused, large);
        var aims = new List<Aim>
        {
            new("fused Adam, share of the read-modify-write bandwidth", adam.BandwidthRatio(BandwidthFor(adam)), 0.9, false),
            new("fused Adam, times as fast as TorchSharp's calls", Find(Rule.Adam.Name, Forms.HandWritten, large).Ratio(adam), 7, false),
            new("fused AdamCM, time at C = 20 over that at C = 5", Find(twenty, Forms.Fused, large).Ratio(Find(five, Forms.Fused, large)), 1.1, true),
        };
        foreach (var rule in new[] { five, twenty })
            aims.Add(new($"fused {rule}, times as fast as eager", Find(rule, Forms.Eager, large).Ratio(Find(rule, Forms.Fused, large)), 10, false));
        foreach (var rule in new[] { Rule.Adam.Name, Rule.AggMo.Name, five, twenty })
            aims.Add(new($"fused {rule}, time per element: {many.Name} over {large.Name}", Find(rule, Forms.Fused, many).Ratio(Find(rule, Forms.Fused, large)), 1, true));
        var allocated = measurements.SelectMany(m => m).Where(m => m.Contestant.Form == Forms.Fused).Max(m => m.AllocatedPerStep);
        aims.Add(new("fused steps, managed bytes allocated", allocated, 0, true));
        return aims;

        Measurement Find(string rule, string form, Workload workload) => measurements.SelectMany(m => m)
            .First(m => m.Contestant.Rule == rule && m.Contestant.Form == form && m.Contestant.Workload == workload);

        // The one that was measured in the same rounds.
        Measurement BandwidthFor(Measurement measurement) => Bandwidth(measurements.First(m => m.Contains(measurement)), measurement);
    }

    /// <summary>The read-modify-write pass over the workload of a measurement.</summary>
    public static Measurement Bandwidth(IEnumerable<Measurement> sameRounds, Measurement measurement) => sameRounds
        .First(m => m.Contestant.Rule == Passes.ReadModifyWrite && m.Contestant.Workload == measurement.Contestant.Workload);
}

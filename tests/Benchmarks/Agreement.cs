namespace OptimizerDsl.Benchmarks;

/// <summary>Checks that what is timed computes the same thing.</summary>
internal static class Agreement
{
    private const double Tolerance = 1e-5;

    /// <summary>Runs a rule in all forms and compares the parameters.</summary>
    /// <returns>The largest difference between any two forms, relative to the largest change of a parameter.</returns>
    /// <exception cref="InvalidOperationException">The forms do not agree.</exception>
    public static double Check(Rule rule)
    {
        using var workload = new Workload(tensors: 3, elements: 40_007);
        using var fused = new Compiled(workload, rule, Execution.Cpu);
        using var eager = new Compiled(workload, rule, Execution.Eager);
        using var handWritten = new HandWritten(workload, rule);
        RuleContestant[] forms = [fused, eager, handWritten];
        var start = forms[0].Parameters.Select(Values).ToArray();
        foreach (var form in forms)
        {
            for (var step = 0; step < rule.WarmUp + Workload.Cycle; step++)
            {
                form.Prepare();
                form.Step();
            }
        }

        var (difference, change) = (0.0, 0.0);
        for (var i = 0; i < workload.Tensors; i++)
        {
            var values = forms.Select(f => Values(f.Parameters[i])).ToArray();
            for (var e = 0; e < values[0].Length; e++)
            {
                change = Math.Max(change, Math.Abs(values[0][e] - start[i][e]));
                foreach (var other in values) difference = Math.Max(difference, Math.Abs(other[e] - values[0][e]));
            }
        }

        var relative = difference / change;
        if (!(relative < Tolerance * Math.Max(1, 1 / change)))
            throw new InvalidOperationException($"{rule.Name}: fused, eager and hand-written differ by {relative:G2} of what the steps change.");
        return relative;

        static float[] Values(TorchSharp.Modules.Parameter parameter) => parameter.data<float>().ToArray();
    }
}

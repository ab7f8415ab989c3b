using OptimizerDsl.Tests.Bounds;
using OptimizerDsl.Tests.Rules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Running;

/// <summary>What running a rule showed.</summary>
/// <param name="Failure">How it differs from the reference; null if it does not.</param>
/// <param name="Compared">How many numbers were compared.</param>
/// <param name="Skipped">How many could not be, because rounding decides what they are or they have grown out of bounds.</param>
internal sealed record Verdict(string? Failure, long Compared, long Skipped)
{
    /// <summary>Beyond this share of its magnitude, or of 1, a bound says nothing of a number.</summary>
    private const double Loose = 0.01;

    /// <summary>Beyond this magnitude a rule has blown up.</summary>
    private const double Large = 1e6;

    /// <summary>Takes a step. A device refuses the few rules whose coefficients only the host knows, before it has done anything.</summary>
    private static bool Steps(Trajectory trajectory, int t)
    {
        try
        {
            trajectory.Step(t);
            return true;
        }
        catch (InvalidOperationException refusal) when (t == 1 && refusal.Message.Contains("which a device cannot compute", StringComparison.Ordinal))
        {
            trajectory.Dispose();
            return false;
        }
    }

    /// <summary>Runs a rule in all executions.</summary>
    public static Verdict Of(RandomRule rule, Type type)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs.Default;
        (ScalarType Type, double Epsilon)[] types = [(float64, Math.Pow(2, -52)), (float32, Math.Pow(2, -23))];
        using var reference = new Trajectory(type, inputs, Execution.Reference, float64);
        var interpreters = types.Select(t => new Interpreter(rule, inputs, t.Epsilon)).ToArray();
        var runs = (from k in new[] { 0, 1 }
                    from execution in rule.OnDevice ? [Execution.Cpu, Execution.Eager, Execution.Cuda] : new[] { Execution.Cpu, Execution.Eager }
                    select (Name: $"{execution}, {types[k].Type}", Index: k, Trajectory: new Trajectory(type, inputs, execution, types[k].Type))).ToList();
        try
        {
            long compared = 0, skipped = 0;
            for (var t = 1; t <= inputs.Steps; t++)
            {
                reference.Step(t);
                runs.RemoveAll(run => !Steps(run.Trajectory, t));
                var expected = interpreters.Select(i => i.Step(t)).ToArray();
                for (var n = 0; n < expected[0].Count; n++)
                {
                    var (name, tensor, meant) = expected[0][n];
                    var exact = reference.Get(name, tensor);
                    var where = $"step {t}, {name} of tensor {tensor}";
                    if (Differ(meant, exact, [.. meant.Numbers.Select(x => x.Value)]) is { } misread)
                        return new($"Reference against the meaning, {where}{misread}", compared, skipped);
                    foreach (var (execution, k, trajectory) in runs)
                    {
                        var bounds = expected[k][n].Value;
                        skipped += bounds.Numbers.Count(b => !IsTight(b));
                        compared += bounds.Numbers.Length;
                        if (Differ(bounds, exact, trajectory.Get(name, tensor)) is { } difference)
                            return new($"{execution}, {where}{difference}", compared, skipped);
                    }
                }

                if (expected[1].Any(e => e.Value.Numbers.Any(n => !(Math.Abs(n.Value) < Large)))) break;
            }

            return new(null, compared, skipped);
        }
        finally
        {
            foreach (var run in runs) run.Trajectory.Dispose();
        }
    }

    private static bool IsTight(Number bound) =>
        Math.Abs(bound.Value) < Large && bound.Error <= Loose * Math.Max(1, Math.Abs(bound.Value));

    private static string? Differ(Value bounds, double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var bound = bounds.Numbers[i];
            if (IsTight(bound) && !(Math.Abs(expected[i] - actual[i]) <= bound.Error + 1e-30))
                return $", element {i}: expected {expected[i]:R}, got {actual[i]:R}; they differ by {Math.Abs(expected[i] - actual[i]):E2}, allowed is {bound.Error:E2}";
        }

        return null;
    }
}

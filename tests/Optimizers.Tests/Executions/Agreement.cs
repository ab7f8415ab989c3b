using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Executions;

/// <summary>Compares a run with the reference execution of the same run on float64 parameters.</summary>
internal static class Agreement
{
    /// <summary>Runs both and compares all parameters after every step.</summary>
    /// <param name="make">Makes a run of a type in an execution.</param>
    /// <param name="type">The type of the run that is tested.</param>
    /// <param name="execution">The execution that is tested.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="afterStep">Looks at the tested run after each step.</param>
    public static void Require(Func<ScalarType, Execution, Run> make, ScalarType type, Execution execution, int steps, Action<Run>? afterStep = null)
    {
        using var oracle = make(float64, Execution.Reference);
        using var tested = make(type, execution);
        for (var step = 0; step < steps; step++)
        {
            oracle.Step(step);
            tested.Step(step);
            for (var i = 0; i < tested.Parameters.Length; i++)
            {
                var expected = Numbers.Of(oracle.Parameters[i]);
                Numbers.AssertClose(expected, Numbers.Of(tested.Parameters[i]), Tolerance(type, step) * expected.Select(Math.Abs).Where(double.IsFinite).Append(1).Max(), $"step {step}, tensor {i} [{string.Join(", ", tested.Parameters[i].shape)}]");
            }

            afterStep?.Invoke(tested);
        }
    }

    /// <summary>
    /// For parameters of magnitude 1 that a step moves by a third of that. Each step rounds the parameter once or twice (half an
    /// epsilon each), and its update, after the dozen operations of the longest rule, is off by some eight epsilons of itself.
    /// </summary>
    public static double Tolerance(ScalarType type, int step) => (step + 1) * 4 * Epsilon(type);

    private static double Epsilon(ScalarType type) => type switch
    {
        ScalarType.Float64 => Math.Pow(2, -52),
        ScalarType.Float32 => Math.Pow(2, -23),
        ScalarType.Float16 => Math.Pow(2, -10),
        ScalarType.BFloat16 => Math.Pow(2, -7),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}

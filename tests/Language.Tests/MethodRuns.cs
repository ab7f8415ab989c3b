using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>Runs of rules that call TorchSharp between their passes.</summary>
internal static class MethodRuns
{
    public static IReadOnlyList<Execution> Compiled { get; } = [Execution.Eager, Execution.Cpu, Execution.Cuda];

    /// <summary>The compiled executions of a rule: a device that keeps a memory cannot stop between passes.</summary>
    public static IEnumerable<Execution> CompiledOf(OptimizerCase rule) => Compiled.Where(e => e != Execution.Cuda || !rule.HasMemory);

    /// <summary>A run with two groups, in some of whose steps some parameters have no gradient.</summary>
    public static Run Start(OptimizerCase rule, long[][] shapes, ScalarType type, Execution execution) =>
        new(rule, shapes, type, execution, secondGroup: 1) { Without = (step, tensor) => step == 5 || (step * 2 + tensor) % 5 == 3 };

    /// <summary>Runs every execution beside the reference, and compares the parameters after every step.</summary>
    public static void RequireAgreement(OptimizerCase rule, long[][] shapes)
    {
        foreach (var (type, tolerance) in new[] { (float64, 1e-12), (float32, 2e-5) })
        {
            using var oracle = Start(rule, shapes, type == float32 && rule.HasMemory ? float32 : float64, Execution.Reference);
            Run[] tested = [.. CompiledOf(rule).Select(e => Start(rule, shapes, type, e))];
            for (var step = 0; step < 8; step++)
            {
                oracle.Step(step);
                foreach (var run in tested)
                {
                    run.Step(step);
                    for (var i = 0; i < shapes.Length; i++)
                        Numbers.AssertClose(Numbers.Of(oracle.Parameters[i]), Numbers.Of(run.Parameters[i]), tolerance * (step + 1), $"{run.Optimizer.Execution}, {type}, step {step}, tensor {i}");
                }
            }

            foreach (var run in tested) run.Dispose();
        }
    }
}

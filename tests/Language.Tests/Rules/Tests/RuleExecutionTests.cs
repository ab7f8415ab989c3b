using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Rules;

/// <summary>Every rule computes in every execution what its declaration says in float64.</summary>
public sealed class RuleExecutionTests
{
    private const int Steps = 15;
    private static readonly long[][] s_shapes = [[0], [1], [7], [33], [4, 5], [ChunkList.Size + 1]];
    private static readonly long[][] s_smallShapes = [[0], [1], [7], [4, 5]];

    public static TheoryData<string> Rows => RuleTable.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Agrees_with_its_declaration(string name)
    {
        using var oracle = Start(name, s_shapes, float64, Execution.Reference);
        (ScalarType Type, Run Run)[] tested = [.. from execution in new[] { Execution.Eager, Execution.Cpu, Execution.Cuda } from type in new[] { float32, float64 } select (type, Start(name, s_shapes, type, execution))];
        for (var step = 0; step < Steps; step++)
        {
            oracle.Step(step);
            foreach (var (_, run) in tested) run.Step(step);
            for (var i = 0; i < s_shapes.Length; i++)
            {
                var expected = Numbers.Of(oracle.Parameters[i]);
                foreach (var (type, run) in tested)
                    Numbers.AssertClose(expected, Numbers.Of(run.Parameters[i]), Tolerance(type, step, expected) + Neighbours(run, step), $"{run.Optimizer.Execution}, {type}, step {step}, tensor {i}");
            }
        }

        foreach (var (_, run) in tested) run.Dispose();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Goes_on_after_loading_as_if_it_had_not_stopped(string name)
    {
        foreach (var execution in new[] { Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            using var whole = Start(name, s_smallShapes, float32, execution);
            whole.Steps(0, 9);

            using var first = Start(name, s_smallShapes, float32, execution);
            first.Steps(0, 4);
            using var second = Start(name, s_smallShapes, float32, execution);
            using (no_grad())
                for (var i = 0; i < s_smallShapes.Length; i++) second.Parameters[i].copy_(first.Parameters[i]);
            using var stream = new MemoryStream();
            first.Optimizer.save_state_dict(new BinaryWriter(stream));
            stream.Position = 0;
            second.Optimizer.load_state_dict(new BinaryReader(stream));
            second.Steps(4, 9);

            Assert.Equal(whole.Everything(), second.Everything());
        }
    }

    private static Run Start(string name, long[][] shapes, ScalarType type, Execution execution) =>
        new(RuleTable.Get(name), shapes, type, execution, secondGroup: 2)
        {
            Without = (step, tensor) => step == 5 || (step * 2 + tensor) % 5 == 3,
            Gradients = (_, _, values) => Direct(values),
        };

    /// <summary>Every other element has the same sign in all steps, so that the parameters get somewhere.</summary>
    private static void Direct(double[] gradient)
    {
        for (var i = 0; i < gradient.Length; i += 2) gradient[i] = Math.Abs(gradient[i]);
    }

    /// <summary>
    /// In float32, a state of 16 bits may be rounded to the other of two neighbours, 2^-8 of it away. A step is then off by as much
    /// of itself; it is lr times a few gradients.
    /// </summary>
    private static double Neighbours(Run run, int step)
    {
        var isNarrow = run.Optimizer.state_dict().State.Any(s => s.GetType().GetFields().Any(f => f.GetValue(s) is torch.Tensor { dtype: ScalarType.BFloat16 or ScalarType.Float16 }));
        return isNarrow && run.Type == float32 ? (step + 1) * 0.01 * 4 * Math.ScaleB(1, -8) : 0;
    }

    /// <summary>
    /// A step moves a parameter by about its magnitude at most, which is 1 in the beginning: it rounds the parameter once (half
    /// an epsilon), and its update, after a dozen operations, is off by some eight epsilons of itself.
    /// </summary>
    private static double Tolerance(ScalarType type, int step, double[] parameter) =>
        (step + 1) * 8 * Math.Pow(2, type == float64 ? -52 : -23) * parameter.Select(Math.Abs).Append(1).Max();
}

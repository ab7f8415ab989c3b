using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Bounds;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Running;

/// <summary>A declaration that somebody wrote: in every execution it gives the numbers of the reference, or throws what that throws.</summary>
internal static class Agreement
{
    private const int Steps = 4;

    public static readonly Execution[] Compiled = [Execution.Cpu, Execution.Eager, Execution.Cuda];

    /// <summary>Compiles declarations, of which each is the members of a class.</summary>
    /// <param name="members">The members.</param>
    /// <param name="composition">An attribute of more classes, Composed0 and on, each of a rule in the place of {0}.</param>
    public static Batch Compile(IEnumerable<string> members, string? composition = null)
    {
        var batch = new Batch([.. members.Select((m, i) => $$"""
            #pragma warning disable CS0162, CS0219 // Unreachable code and unused variables are what some of them are about.
            /// <summary>A rule.</summary>
            [Optimizer] public partial class {{Batch.Name(i)}}
            {
                [Hyperparameter(AtLeast = 0)] double lr = 0.1;
                {{m}}
            }

            {{(composition is null ? "" : $"/// <summary>A composed rule.</summary>\n{composition.Replace("{0}", Batch.Name(i), StringComparison.Ordinal)} public partial class Composed{i};")}}
            """)]);
        Assert.Equal("", string.Join("\n", batch.Diagnostics.SelectMany(d => d)));
        return batch;
    }

    /// <summary>Runs one declaration, and gives the types of the exceptions of its steps.</summary>
    /// <param name="rule">The compiled class.</param>
    /// <param name="hyperparameters">Those that are not as declared.</param>
    /// <param name="executions">The executions; all if none is given.</param>
    /// <param name="gradient">Makes a gradient of what it would be otherwise.</param>
    public static IReadOnlyList<string> Require(Type rule, IReadOnlyDictionary<string, object>? hyperparameters = null, IReadOnlyList<Execution>? executions = null, Func<double[], double[]>? gradient = null)
    {
        using var scope = NewDisposeScope();
        var declared = new OptimizerCase(rule, "", hyperparameters ?? new Dictionary<string, object>());
        using var reference = new Taken(declared, Execution.Reference, float64, gradient);
        // The C++ compiler takes longer than all the rest: one type is enough for the device.
        Taken[] tested = [.. from execution in executions ?? Compiled from type in execution == Execution.Cuda ? [float64] : new[] { float64, float32 } select new Taken(declared, execution, type, gradient)];
        var exceptions = new List<string>();
        for (var t = 0; t < Steps; t++)
        {
            var expected = reference.Step(t);
            if (expected is not null) exceptions.Add(expected);
            foreach (var run in tested)
            {
                var thrown = run.Step(t);
                var where = $"{run.Name}, step {t + 1} of {string.Join(", ", declared.Hyperparameters)}";
                Assert.True(expected == thrown, $"{where}: expected {expected ?? "no exception"}, got {thrown ?? "none"}.");
                for (var i = 0; i < run.Parameters.Length; i++)
                {
                    var numbers = Numbers.Of(reference.Parameters[i]);
                    var tolerance = (run.Parameters[i].dtype == float64 ? 1e-12 : 1e-4) * numbers.Select(Math.Abs).Where(double.IsFinite).Append(1).Max();
                    Numbers.AssertClose(numbers, Numbers.Of(run.Parameters[i]), tolerance, $"{where}, tensor {i}");
                }
            }
        }

        foreach (var run in tested) run.Dispose();
        return exceptions;
    }

    private sealed class Taken : IDisposable
    {
        private readonly CompiledOptimizer _optimizer;
        private readonly Func<double[], double[]> _gradient;
        private readonly ScalarType _type;

        public Taken(OptimizerCase rule, Execution execution, ScalarType type, Func<double[], double[]>? gradient)
        {
            (Name, _type, _gradient) = ($"{execution}, {type}", type, gradient ?? (g => g));
            Parameters = [.. Inputs.Default.Parameters.Select(p => Numbers.ToParameter(p, [p.Length], type))];
            _optimizer = rule.Make(Parameters, execution);
        }

        public string Name { get; }

        public Parameter[] Parameters { get; }

        /// <summary>Takes a step; a step that throws is none. Gives the type of the exception.</summary>
        public string? Step(int t)
        {
            for (var i = 0; i < Parameters.Length; i++)
            {
                var values = _gradient(Inputs.Default.Gradients[t][i]);
                Parameters[i].grad = Numbers.ToTensor(values, [values.Length], _type);
            }

            var before = Everything();
            try
            {
                _optimizer.step();
                return null;
            }
            catch (Exception e) when (e is ArithmeticException or ArgumentException)
            {
                Assert.Equal(before, Everything());
                return e.GetType().Name;
            }
        }

        private byte[] Everything()
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            foreach (var parameter in Parameters) foreach (var value in Numbers.Of(parameter)) writer.Write(value);
            _optimizer.save_state_dict(writer);
            return stream.ToArray();
        }

        public void Dispose() => _optimizer.Dispose();
    }
}

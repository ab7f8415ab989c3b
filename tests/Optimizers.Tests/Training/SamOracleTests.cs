using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Training;

/// <summary>Adam+SAM and Adam+SAM+CM against the equations of the papers, written out as loops over plain arrays.</summary>
public sealed class SamOracleTests
{
    private const int Steps = 12, Capacity = 3;
    private const double Rate = 0.02, Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-8, Decay = 0.7;

    public static TheoryData<Execution, bool> Cases => new()
    {
        { Execution.Reference, false }, { Execution.Eager, false }, { Execution.Cpu, false }, { Execution.Cuda, false },
        { Execution.Reference, true }, { Execution.Eager, true }, { Execution.Cpu, true }, { Execution.Cuda, true },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Adam_with_Sam(Execution execution, bool adaptive) =>
        Check(p => new Adam(p, lr: Rate, beta1: Beta1, beta2: Beta2, eps: Epsilon), Adam, execution, adaptive);

    [Theory, MemberData(nameof(Cases))]
    public void Adam_with_Sam_and_critical_momenta(Execution execution, bool adaptive) =>
        Check(p => new AdamCM(p, lr: Rate, beta1: Beta1, beta2: Beta2, eps: Epsilon, capacity: Capacity, decay: Decay), CriticalMomenta(), execution, adaptive);

    private static void Check(
        Func<IEnumerable<Parameter>, CompiledOptimizer> make, Action<double[], double[], double[], double[], int> update, Execution execution, bool adaptive)
    {
        var rho = adaptive ? 0.4 : 0.1;
        using var scope = NewDisposeScope();
        using var bowl = new Bowl(ScalarType.Float64, execution);
        using var sam = new Sam(make(bowl.Parameters), rho, adaptive) { Execution = execution };
        ((CompiledOptimizer)sam.Inner).Execution = execution;

        double[] θ = [.. Bowl.Start(0), .. Bowl.Start(1)], centers = [.. Bowl.Center(0), .. Bowl.Center(1)];
        double[] m = new double[θ.Length], v = new double[θ.Length];
        for (var t = 1; t <= Steps; t++)
        {
            sam.step(bowl.Closure);
            update(θ, GradientOf(Perturbed(θ, centers, rho, adaptive), centers), m, v, t);
            Numbers.AssertClose(θ, bowl.Values(), 1e-12, $"step {t}");
        }
    }

    private static double[] GradientOf(double[] θ, double[] centers) => [.. θ.Zip(centers, (x, c) => Math.Pow(x - c, 3))];

    private static double[] Perturbed(double[] θ, double[] centers, double rho, bool adaptive)
    {
        var g = GradientOf(θ, centers);
        var norm = Math.Sqrt(θ.Zip(g, (x, d) => (adaptive ? x * x : 1) * d * d).Sum());
        return [.. θ.Zip(g, (x, d) => x + rho / (norm + 1e-12) * (adaptive ? x * x : 1) * d)];
    }

    private static void Adam(double[] θ, double[] g, double[] m, double[] v, int t)
    {
        for (var i = 0; i < θ.Length; i++)
        {
            m[i] = Beta1 * m[i] + (1 - Beta1) * g[i];
            v[i] = Beta2 * v[i] + (1 - Beta2) * g[i] * g[i];
            θ[i] -= Rate / (1 - Math.Pow(Beta1, t)) * m[i] / (Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, t))) + Epsilon);
        }
    }

    /// <summary>Algorithm 1 of Malviya et al. 2023: the priority of a momentum is the norm of the gradients of the group.</summary>
    private static Action<double[], double[], double[], double[], int> CriticalMomenta()
    {
        List<(double Priority, double[] Momentum)> memory = [];
        return (θ, g, m, v, t) =>
        {
            for (var i = 0; i < θ.Length; i++)
            {
                m[i] = Beta1 * m[i] + (1 - Beta1) * g[i];
                var aggregated = m[i] + memory.Sum(c => c.Momentum[i]) / Capacity;
                v[i] = Beta2 * v[i] + (1 - Beta2) * aggregated * aggregated;
                θ[i] -= Rate * (aggregated / (1 - Math.Pow(Beta1, t))) / Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, t)) + Epsilon);
            }

            var priority = Math.Sqrt(g.Sum(x => x * x));
            if (memory.Count < Capacity) memory.Add((priority, [.. m]));
            else if (memory.MinBy(c => c.Priority) is var least && priority > least.Priority) memory[memory.IndexOf(least)] = (priority, [.. m]);
            for (var k = 0; k < memory.Count; k++) memory[k] = (memory[k].Priority * Decay, memory[k].Momentum);
        };
    }
}

using OptimizerDsl.Tests.Running;

namespace OptimizerDsl.Tests.Written;

/// <summary>What is no number, not finite or a negative zero is to every execution as to the reference.</summary>
public sealed class SpecialValueTests
{
    private static readonly string[] s_rules =
    [
        "θ = lr * (Max(Sum(g), g) + Min(g, Sum(g)));",
        "θ = Max(g, Norm(g)); θ -= Min(Norm(θ), g);",
        "θ = Max(a, g) + Min(g, a);",
        "θ = Clamp(g, a, 2) - Clamp(g, -2, a);",
        "θ = Mean(Max(a, betas * g) + Min(betas * g, a));",
        "θ = Where(Max(g, 0) > Min(1, g), g, 1);",
        "θ = Pow(g, 0.5);",
        "θ = Pow(g, -0.5);",
        "θ = Pow(g, a);",
        "θ = Pow(g, -a);",
        "θ = 1 / Pow(-g, 0.5) + Pow(g * 0, 0.5);",
        "θ = Pow(g, 2) + Pow(g, 3) + Pow(g, -1) + Pow(g, t);",
        "θ = Sqrt(g); θ += Rsqrt(g);",
        "θ = Sum(Pow(betas * g, 0.5)) + Mean(Pow(betas * g, -0.5));",
        "θ = Pow(Sum(g), 0.5) * g;",
    ];

    private static readonly double[] s_values = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -0.0, 0.0, -1.5, 2.25];

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.5)]
    [InlineData(double.NegativeInfinity)]
    public void They_are_handed_on(double bound)
    {
        // A hyperparameter is a finite number: the others are made in the rule.
        using var batch = Agreement.Compile(s_rules.Select(rule =>
            "[Hyperparameter] double given = 1; [Hyperparameter] int kind = 0; [Hyperparameter] Coefficients betas = [0.5, 1.0]; void Update(ref Tensor θ, Tensor g, int t)"
            + $"{{ var a = kind == 0 ? given : kind == 1 ? 0 / (lr - lr) : -1 / (lr - lr); {rule} if (kind == 9) θ = θ * a; }}"));
        var options = new Dictionary<string, object> { ["given"] = double.IsFinite(bound) ? bound : 1, ["kind"] = double.IsNaN(bound) ? 1 : double.IsFinite(bound) ? 0 : 2 };
        for (var i = 0; i < s_rules.Length; i++)
        {
            foreach (var gradient in new Func<double[], double[]>[] { g => [.. g.Select((_, k) => s_values[k % s_values.Length])], g => [.. g.Select((_, k) => s_values[1 + k % (s_values.Length - 1)])] })
            {
                try
                {
                    Agreement.Require(batch.Type(i), options, gradient: gradient);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException(s_rules[i], e);
                }
            }
        }
    }
}

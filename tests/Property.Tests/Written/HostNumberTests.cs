using OptimizerDsl.Tests.Running;

namespace OptimizerDsl.Tests.Written;

/// <summary>Numbers of the host are C#'s: an int wraps around, truncates and divides as an int, a float is rounded, and what throws does.</summary>
public sealed class HostNumberTests
{
    private const string Fields = "[Hyperparameter] int n = 3, zero = 0, one = 1; [Hyperparameter(AtLeast = 1)] int every = 2; [Hyperparameter] double x = 2.5, nan = 1; [Hyperparameter] Coefficients betas = [0.0, 0.9];";

    private static readonly string[] s_computed =
    [
        // In 32 bits.
        "var noise = (t * 1103515245 + 12345) % 1000 / 1000.0; θ -= lr * noise * g;",
        "var big = int.MaxValue - 1 + t; θ -= lr * big / 1e9 * g;",
        "var big = n * 1000000007; big += big; big -= t * 65537 * 65537; big *= big; θ -= lr * (big / 1e9) * g;",
        "var low = -2147483647 - n; θ -= lr * (-low / 1e9) * g; θ -= (low - t) / 1e9 * g;",
        "var hash = 17; hash = hash * 31 + t; hash = hash * 486187739 + n; θ -= lr * (hash % 100) * g;",
        // Division towards zero, no negative zero.
        "θ -= lr * (-t / 2 + -t % 3 + (n - 5 * t) / every) * g;",
        "θ -= lr * Tanh(1 / (double)(-t % 2 * (t - t))) * g;",
        "θ -= Tanh(1.0 / (0 * -t)) * lr * g; var zeroOf = -(n - n); θ -= Tanh(1.0 / zeroOf) * lr * g;",
        "var k = n; k /= 2; k *= 3; k %= 2; k -= 5; θ -= lr * k * g;",
        "θ -= lr * (betas.Count / 2 + (double)betas.Count / betas.Count + 3 / betas.Count) * g;",
        // Conversions.
        "θ -= lr * g * (int)(1e20 * t) * 1e-9; θ -= lr * (int)(-1e20 * t) * 1e-9 * g;",
        "θ -= lr * (int)(x * t) * g + (int)(-x) * g + Tanh(1.0 / (int)(-0.5 * x)) * g;",
        "θ -= lr * (int)(0 / (nan - nan)) * g + lr * g;",
        "var k = n; k += (int)2.7; k = (int)(k * 1.5); θ -= lr * k * g;",
        "int k = n; k *= t; double d = k; d /= 2; d += k / 2; θ -= lr * d * g;",
        // Floats.
        "float f = (float)(lr / 3); θ -= f * g + MathF.Sqrt((float)lr) * g;",
        "float f = (float)lr; f *= 3; f += f / 7; f -= (float)x * f; θ -= (f * f - f % 0.3f) * g;",
        "float f = 16777217 + t; f += 1; θ -= (f - 16777216) * lr * g; if (f == (float)(16777218 + t)) θ -= g;",
        "float f = (float)x; f /= 3; θ -= lr * (f > 1 ? -f : f) * (MathF.Max(f, 0.7f) + MathF.Floor(f)) * g;",
        "var f = 0.1f; var d = f * 3; double e = d * 3; θ -= lr * (e + 0.1f) * g; d *= 1.1f; θ -= d * lr * g;",
        "var k = t; k += 1; float f = k; f *= k; θ -= f / 3 * lr * g; θ -= Third(k) * lr * g + Half(t + 1) * g;",
        "double k = t, j = every; θ -= lr * (k / every + Math.Max(t, n) / j + (double)n / every + t / j) * g;",
        // Functions.
        "θ -= lr * (Math.Max(n, t) + Math.Min(-n, t) + Math.Abs(-n * t) + Math.Sign(n - t) + Math.Clamp(t, 2, 3)) * g;",
        "θ -= lr * (Math.Clamp(x * t, -1, 4) + Math.Clamp(nan, 0.0, 1.0) + Math.Sign(x)) * g; θ -= Sign(lr) / Sign(x) * g;",
        // A reduction after it, and a device that computes it.
        "θ -= lr * Norm(g) * (t * 1103515245 / 65536 % 7) * (float)x * g * ((n + t) / every) * Math.Clamp(x, 0, 1);",
        "if (t % every == 0) θ -= lr * g; else θ -= 0.5 * lr * Norm(g) * (t / every) * g; trust = 0.5 * trust + Norm(g) * (t * 65537 * 65537 % 5); θ -= lr * trust * g;",
        // Not computed where C# does not.
        "if (zero != 0) { if (t % zero == 0) θ -= g; } θ -= lr * g;",
        "if (zero != 0 && t % zero == 0) θ -= g; else θ -= lr * g;",
        "if (zero == 0 || t / zero > 1) θ -= lr * g;",
        "var k = zero == 0 ? 1 : t / zero; θ -= lr * k * g; θ -= zero > 0 ? t / zero * g : g;",
        "var k = 1; if (zero != 0) { k = t / zero; k = 7 % k; } θ -= lr * k * g;",
        "θ -= lr * (zero == 0 ? Norm(g) : t / zero * Norm(g)) * g;",
        "var k = checked(t * n + 1); θ -= lr * k * g; θ -= checked((int)x) * lr * g;",
    ];

    private static readonly (string Equations, string Exception)[] s_thrown =
    [
        ("if (t % zero == 0) θ -= lr * g; else θ -= 0.5 * lr * g;", "DivideByZeroException"),
        ("θ -= lr * (t / (3 - t)) * g;", "DivideByZeroException"),
        ("var unused = t > 2 ? n / zero : 0; θ -= lr * g + 0 * unused * g;", "DivideByZeroException"),
        ("θ -= lr * Norm(g) * (n / (t - 3)) * g;", "DivideByZeroException"),
        ("if (t > 1) { if (n == 3) { var k = n % (t - 3); θ -= k * g; } } θ -= lr * g;", "DivideByZeroException"),
        ("if (zero != 0 & t % zero == 0) θ -= g; θ -= lr * g;", "DivideByZeroException"),
        ("θ -= First(lr, t / zero) * g;", "DivideByZeroException"),
        ("var low = -2147483647 - t / 2; θ -= lr * (low / -one) * g;", "OverflowException"),
        ("var k = checked(int.MaxValue - 2 + t); θ -= lr * k * 1e-9 * g;", "OverflowException"),
        ("checked { var k = t * 715827883; k *= 3; θ -= lr * k * 1e-9 * g; }", "OverflowException"),
        ("var k = checked((int)(1e9 * t)); θ -= lr * k * 1e-9 * g;", "OverflowException"),
        ("var k = n; checked { k += int.MaxValue - 5 + t; } θ -= lr * k * 1e-9 * g;", "OverflowException"),
        ("checked { θ -= lr * -(-2147483647 - t / 3) * 1e-9 * g; }", "OverflowException"),
        ("θ -= lr * Math.Abs(-2147483647 - t / 3) * 1e-9 * g;", "OverflowException"),
        ("θ -= lr * Math.Sign(t > 2 ? nan / (nan - nan) * 0 : 1) * g;", "ArithmeticException"),
        ("θ -= lr * Math.Clamp(x, t, 3.0) * g;", "ArgumentException"),
    ];

    private const string Methods = "static float Third(int k) => k; static double Half(int k) => k / 2; static double First(double a, double b) => a;";

    private static string Rule(string equations) =>
        $"{Fields} {Methods} {(equations.Contains("trust", StringComparison.Ordinal) ? "[State(Init = 1.0)] Scalar trust;" : "")} void Update(ref Tensor θ, Tensor g, int t) {{ {equations} }}";

    [Fact]
    public void They_are_the_numbers_of_the_declaration()
    {
        using var batch = Agreement.Compile(s_computed.Select(Rule));
        for (var i = 0; i < s_computed.Length; i++)
        {
            try
            {
                Agreement.Require(batch.Type(i));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(s_computed[i], e);
            }
        }
    }

    [Fact]
    public void What_the_declaration_throws_every_execution_throws_and_nothing_has_changed()
    {
        using var batch = Agreement.Compile(s_thrown.Select(s => Rule(s.Equations)));
        for (var i = 0; i < s_thrown.Length; i++)
        {
            try
            {
                Assert.Contains(s_thrown[i].Exception, Agreement.Require(batch.Type(i)));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(s_thrown[i].Equations, e);
            }
        }
    }

    [Fact]
    public void A_composed_rule_computes_and_throws_as_the_one_under_it()
    {
        string[] equations = [.. s_computed.Where(e => !e.Contains("trust", StringComparison.Ordinal)), .. s_thrown.Select(s => s.Equations)];
        using var batch = Agreement.Compile(equations.Select(Rule), "[ClippedByValue<{0}>(Limit = 0.9)]");
        for (var i = 0; i < equations.Length; i++) Agreement.Require(batch.Type($"Composed{i}"), executions: [Execution.Cpu]);
    }

    [Fact]
    public void A_step_that_may_throw_is_not_captured()
    {
        using var batch = Agreement.Compile([Rule(s_thrown[0].Equations), Rule(s_computed[0])]);
        var optimizers = new[] { 0, 1 }.Select(i => new OptimizerCase(batch.Type(i), "", new Dictionary<string, object>()).Make([new(TorchSharp.torch.zeros(1))])).ToArray();
        Assert.Contains("may throw", Assert.Throws<InvalidOperationException>(() => optimizers[0].Capturable = true).Message, StringComparison.Ordinal);
        optimizers[1].Capturable = true;
        foreach (var optimizer in optimizers) optimizer.Dispose();
    }
}

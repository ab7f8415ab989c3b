namespace OptimizerDsl.Tests.Plain;

/// <summary>The rules that reduce tensors to numbers, or carry numbers from step to step.</summary>
internal static partial class PlainRules
{
    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-6, weight decay 0.01.</summary>
    public static void Lamb(double[][] θ, double[][][] gradients)
    {
        var (m, v, u) = (Zeros(θ), Zeros(θ), Zeros(θ));
        for (var t = 1; t <= gradients.Length; t++)
        {
            Each(θ, (k, i) =>
            {
                var g = gradients[t - 1][k][i];
                m[k][i] = 0.9 * m[k][i] + 0.1 * g;
                v[k][i] = 0.999 * v[k][i] + 0.001 * g * g;
                u[k][i] = m[k][i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[k][i] / (1 - Math.Pow(0.999, t))) + 1e-6) + 0.01 * θ[k][i];
            });
            for (var k = 0; k < θ.Length; k++)
            {
                var (length, step) = (Norm(θ[k]), Norm(u[k]));
                var trust = length > 0 && step > 0 ? length / step : 1;
                for (var i = 0; i < θ[k].Length; i++) θ[k][i] -= 0.01 * trust * u[k][i];
            }
        }
    }

    /// <summary>lr 0.5, momentum 0.9, weight decay 5e-4, trust coefficient 0.001.</summary>
    public static void Lars(double[][] θ, double[][][] gradients)
    {
        var velocity = Zeros(θ);
        foreach (var gradient in gradients)
        {
            for (var k = 0; k < θ.Length; k++)
            {
                var (length, slope) = (Norm(θ[k]), Norm(gradient[k]));
                var local = length > 0 && slope > 0 ? 0.001 * length / (slope + 5e-4 * length) : 1;
                for (var i = 0; i < θ[k].Length; i++)
                {
                    velocity[k][i] = 0.9 * velocity[k][i] + 0.5 * local * (gradient[k][i] + 5e-4 * θ[k][i]);
                    θ[k][i] -= velocity[k][i];
                }
            }
        }
    }

    /// <summary>lr 3e-3, betas 0.95, 0.99, gamma 0.025, eps 1e-8, weight decay 0.1.</summary>
    public static void MarsAdamW(double[][] θ, double[][][] gradients)
    {
        var (m, v) = (Zeros(θ), Zeros(θ));
        for (var t = 1; t <= gradients.Length; t++)
        {
            for (var k = 0; k < θ.Length; k++)
            {
                var (g, last) = (gradients[t - 1][k], gradients[Math.Max(0, t - 2)][k]);
                var c = g.Zip(last, (a, b) => a + 0.025 * 0.95 / 0.05 * (a - b)).ToArray();
                var norm = Norm(c);
                for (var i = 0; i < c.Length; i++)
                {
                    if (norm > 1) c[i] /= norm;
                    m[k][i] = 0.95 * m[k][i] + 0.05 * c[i];
                    v[k][i] = 0.99 * v[k][i] + 0.01 * c[i] * c[i];
                    var direction = m[k][i] / (1 - Math.Pow(0.95, t)) / (Math.Sqrt(v[k][i] / (1 - Math.Pow(0.99, t))) + 1e-8);
                    θ[k][i] -= 3e-3 * (direction + 0.1 * θ[k][i]);
                }
            }
        }
    }

    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-8, weight decay 0.1, warm-up of 3 steps. θ is y.</summary>
    public static void ScheduleFreeAdamW(double[][] θ, double[][][] gradients)
    {
        double[][] x = [.. θ.Select(p => p.ToArray())], z = [.. θ.Select(p => p.ToArray())];
        var v = Zeros(θ);
        var total = 0.0;
        for (var t = 1; t <= gradients.Length; t++)
        {
            var rate = 0.01 * Math.Sqrt(1 - Math.Pow(0.999, t)) * Math.Min(1, t / 3.0);
            total += rate * rate;
            var c = rate * rate / total;
            Each(θ, (k, i) =>
            {
                var (g, y) = (gradients[t - 1][k][i], 0.1 * z[k][i] + 0.9 * x[k][i]);
                v[k][i] = 0.999 * v[k][i] + 0.001 * g * g;
                z[k][i] -= rate * g / (Math.Sqrt(v[k][i]) + 1e-8) + rate * 0.1 * y;
                x[k][i] = (1 - c) * x[k][i] + c * z[k][i];
                θ[k][i] = 0.1 * z[k][i] + 0.9 * x[k][i];
            });
        }
    }

    /// <summary>lr 1, betas 0.9, 0.999, eps 1e-8, first estimate 0.01.</summary>
    public static void Prodigy(double[][] θ, double[][][] gradients)
    {
        double[][] first = [.. θ.Select(p => p.ToArray())];
        var (m, v, s) = (Zeros(θ), Zeros(θ), Zeros(θ));
        var (d, r, slow) = (0.01, 0.0, Math.Sqrt(0.999));
        foreach (var gradient in gradients)
        {
            var product = 0.0;
            Each(θ, (k, i) =>
            {
                var g = gradient[k][i];
                product += g * (first[k][i] - θ[k][i]);
                m[k][i] = 0.9 * m[k][i] + 0.1 * d * g;
                v[k][i] = 0.999 * v[k][i] + 0.001 * d * d * g * g;
                s[k][i] = slow * s[k][i] + (1 - slow) * d * d * g;
            });
            r = slow * r + (1 - slow) * d * d * product;
            Each(θ, (k, i) => θ[k][i] -= d * m[k][i] / (Math.Sqrt(v[k][i]) + d * 1e-8));
            d = Math.Max(d, r / s.Sum(p => p.Sum(Math.Abs)));
        }
    }

    /// <summary>lr 0.02, momentum 0.9, weight decay 0.1, wd ratio 0.1, delta 0.5, eps 1e-8.</summary>
    public static void Sgdp(double[][] θ, double[][][] gradients)
    {
        var momentum = Zeros(θ);
        foreach (var gradient in gradients)
        {
            for (var k = 0; k < θ.Length; k++)
            {
                var (p, w, g) = (momentum[k], θ[k], gradient[k]);
                for (var i = 0; i < p.Length; i++) p[i] = 0.9 * p[i] + g[i];
                var cosine = Math.Abs(Dot(w, g)) / (Norm(w) * Norm(g));
                var isProjected = cosine < 0.5 / Math.Sqrt(w.Length);
                var (radial, length) = (Dot(w, p), Norm(w) + 1e-8);
                for (var i = 0; i < p.Length; i++)
                {
                    var q = isProjected ? p[i] - radial / (length * length) * w[i] : p[i];
                    w[i] = (1 - 0.02 * 0.1 / 0.1 * (isProjected ? 0.1 : 1)) * w[i] - 0.02 * q;
                }
            }
        }
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Norm(double[] x) => Math.Sqrt(Dot(x, x));
}

namespace OptimizerDsl.Tests.Plain;

/// <summary>The rules without a second moment, and what is new on AdamW.</summary>
internal static partial class PlainRules
{
    /// <summary>lr 0.02, momentum 0.9, weight decay 0.1.</summary>
    public static void HeavyBall(double[][] θ, double[][][] gradients)
    {
        var velocity = Zeros(θ);
        foreach (var gradient in gradients)
        {
            Each(θ, (k, i) =>
            {
                velocity[k][i] = 0.9 * velocity[k][i] + gradient[k][i] + 0.1 * θ[k][i];
                θ[k][i] -= 0.02 * velocity[k][i];
            });
        }
    }

    /// <summary>lr 0.01, betas 0.9, 0.99, weight decay 0.1.</summary>
    public static void Lion(double[][] θ, double[][][] gradients)
    {
        var m = Zeros(θ);
        foreach (var gradient in gradients)
        {
            Each(θ, (k, i) =>
            {
                var g = gradient[k][i];
                θ[k][i] -= 0.01 * (Math.Sign(0.9 * m[k][i] + 0.1 * g) + 0.1 * θ[k][i]);
                m[k][i] = 0.99 * m[k][i] + 0.01 * g;
            });
        }
    }

    /// <summary>lr 0.01, beta 0.96, eps 1e-12, weight decay 0.2, without an estimate of the Hessian.</summary>
    public static void Sophia(double[][] θ, double[][][] gradients)
    {
        var m = Zeros(θ);
        foreach (var gradient in gradients)
        {
            Each(θ, (k, i) =>
            {
                m[k][i] = 0.96 * m[k][i] + 0.04 * gradient[k][i];
                θ[k][i] -= 0.01 * (0.2 * θ[k][i] + Math.Clamp(m[k][i] / 1e-12, -1, 1));
            });
        }
    }

    /// <summary>lr 0.05, etas 0.5, 1.2, step sizes from 0.03 to 0.07.</summary>
    public static void Rprop(double[][] θ, double[][][] gradients)
    {
        var (previous, size) = (Zeros(θ), Zeros(θ));
        Each(θ, (k, i) => size[k][i] = 0.05);
        foreach (var gradient in gradients)
        {
            Each(θ, (k, i) =>
            {
                var g = gradient[k][i];
                var product = g * previous[k][i];
                if (product > 0) size[k][i] = Math.Min(1.2 * size[k][i], 0.07);
                if (product < 0) (size[k][i], g) = (Math.Max(0.5 * size[k][i], 0.03), 0);
                θ[k][i] -= Math.Sign(g) * size[k][i];
                previous[k][i] = g;
            });
        }
    }

    /// <summary>lr 0.05, lambda 0.1, alpha 0.75, t0 2, weight decay 0.1.</summary>
    public static void Asgd(double[][] θ, double[][][] gradients)
    {
        for (var t = 1; t <= gradients.Length; t++)
        {
            var rate = 0.05 / Math.Pow(1 + 0.1 * 0.05 * (t - 1), 0.75);
            Each(θ, (k, i) =>
            {
                var d = gradients[t - 1][k][i] + 0.1 * θ[k][i];
                θ[k][i] -= rate * (d + 0.1 * θ[k][i]);
            });
        }
    }

    /// <summary>lr 0.05, momentum 0.9, weight decay 0.1, warm-up of 3 steps. θ is y.</summary>
    public static void ScheduleFreeSgd(double[][] θ, double[][][] gradients)
    {
        double[][] x = [.. θ.Select(p => p.ToArray())], z = [.. θ.Select(p => p.ToArray())];
        var total = 0.0;
        for (var t = 1; t <= gradients.Length; t++)
        {
            var rate = 0.05 * Math.Min(1, t / 3.0);
            total += rate * rate;
            var c = rate * rate / total;
            Each(θ, (k, i) =>
            {
                z[k][i] -= rate * (gradients[t - 1][k][i] + 0.1 * θ[k][i]);
                x[k][i] = (1 - c) * x[k][i] + c * z[k][i];
                θ[k][i] = 0.1 * z[k][i] + 0.9 * x[k][i];
            });
        }
    }

    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-8, weight decay 0.1.</summary>
    public static void CautiousAdamW(double[][] θ, double[][][] gradients)
    {
        var (m, v) = (Zeros(θ), Zeros(θ));
        for (var t = 1; t <= gradients.Length; t++)
        {
            Each(θ, (k, i) =>
            {
                var g = gradients[t - 1][k][i];
                m[k][i] = 0.9 * m[k][i] + 0.1 * g;
                v[k][i] = 0.999 * v[k][i] + 0.001 * g * g;
            });
            for (var k = 0; k < θ.Length; k++)
            {
                bool[] agrees = [.. m[k].Zip(gradients[t - 1][k], (a, b) => a * b > 0)];
                var share = Math.Max(agrees.Count(a => a) / (double)agrees.Length, 1e-3);
                for (var i = 0; i < θ[k].Length; i++)
                {
                    var update = m[k][i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[k][i] / (1 - Math.Pow(0.999, t))) + 1e-8);
                    θ[k][i] -= 0.01 * 0.1 * θ[k][i] + (agrees[i] ? 0.01 * update / share : 0);
                }
            }
        }
    }
}

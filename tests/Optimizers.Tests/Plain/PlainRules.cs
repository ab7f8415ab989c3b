namespace OptimizerDsl.Tests.Plain;

/// <summary>
/// Rules without recordings, written out a second time from their papers in plain C# on arrays. The arguments are the
/// parameters, which are updated, and the gradients by step and tensor; the hyperparameters are those of the test beside each.
/// </summary>
internal static partial class PlainRules
{
    /// <summary>lr 0.01, betas 0.9, 0.999, 0.9999, alpha 5, eps 1e-8, weight decay 0.1, both warm-ups of 4 steps.</summary>
    public static void AdEMAMix(double[][] θ, double[][][] gradients)
    {
        var (m1, m2, v) = (Zeros(θ), Zeros(θ), Zeros(θ));
        for (var t = 1; t <= gradients.Length; t++)
        {
            var alpha = Math.Min(t * 5.0 / 4, 5);
            var (start, end) = (Math.Log(0.9), Math.Log(0.9999));
            var beta3 = t >= 4 ? 0.9999 : Math.Min(Math.Exp(start * end / ((1 - t / 4.0) * end + t / 4.0 * start)), 0.9999);
            Each(θ, (k, i) =>
            {
                var g = gradients[t - 1][k][i];
                m1[k][i] = 0.9 * m1[k][i] + 0.1 * g;
                m2[k][i] = beta3 * m2[k][i] + (1 - beta3) * g;
                v[k][i] = 0.999 * v[k][i] + 0.001 * g * g;
                var fast = m1[k][i] / (1 - Math.Pow(0.9, t));
                var second = v[k][i] / (1 - Math.Pow(0.999, t));
                θ[k][i] -= 0.01 * ((fast + alpha * m2[k][i]) / (Math.Sqrt(second) + 1e-8) + 0.1 * θ[k][i]);
            });
        }
    }

    /// <summary>lr 0.01, betas 0.98, 0.92, 0.99, eps 1e-8, weight decay 0.02.</summary>
    public static void Adan(double[][] θ, double[][][] gradients)
    {
        var (m, v, n) = (Zeros(θ), Zeros(θ), Zeros(θ));
        for (var t = 1; t <= gradients.Length; t++)
        {
            Each(θ, (k, i) =>
            {
                var g = gradients[t - 1][k][i];
                var difference = t == 1 ? 0 : g - gradients[t - 2][k][i];
                m[k][i] = 0.98 * m[k][i] + 0.02 * g;
                v[k][i] = 0.92 * v[k][i] + 0.08 * difference;
                n[k][i] = 0.99 * n[k][i] + 0.01 * Math.Pow(g + 0.92 * difference, 2);
                var rate = 0.01 / (Math.Sqrt(n[k][i]) / Math.Sqrt(1 - Math.Pow(0.99, t)) + 1e-8);
                θ[k][i] -= rate * (m[k][i] / (1 - Math.Pow(0.98, t)) + 0.92 * v[k][i] / (1 - Math.Pow(0.92, t)));
                θ[k][i] /= 1 + 0.01 * 0.02;
            });
        }
    }

    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-8.</summary>
    public static void AdaBelief(double[][] θ, double[][][] gradients)
    {
        var (m, s) = (Zeros(θ), Zeros(θ));
        for (var t = 1; t <= gradients.Length; t++)
        {
            Each(θ, (k, i) =>
            {
                var g = gradients[t - 1][k][i];
                m[k][i] = 0.9 * m[k][i] + 0.1 * g;
                s[k][i] = 0.999 * s[k][i] + 0.001 * Math.Pow(g - m[k][i], 2) + 1e-8;
                θ[k][i] -= 0.01 * m[k][i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(s[k][i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            });
        }
    }

    /// <summary>lr 0.01, betas 0.98 and 0.9, 0.999, amplification 2, eps 1e-8.</summary>
    public static void GrokfastAdam(double[][] θ, double[][][] gradients)
    {
        var (slow, m, v) = (Zeros(θ), Zeros(θ), Zeros(θ));
        for (var t = 1; t <= gradients.Length; t++)
        {
            Each(θ, (k, i) =>
            {
                var g = gradients[t - 1][k][i];
                slow[k][i] = t == 1 ? g : 0.98 * slow[k][i] + 0.02 * g;
                g += 2 * slow[k][i];
                m[k][i] = 0.9 * m[k][i] + 0.1 * g;
                v[k][i] = 0.999 * v[k][i] + 0.001 * g * g;
                θ[k][i] -= 0.01 * m[k][i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[k][i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            });
        }
    }

    /// <summary>lr 0.01, nus 0.8, 0.7, betas 0.95, 0.98, eps 1e-8.</summary>
    public static void QHAdam(double[][] θ, double[][][] gradients)
    {
        var (m, v) = (Zeros(θ), Zeros(θ));
        for (var t = 1; t <= gradients.Length; t++)
        {
            Each(θ, (k, i) =>
            {
                var g = gradients[t - 1][k][i];
                m[k][i] = 0.95 * m[k][i] + 0.05 * g;
                v[k][i] = 0.98 * v[k][i] + 0.02 * g * g;
                var above = 0.2 * g + 0.8 * m[k][i] / (1 - Math.Pow(0.95, t));
                var below = 0.3 * g * g + 0.7 * v[k][i] / (1 - Math.Pow(0.98, t));
                θ[k][i] -= 0.01 * above / (Math.Sqrt(below) + 1e-8);
            });
        }
    }

    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-3, first second moment 1e-6.</summary>
    public static void Yogi(double[][] θ, double[][][] gradients)
    {
        var (m, v) = (Zeros(θ), Zeros(θ));
        Each(θ, (k, i) => v[k][i] = 1e-6);
        foreach (var gradient in gradients)
        {
            Each(θ, (k, i) =>
            {
                var g = gradient[k][i];
                m[k][i] = 0.9 * m[k][i] + 0.1 * g;
                var sign = v[k][i] > g * g ? 1 : v[k][i] < g * g ? -1 : 0;
                v[k][i] -= 0.001 * sign * g * g;
                θ[k][i] -= 0.01 * m[k][i] / (Math.Sqrt(v[k][i]) + 1e-3);
            });
        }
    }

    private static double[][] Zeros(double[][] like) => [.. like.Select(x => new double[x.Length])];

    private static void Each(double[][] tensors, Action<int, int> action)
    {
        for (var k = 0; k < tensors.Length; k++)
            for (var i = 0; i < tensors[k].Length; i++) action(k, i);
    }
}

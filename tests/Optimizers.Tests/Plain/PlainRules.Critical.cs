namespace OptimizerDsl.Tests.Plain;

/// <summary>The rules on a critical memory of 2 slots with a decay of 0.7, all tensors in one group.</summary>
internal static partial class PlainRules
{
    /// <summary>lr 0.01, momentum 0.9.</summary>
    public static void SgdCM(double[][] θ, double[][][] gradients)
    {
        var velocity = Zeros(θ);
        WithMemories(θ, gradients, (_, k, g, priority, memory) =>
        {
            velocity[k] = Each(velocity[k], g, (v, x) => 0.9 * v + x);
            θ[k] = Each(θ[k], memory.Aggregate(velocity[k], priority), (p, a) => p - 0.01 * a);
        });
    }

    /// <summary>lr 0.01, momentum 0.8, Nesterov's.</summary>
    public static void SgdCG(double[][] θ, double[][][] gradients)
    {
        double[][]? velocity = null;
        WithMemories(θ, gradients, (t, k, g, priority, memory) =>
        {
            velocity ??= new double[θ.Length][];
            var a = memory.Aggregate(g, priority);
            velocity[k] = t == 1 ? a : Each(velocity[k], a, (v, x) => 0.8 * v + x);
            θ[k] = Each(θ[k], Each(a, velocity[k], (x, v) => x + 0.8 * v), (p, d) => p - 0.01 * d);
        });
    }

    /// <summary>lr 0.01, alpha 0.99, eps 1e-8.</summary>
    public static void RMSpropCG(double[][] θ, double[][][] gradients)
    {
        var v = Zeros(θ);
        WithMemories(θ, gradients, (_, k, g, priority, memory) =>
        {
            var a = memory.Aggregate(g, priority);
            v[k] = Each(v[k], a, (s, x) => 0.99 * s + 0.01 * x * x);
            θ[k] = Each(θ[k], Each(a, v[k], (x, s) => x / (Math.Sqrt(s) + 1e-8)), (p, d) => p - 0.01 * d);
        });
    }

    /// <summary>lr 0.01, betas 0.9, 0.99, eps 1e-8, weight decay 0.1.</summary>
    public static void AdamWCM(double[][] θ, double[][][] gradients)
    {
        var (m, v) = (Zeros(θ), Zeros(θ));
        WithMemories(θ, gradients, (t, k, g, priority, memory) =>
        {
            m[k] = Each(m[k], g, (s, x) => 0.9 * s + 0.1 * x);
            var a = memory.Aggregate(m[k], priority);
            v[k] = Each(v[k], a, (s, x) => 0.99 * s + 0.01 * x * x);
            var d = Each(a, v[k], (x, s) => x / (1 - Math.Pow(0.9, t)) / Math.Sqrt(s / (1 - Math.Pow(0.99, t)) + 1e-8));
            θ[k] = Each(θ[k], d, (p, x) => p - 0.01 * 0.1 * p - 0.01 * x);
        });
    }

    /// <summary>lr 0.01, betas 0.9, 0.99.</summary>
    public static void LionCM(double[][] θ, double[][][] gradients)
    {
        var m = Zeros(θ);
        WithMemories(θ, gradients, (_, k, g, priority, memory) =>
        {
            θ[k] = Each(θ[k], Each(memory.Plus(m[k]), g, (s, x) => 0.9 * s + 0.1 * x), (p, c) => p - 0.01 * Math.Sign(c));
            m[k] = Each(m[k], g, (s, x) => 0.99 * s + 0.01 * x);
            memory.Offer(m[k], priority);
        });
    }

    /// <summary>lr 0.01, betas 0.9, 0.99.</summary>
    public static void LionCG(double[][] θ, double[][][] gradients)
    {
        var m = Zeros(θ);
        WithMemories(θ, gradients, (_, k, g, priority, memory) =>
        {
            var a = memory.Aggregate(g, priority);
            θ[k] = Each(θ[k], Each(m[k], a, (s, x) => 0.9 * s + 0.1 * x), (p, c) => p - 0.01 * Math.Sign(c));
            m[k] = Each(m[k], a, (s, x) => 0.99 * s + 0.01 * x);
        });
    }

    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-8.</summary>
    public static void AdaBeliefCM(double[][] θ, double[][][] gradients) => AdaBeliefOnMemory(θ, gradients, ofMomenta: true);

    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-8.</summary>
    public static void AdaBeliefCG(double[][] θ, double[][][] gradients) => AdaBeliefOnMemory(θ, gradients, ofMomenta: false);

    private static void AdaBeliefOnMemory(double[][] θ, double[][][] gradients, bool ofMomenta)
    {
        var (m, s) = (Zeros(θ), Zeros(θ));
        WithMemories(θ, gradients, (t, k, g, priority, memory) =>
        {
            if (!ofMomenta) g = memory.Aggregate(g, priority);
            m[k] = Each(m[k], g, (s, x) => 0.9 * s + 0.1 * x);
            // The variance of the gradient around what predicts it.
            var n = ofMomenta ? memory.Aggregate(m[k], priority) : m[k];
            s[k] = Each(s[k], Each(g, n, (x, p) => x - p), (v, x) => 0.999 * v + 0.001 * x * x + 1e-8);
            var d = Each(n, s[k], (x, v) => x / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8));
            θ[k] = Each(θ[k], d, (p, x) => p - 0.01 * x);
        });
    }

    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-8, momentum decay 4e-3, weight decay 0.1.</summary>
    public static void NAdamCM(double[][] θ, double[][][] gradients) => NAdamOnMemory(θ, gradients, ofMomenta: true);

    /// <summary>lr 0.01, betas 0.9, 0.999, eps 1e-8, momentum decay 4e-3, weight decay 0.1.</summary>
    public static void NAdamCG(double[][] θ, double[][][] gradients) => NAdamOnMemory(θ, gradients, ofMomenta: false);

    private static void NAdamOnMemory(double[][] θ, double[][][] gradients, bool ofMomenta)
    {
        var (m, v) = (Zeros(θ), Zeros(θ));
        var product = Enumerable.Repeat(1.0, θ.Length).ToArray();
        WithMemories(θ, gradients, (t, k, g, priority, memory) =>
        {
            var d = Each(ofMomenta ? g : memory.Aggregate(g, priority), θ[k], (x, p) => x + 0.1 * p);
            product[k] *= Mu(t);
            m[k] = Each(m[k], d, (s, x) => 0.9 * s + 0.1 * x);
            // The aggregated momentum makes the second moment, too; the look ahead adds the gradient itself to it.
            var n = ofMomenta ? memory.Aggregate(m[k], priority) : m[k];
            v[k] = Each(v[k], ofMomenta ? n : d, (s, x) => 0.999 * s + 0.001 * x * x);
            var ahead = Each(d, n, (x, s) => (1 - Mu(t)) / (1 - product[k]) * x + Mu(t + 1) / (1 - product[k] * Mu(t + 1)) * s);
            var step = Each(ahead, v[k], (x, s) => x / (Math.Sqrt(s / (1 - Math.Pow(0.999, t))) + 1e-8));
            θ[k] = Each(θ[k], step, (p, x) => p - 0.01 * x);
        });

        static double Mu(int t) => 0.9 * (1 - 0.5 * Math.Pow(0.96, t * 4e-3));
    }

    private static void WithMemories(double[][] θ, double[][][] gradients, Action<int, int, double[], double, PlainMemory> step)
    {
        PlainMemory[] memories = [.. θ.Select(_ => new PlainMemory(2, 0.7))];
        for (var t = 1; t <= gradients.Length; t++)
        {
            var priority = Math.Sqrt(gradients[t - 1].Sum(g => Dot(g, g)));
            for (var k = 0; k < θ.Length; k++) step(t, k, gradients[t - 1][k], priority, memories[k]);
        }
    }

    private static double[] Each(double[] a, double[] b, Func<double, double, double> of) => [.. a.Zip(b, of)];
}

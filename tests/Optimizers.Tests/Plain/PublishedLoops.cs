namespace OptimizerDsl.Tests.Plain;

/// <summary>One step of a tensor in the loops of chandar-lab/CMOptimizer, without weight decay: what the parameter changes by.</summary>
/// <param name="t">The steps of the tensor, this one included.</param>
/// <param name="g">Its gradient.</param>
/// <param name="key">The sum of the norms of all gradients.</param>
/// <param name="buffer">Its buffer.</param>
/// <param name="criticalTest">The probability of a candidate that is not tested.</param>
internal delegate double[] PublishedStep(int t, double[] g, double key, PublishedBuffer buffer, double criticalTest);

/// <summary>The loops, each with what it keeps for one tensor of a length.</summary>
internal static class PublishedLoops
{
    /// <summary>lr 0.01, betas 0.9 and 0.999, eps 1e-8.</summary>
    public static PublishedStep AdamCM(int length)
    {
        var (m, v) = (new double[length], new double[length]);
        return (t, g, key, buffer, criticalTest) =>
        {
            var x = m;
            if (t == 1) buffer.Put(key, g);
            else
            {
                m = [.. m.Select((old, i) => 0.9 * old + 0.1 * g[i])];
                x = buffer.Plus(m);
                buffer.Offer(key, m, criticalTest, t);
            }

            buffer.Decay();
            v = [.. v.Select((old, i) => 0.999 * old + 0.001 * x[i] * x[i])];
            return Step(t, x, v);
        };
    }

    /// <summary>lr 0.01, betas 0.9 and 0.999, eps 1e-8.</summary>
    public static PublishedStep AdamC(int length)
    {
        var (m, v) = (new double[length], new double[length]);
        return (t, g, key, buffer, criticalTest) =>
        {
            var x = Aggregated(t, g, key, buffer, criticalTest);
            m = [.. m.Select((old, i) => 0.9 * old + 0.1 * x[i])];
            v = [.. v.Select((old, i) => 0.999 * old + 0.001 * x[i] * x[i])];
            return Step(t, m, v);
        };
    }

    /// <summary>lr 0.01, momentum 0.9.</summary>
    public static PublishedStep SgdC(int length)
    {
        double[]? velocity = null;
        return (t, g, key, buffer, criticalTest) =>
        {
            var x = Aggregated(t, g, key, buffer, criticalTest);
            velocity = velocity is null ? x : [.. velocity.Select((old, i) => 0.9 * old + x[i])];
            return [.. velocity.Select(d => -0.01 * d)];
        };
    }

    private static double[] Aggregated(int t, double[] g, double key, PublishedBuffer buffer, double criticalTest)
    {
        var x = t == 1 ? g : buffer.Plus(g);
        if (t == 1) buffer.Put(key, g);
        else buffer.Offer(key, g, criticalTest, t);
        buffer.Decay();
        return x;
    }

    private static double[] Step(int t, double[] x, double[] v) => [.. x.Select((n, i) =>
        -0.01 / (1 - Math.Pow(0.9, t)) * n / (Math.Sqrt(v[i]) / Math.Sqrt(1 - Math.Pow(0.999, t)) + 1e-8))];
}

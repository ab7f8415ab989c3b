namespace OptimizerDsl.Tests.Bounds;

/// <summary>The parameters and gradients that every rule is run on: three tensors in two groups, numbers that float32 has.</summary>
internal sealed record Inputs(double[][] Parameters, double[][][] Gradients, int[] Groups)
{
    public static readonly Inputs Default = Make([7, 33, 1], [0, 0, 1], 4);

    public int Steps => Gradients.Length;

    private static Inputs Make(int[] lengths, int[] groups, int steps) => new(
        [.. lengths.Select((length, i) => Floats(i + 1, length, 1))],
        // Steps of clearly different sizes, so that it is clear which gradients are the critical ones.
        [.. Enumerable.Range(0, steps).Select(step => lengths.Select((length, i) => Floats(100 * step + i + 11, length, 0.3 + 0.7 * (step * 3 % 4))).ToArray())],
        groups);

    private static double[] Floats(int seed, int count, double size) =>
        [.. Numbers.Random(seed, count).Select(x => (double)(float)(x * size))];
}

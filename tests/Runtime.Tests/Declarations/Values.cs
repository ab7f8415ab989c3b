namespace OptimizerDsl.Tests;

/// <summary>The short forms in which the tests of the declaration's types write values.</summary>
internal static class Values
{
    public static Tensor T(params double[] values) => new(values);

    public static TensorBank Bank(params Tensor[] tensors) => new(tensors);

    public static double[] Of(Tensor tensor) => tensor.Values.ToArray();

    public static double[][] Of(TensorBank bank) => [.. Enumerable.Range(0, bank.Count).Select(k => Of(bank[k]))];
}

using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Training;

/// <summary>Two parameters and a loss whose gradient is known in closed form: Σ (θ - c)⁴ / 4, with the gradient (θ - c)³.</summary>
internal sealed class Bowl : IDisposable
{
    private static readonly long[][] s_shapes = [[7], [3, 2]];
    private readonly torch.Tensor[] _centers;

    /// <summary>A bowl with parameters of shapes that an optimizer takes.</summary>
    public Bowl(ScalarType type = ScalarType.Float64, Execution execution = Execution.Automatic, OptimizerCase? of = null)
    {
        long[][] shapes = of is null ? s_shapes : [.. s_shapes.Select(s => of.Shape(s))];
        Parameters = [.. shapes.Select((s, i) => Numbers.ToParameter(Start(i), s, type, TestDevice.Of(execution)))];
        _centers = [.. shapes.Select((s, i) => Numbers.ToTensor(Center(i), s, type, TestDevice.Of(execution)))];
    }

    public Parameter[] Parameters { get; }

    /// <summary>How often the loss has been computed.</summary>
    public int Evaluations { get; private set; }

    public static double[] Start(int i) => [.. Numbers.Random(11 + i, Numbers.Elements(s_shapes[i])).Select(x => (double)(float)x)];

    public static double[] Center(int i) => [.. Numbers.Random(21 + i, Numbers.Elements(s_shapes[i])).Select(x => (double)(float)x)];

    /// <summary>What a loss is multiplied by: NaN for gradients that are.</summary>
    public double Factor { get; set; } = 1;

    public torch.Tensor Loss()
    {
        Evaluations++;
        return Factor * Parameters.Select((p, i) => (p - _centers[i]).pow(4).sum() / 4).Aggregate((a, b) => a + b);
    }

    /// <summary>The closure of a step.</summary>
    public torch.Tensor Closure()
    {
        var loss = Loss();
        loss.backward();
        return loss;
    }

    public void Backward()
    {
        using var scope = NewDisposeScope();
        Closure();
    }

    /// <summary>The parameters, all in one.</summary>
    public double[] Values() => [.. Parameters.SelectMany(p => Numbers.Of(p))];

    /// <summary>The bytes of the parameters.</summary>
    public byte[] Bits() => [.. Parameters.SelectMany(p => p.detach().cpu().contiguous().bytes.ToArray())];

    public void Dispose()
    {
        foreach (var parameter in Parameters) parameter.Dispose();
        foreach (var center in _centers) center.Dispose();
    }
}

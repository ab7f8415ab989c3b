using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>An optimizer with its parameters and a fixed sequence of gradients: the same for the same seed, in every type.</summary>
internal sealed class Run : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly long[][] _shapes;
    private readonly int _seed;
    private readonly Device _device;

    /// <summary>Makes the parameters, in one group or in the groups that <paramref name="groups"/> makes of them.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="shapes">The shape of each parameter.</param>
    /// <param name="type">The type of all parameters.</param>
    /// <param name="execution">How to run.</param>
    /// <param name="seed">Of the parameters and the gradients.</param>
    /// <param name="secondGroup">How many of the parameters, from the end, go into a second group.</param>
    /// <param name="layout">Makes a parameter lie in memory in another way.</param>
    public Run(
        OptimizerCase optimizer, long[][] shapes, ScalarType type, Execution execution, int seed = 1, int secondGroup = 0,
        Func<torch.Tensor, torch.Tensor>? layout = null)
    {
        shapes = [.. shapes.Select(optimizer.Shape)];
        (_shapes, _seed, _device, Type) = (shapes, seed, TestDevice.Of(execution), type);
        layout ??= t => t;
        // Rounded to float32 or less first, so that runs in float64 start from the same values.
        Parameters = [.. shapes.Select((shape, i) => new Parameter(layout(Values(seed * 7919 + i, shape))))];
        Optimizer = optimizer.Make(Parameters[..^secondGroup], execution);
        if (secondGroup > 0) Optimizer.add_param_group(optimizer.Group(Parameters[^secondGroup..], ("lr", 0.003)));
    }

    public CompiledOptimizer Optimizer { get; }

    public Parameter[] Parameters { get; }

    public ScalarType Type { get; }

    /// <summary>Changes the gradient of a tensor in a step, before it is rounded to the parameter's type.</summary>
    public Action<int, int, double[]> Gradients { get; init; } = (_, _, _) => { };

    /// <summary>Which tensors have no gradient in a step.</summary>
    public Func<int, int, bool> Without { get; init; } = (_, _) => false;

    /// <summary>Makes a gradient lie in memory in another way.</summary>
    public Func<torch.Tensor, torch.Tensor> GradientLayout { get; init; } = t => t;

    /// <summary>Sets the gradients of a step, counted from 0.</summary>
    public void SetGradients(int step)
    {
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (Without(step, i))
            {
                Parameters[i].grad = null;
                continue;
            }

            // Steps of clearly different sizes: no two priorities are so close that rounding could turn a decision.
            var size = 0.2 + 3 * ((step * 7 + 3) % 11) / 10.0;
            var values = Numbers.Random(_seed * 104729 + step * 1009 + i, Numbers.Elements(_shapes[i])).Select(x => x * size).ToArray();
            // The values of the narrower type in every type, before what a test makes of them.
            values = [.. values.Select(x => (double)(float)x)];
            Gradients(step, i, values);
            Parameters[i].grad = GradientLayout(Numbers.ToTensor(values, _shapes[i], Type, _device));
        }
    }

    public void Step(int step)
    {
        SetGradients(step);
        Optimizer.step();
    }

    public void Steps(int from, int to)
    {
        for (var step = from; step < to; step++) Step(step);
    }

    /// <summary>Every bit of the parameters, of the options and of the states.</summary>
    public byte[] Everything()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var parameter in Parameters) foreach (var value in Numbers.Of(parameter)) writer.Write(value);
        foreach (var group in Optimizer.ParamGroups) writer.Write(group.LearningRate);
        foreach (var state in Optimizer.state_dict().State) state.SaveStateDict(writer);
        Optimizer.save_state_dict(writer);
        return stream.ToArray();
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _scope.Dispose();
    }

    private torch.Tensor Values(int seed, long[] shape) =>
        Numbers.ToTensor([.. Numbers.Random(seed, Numbers.Elements(shape)).Select(x => (double)(float)x)], shape, Type, _device);
}

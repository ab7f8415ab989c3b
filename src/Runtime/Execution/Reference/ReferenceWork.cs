using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>What the reference execution gives to the declaration's Update for one parameter, and takes back from it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ReferenceWork
{
    private readonly object?[] _values;

    internal ReferenceWork(CompiledOptions options, object?[] values, double[] numbers, CriticalMemory? memory, long step)
    {
        Options = options;
        _values = values;
        Numbers = numbers;
        Memory = memory!;
        Step = checked((int)step);
    }

    /// <summary>The options of the parameter's group.</summary>
    public CompiledOptions Options { get; }

    /// <summary>The states that are numbers.</summary>
    public double[] Numbers { get; }

    /// <summary>The parameter's memory, for rules that have one.</summary>
    public CriticalMemory Memory { get; }

    /// <summary>The step counter, from 1.</summary>
    public int Step { get; }

    /// <summary>The parameter (0), the gradient (1) or a state; without a value if it is not allocated.</summary>
    public Tensor Tensor(int index) => _values[index] is Tensor tensor ? tensor : default;

    /// <summary>A state that is a bank.</summary>
    public TensorBank Bank(int index) => _values[index] is TensorBank bank ? bank : default;

    /// <summary>A state in a shape of its own, in float64; null if the parameter has none.</summary>
    public TorchSharp.torch.Tensor? Torch(int index) => _values[index] as TorchSharp.torch.Tensor;

    /// <summary>A tensor of the parameter's length with one value everywhere.</summary>
    public Tensor Filled(double value)
    {
        var values = new double[Tensor(0).Length];
        values.AsSpan().Fill(value);
        return new Tensor(values);
    }

    /// <summary>A bank of the length of a state that is one, with one tensor everywhere.</summary>
    public TensorBank Spread(int index, Tensor value)
    {
        var bank = new Tensor[Bank(index).Count];
        bank.AsSpan().Fill(value);
        return new TensorBank(bank);
    }

    /// <summary>Takes back a value after Update.</summary>
    public void Set(int index, Tensor value) => _values[index] = value;

    /// <inheritdoc cref="Set(int, OptimizerDsl.Tensor)"/>
    public void Set(int index, TorchSharp.torch.Tensor? value)
    {
        // Update's own tensors end with it.
        if (!ReferenceEquals(value, _values[index])) _values[index] = value?.MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="Set(int, OptimizerDsl.Tensor)"/>
    public void Set(int index, TensorBank value) => _values[index] = value;
}

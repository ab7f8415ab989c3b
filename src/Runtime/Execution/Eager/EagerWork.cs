using System.ComponentModel;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>What a pass of the eager execution is given for one parameter.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct EagerWork
{
    private readonly ParameterSlot _slot;
    private readonly TorchTensor? _gradient;

    internal EagerWork(ParameterSlot slot, CriticalBuffer? memory, TorchTensor? gradient = null)
    {
        _slot = slot;
        _gradient = gradient;
        if (memory is null) return;
        MemorySum = memory.Sum;
        MemorySlot = memory.Chosen < 0 ? null : memory.Slots.select(0, memory.Chosen);
    }

    /// <summary>The parameter.</summary>
    public TorchTensor Parameter => _slot.Parameter;

    /// <summary>The gradient, which is never written.</summary>
    public TorchTensor Gradient => _gradient ?? _slot.Parameter.grad!;

    /// <summary>A tensor that hands an argument to an eager method, or takes its result.</summary>
    public TorchTensor Scratch(int index) => _slot.Scratch[index];

    /// <summary>The options of the parameter's group.</summary>
    public CompiledOptions Options => _slot.Options;

    /// <summary>The parameter's state.</summary>
    public CompiledState State => _slot.State;

    /// <summary>The sum of the critical memory.</summary>
    public TorchTensor? MemorySum { get; }

    /// <summary>The slot that this step writes, if the memory accepts the candidate.</summary>
    public TorchTensor? MemorySlot { get; }

    /// <summary>The numbers computed on the host.</summary>
    public double* Scalars => _slot.Scalars;

    /// <summary>The lengths of the coefficient vectors.</summary>
    public int* Lengths => _slot.Lengths;

    /// <summary>The flags of the variant.</summary>
    public int Variant => _slot.Variant;

    /// <summary>Reports the parameter's part of a reduction.</summary>
    public void Total(int reduction, double value) => _slot.Totals[reduction] = value;

    /// <summary>The sum of squares of a tensor, in float64 as in every execution.</summary>
    public static double SumOfSquares(TorchTensor x)
    {
        var norm = Wide(x).norm().ToDouble();
        return norm * norm;
    }

    /// <summary>The sum of a tensor, in float64 as in every execution.</summary>
    public static double Sum(TorchTensor x) => Wide(x).sum().ToDouble();

    /// <summary>The largest magnitude of a tensor; 0 if it is empty.</summary>
    public static double MaxAbs(TorchTensor x) => x.numel() == 0 ? 0 : x.abs().max().ToDouble();

    // A float16 norm is infinite beyond 65504, a bfloat16 one has two digits: neither could rank what a memory keeps.
    private static TorchTensor Wide(TorchTensor x) => x.to(x.device_type == DeviceType.MPS ? torch.float32 : torch.float64);

    internal static void RefreshSum(CriticalBuffer memory)
    {
        using var scope = torch.NewDisposeScope();
        memory.Sum.copy_(memory.Slots.narrow(0, 0, memory.Count).sum(dim: 0));
    }
}

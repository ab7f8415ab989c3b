using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>What a pass of the eager execution is given for one parameter.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct EagerWork
{
    private readonly ParameterSlot _slot;
    private readonly TorchTensor? _gradient;
    private readonly TorchTensor? _parameter;

    private readonly CompiledRule _rule;

    /// <summary>The work of a pass, or, without a gradient, of a method between passes, which is given tensors as they are.</summary>
    internal EagerWork(ParameterSlot slot, CompiledRule rule, TorchTensor? gradient = null)
    {
        (_slot, _rule) = (slot, rule);
        _gradient = gradient is not null && rule.KeepsNarrow ? Wide(gradient, slot) : gradient;
        if (slot.State.memory is not { } memory) return;
        MemorySum = memory.Sum;
        MemorySlot = memory.Chosen < 0 ? null : memory.Slots.select(0, memory.Chosen);
    }

    /// <summary>The work of a pass on copies in float32.</summary>
    internal static EagerWork Wide(ParameterSlot slot, CompiledRule rule, TorchTensor gradient) => new(slot, rule, gradient.to(torch.float32), slot.Parameter.to(torch.float32));

    private EagerWork(ParameterSlot slot, CompiledRule rule, TorchTensor gradient, TorchTensor parameter) : this(slot, rule, gradient)
    {
        _parameter = parameter;
        MemorySum = MemorySum?.to(torch.float32);
        MemorySlot = MemorySlot?.to(torch.float32);
    }

    /// <summary>Stores what has been computed on copies.</summary>
    /// <param name="states">The states that they are copies of.</param>
    internal void StoreWide(TorchTensor?[] states)
    {
        _slot.Parameter.copy_(Parameter);
        for (var i = 0; i < states.Length; i++) states[i]?.copy_(_slot.State.TensorAt(i)!);
        if (_slot.State.memory is not { } memory) return;
        memory.Sum.copy_(MemorySum!);
        if (MemorySlot is not null) memory.Slots.select(0, memory.Chosen).copy_(MemorySlot);
    }

    /// <summary>The parameter, or what stands for it.</summary>
    public TorchTensor Parameter => _parameter ?? _slot.Parameter;

    /// <summary>The gradient, which is never written; for a rule that keeps narrower states, in the type that it is computed in.</summary>
    public TorchTensor Gradient => _gradient ?? _slot.Parameter.grad!;

    /// <summary>A tensor that hands an argument to an eager method, or takes its result.</summary>
    public TorchTensor Scratch(int index) => _slot.Scratch[index];

    /// <summary>What an eager method returned for a state in a shape of its own; null if the parameter has no such state.</summary>
    public TorchTensor? Renewed(int state) => _slot.Renewed(state);

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

    /// <summary>A number for a call of TorchSharp.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Generated code is easier to read.")]
    public TorchSharp.Scalar Number(double value) => HeldNumbers.Of(value);

    /// <summary>1, for the sums of TorchSharp.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Generated code is easier to read.")]
    public TorchSharp.Scalar One => HeldNumbers.One;

    /// <summary>The power, with the special cases of <see cref="Math.Pow"/>.</summary>
    /// <param name="x">The base.</param>
    /// <param name="exponent">The exponent, for which libtorch takes a root where it is 1/2 or -1/2: that is another at -0 and at negative infinity.</param>
    public TorchTensor Pow(TorchTensor x, double exponent) => Math.Abs(exponent) == 0.5
        ? x.add(Number(0), alpha: One).masked_fill_(x.eq(Number(double.NegativeInfinity)), Number(double.PositiveInfinity)).pow_(Number(exponent))
        : x.pow(Number(exponent));

    /// <summary>The lengths of the coefficient vectors.</summary>
    public int* Lengths => _slot.Lengths;

    /// <summary>The flags of the variant.</summary>
    public int Variant => _slot.Variant;

    /// <summary>A tensor in the type to compute in: a copy of it, or itself if it has that type; null if it is not there in this step.</summary>
    public TorchTensor? Widened(TorchTensor? tensor) => tensor is null ? null : Wide(tensor, _slot);

    /// <summary>Stores what has been computed of a tensor, unless it was computed in place.</summary>
    /// <param name="index">The tensor, by its index in the pointer table.</param>
    /// <param name="target">The tensor.</param>
    /// <param name="value">Its new value.</param>
    public void Store(int index, TorchTensor target, TorchTensor value)
    {
        if (value.dtype == target.dtype) return;
        if (index < 2 || index - 2 >= _rule.States.Count || !_rule.States[index - 2].StochasticRounding || !NarrowTypes.IsNarrow(target.dtype))
        {
            target.copy_(EagerRounding.Nearest(value, target.dtype));
            return;
        }

        var key = Noise.Join(_slot.Noise, index);
        if (!_rule.States[index - 2].IsBank)
        {
            target.copy_(EagerRounding.Stochastic(value, target, key));
            return;
        }

        for (var k = 0; k < target.shape[0]; k++)
        {
            var row = target.select(0, k);
            row.copy_(EagerRounding.Stochastic(value.select(0, k), row, Noise.Join(key, k)));
        }
    }

    /// <summary>A candidate as the memory's slot will hold it, in the type to compute in.</summary>
    /// <param name="index">The slot, by its index in the pointer table.</param>
    /// <param name="candidate">The candidate.</param>
    public TorchTensor Rounded(int index, TorchTensor candidate)
    {
        var slot = MemorySlot!;
        if (candidate.dtype == slot.dtype) return candidate.clone();
        return Wide(_rule.MemoryStochasticRounding && NarrowTypes.IsNarrow(slot.dtype)
            ? EagerRounding.Stochastic(candidate, slot, Noise.Join(_slot.Noise, index))
            : EagerRounding.Nearest(candidate, slot.dtype), _slot);
    }

    private static TorchTensor Wide(TorchTensor x, ParameterSlot slot) => x.to(NarrowTypes.Wide((torch.ScalarType)slot.Type));

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
        if (memory.Slots.dtype == memory.Sum.dtype)
        {
            memory.Sum.copy_(memory.Slots.narrow(0, 0, memory.Count).sum(dim: 0));
            return;
        }

        var sum = torch.zeros_like(memory.Sum, NarrowTypes.Wide(memory.Sum.dtype));
        for (var k = 0; k < memory.Count; k++) sum.add_(memory.Slots.select(0, k), HeldNumbers.One);
        memory.Sum.copy_(sum);
    }
}

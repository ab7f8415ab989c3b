using TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>A parameter in an optimizer: its state, and the tables that a step fills for it.</summary>
internal sealed unsafe partial class ParameterSlot
{
    private readonly SlotTables _tables;

    /// <param name="group">The index of its group.</param>
    /// <param name="index">Its index in the group, which is that of its rows in the tables too.</param>
    /// <param name="number">Its index among all parameters of the optimizer.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="state">Its state.</param>
    /// <param name="options">The options of its group.</param>
    /// <param name="tables">The tables of its group.</param>
    public ParameterSlot(int group, int index, int number, Parameter parameter, CompiledState state, CompiledOptions options, SlotTables tables)
    {
        (Group, Index, Number, Parameter, State, Options, _tables) = (group, index, number, parameter, state, options, tables);
        Shape = parameter.shape;
        Elements = 1;
        foreach (var size in Shape) Elements *= size;
        Type = Native.TypeOf(parameter.Handle);
    }

    public int Group { get; }

    public int Index { get; }

    /// <summary>Which parameter it is of all the optimizer's, over all groups.</summary>
    public int Number { get; }

    public Parameter Parameter { get; }

    /// <summary>What the parameter was called when it was given to the optimizer, by which checkpoints know it; null if it was not named.</summary>
    public string? GivenName { get; init; }

    /// <summary>Tells the parameters of an optimizer apart.</summary>
    public long Id => (long)Group << 32 | (uint)Index;

    public CompiledState State { get; }

    /// <summary>The options of the group, which may have been given others since the last step.</summary>
    public CompiledOptions Options { get; set; }

    public long[] Shape { get; }

    public long Elements { get; }

    /// <summary>The element type, as libtorch numbers it.</summary>
    public int Type { get; }

    /// <summary>The native handle of the gradient in this step; 0 without one.</summary>
    public nint Gradient { get; set; }

    public Execution Execution { get; set; }

    public string Reason { get; set; } = "it has not had a gradient yet";

    public int Variant { get; set; }

    /// <summary>The device that the parameter is on, for the CUDA execution.</summary>
    public IGpu? Gpu { get; set; }

    /// <summary>The bytes of an element.</summary>
    public int ElementSize => Type switch { Native.Float64 => 8, Native.Float32 => 4, _ => 2 };

    /// <summary>Where the numbers of this parameter are among those of all, in a step on a device.</summary>
    public int Row { get; set; }

    /// <summary>The first of its chunks among those of all, in a step on a device.</summary>
    public int FirstChunk { get; set; }

    /// <summary>This parameter's part of each reduction of the present pass.</summary>
    public Span<double> Totals => _tables.Totals(Index);

    /// <summary>The addresses of the tensors, in the order of the kernels.</summary>
    public nint* Tensors => _tables.Tensors(Index);

    public double* Scalars => _tables.Scalars(Index);

    public int* Lengths => _tables.Lengths(Index);

    /// <summary>The key of the random bits of the present step.</summary>
    public uint Noise => Compiled.Noise.OfStep(Number, State.step);

    /// <summary>Whether a full critical memory takes the candidate of the present step whatever its priority.</summary>
    public bool IsUntested(CompiledRule rule) =>
        rule.MemoryReplacement == Replacement.CriticalTest && Compiled.Noise.Happens(Noise, rule.MemoryCriticalTest(Options));

    /// <summary>The name by which messages refer to the parameter.</summary>
    public string Name => GivenName is null
        ? $"parameter {Index} of group {Group} (shape [{string.Join(", ", Shape)}])"
        : $"parameter '{GivenName}' (index {Index} of group {Group}, shape [{string.Join(", ", Shape)}])";

    public Work Work(CompiledRule rule) => new(
        Tensors, Scalars, Lengths, Elements, Variant, rule.RoundsStochastically ? Noise : 0, rule.HasMemory ? State.memory!.Precision : Precision.Same);

    public void Reserve(int numbers) => _tables.Reserve(numbers);

    /// <summary>Whether the host values of two parameters are the same before the first pass: powers are dear, and tensors many.</summary>
    public bool HasHostOf(ParameterSlot other, CompiledRule rule) =>
        ReferenceEquals(Options, other.Options) && State.step == other.State.step && rule.Numbers.Count == 0
        && (!rule.CountsElements || Elements == other.Elements)
        && (!rule.HasMemory || State.memory!.Count == other.State.memory!.Count);

    /// <summary>Takes over the numbers, vectors and flags of a parameter that has the same.</summary>
    public void CopyHost(ParameterSlot source, CompiledRule rule)
    {
        var numbers = rule.Slots;
        for (var v = 0; v < rule.Vectors; v++) numbers += Lengths[v] = source.Lengths[v];
        new ReadOnlySpan<double>(source.Scalars, numbers).CopyTo(new Span<double>(Scalars, numbers));
        Variant = source.Variant;
    }

    private TorchTensor? TensorAt(int index, int states) => index switch
    {
        0 => Parameter,
        _ when index <= states => State.TensorAt(index - 1),
        _ when index == states + 1 => State.memory?.Sum,
        _ => State.memory?.Slots,
    };
}

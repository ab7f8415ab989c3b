using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>A parameter in an optimizer: its state, and the tables that a step fills for it.</summary>
internal sealed unsafe class ParameterSlot
{
    private readonly nint[] _tensors;
    private readonly int[] _lengths;
    private double[] _scalars;

    public ParameterSlot(int group, int index, int number, Parameter parameter, CompiledState state, CompiledOptions options, CompiledRule rule)
    {
        (Group, Index, Number, Parameter, State, Options) = (group, index, number, parameter, state, options);
        Shape = parameter.shape;
        Elements = parameter.numel();
        Type = Native.TypeOf(parameter.Handle);
        // Pinned, because kernels get addresses into them.
        _tensors = GC.AllocateArray<nint>(rule.Tensors, pinned: true);
        _lengths = GC.AllocateArray<int>(Math.Max(1, rule.Vectors), pinned: true);
        _scalars = [];
        Totals = new double[Math.Max(1, rule.Reductions.Count)];
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
    public double[] Totals { get; }

    public nint* Tensors => (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_tensors));

    public double* Scalars => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_scalars));

    public int* Lengths => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_lengths));

    public Work Work => new(Tensors, Scalars, Lengths, Elements, Variant, Noise, State.memory?.Precision ?? Precision.Same);

    /// <summary>The key of the random bits of the present step.</summary>
    public uint Noise => Compiled.Noise.OfStep(Number, State.step);

    /// <summary>Whether a full critical memory takes the candidate of the present step whatever its priority.</summary>
    public bool IsUntested(CompiledRule rule) =>
        rule.MemoryReplacement == Replacement.CriticalTest && Compiled.Noise.Happens(Noise, rule.MemoryCriticalTest(Options));

    /// <summary>The name by which messages refer to the parameter.</summary>
    public string Name => $"parameter {Index} of group {Group} (shape [{string.Join(", ", Shape)}])";

    /// <summary>The tensors that hand arguments to eager methods and take their results; they are made before the first step.</summary>
    public TorchTensor[] Scratch { get; private set; } = [];

    private TorchTensor?[] _renewed = [];

    /// <summary>The device that the scratch tensors are on; null while there are none.</summary>
    private (int Type, int Index)? _scratchOn;

    /// <summary>What a state in a shape of its own will be once the step is over; null if the parameter has no such state.</summary>
    public TorchTensor? Renewed(int state) => _renewed[state];

    /// <summary>Makes the scratch tensors of a rule's methods, and makes them anew if the parameter has been moved.</summary>
    public void ReserveScratch(CompiledRule rule)
    {
        if (rule.Methods.Count == 0) return;
        var device = (Native.DeviceType(Parameter.Handle), Native.DeviceIndex(Parameter.Handle));
        if (_scratchOn == device) return;
        DisposeScratch();
        var made = new TorchTensor[rule.Scratch];
        for (var i = 0; i < made.Length; i++) made[i] = StateLayout.ZerosLike(Parameter);
        var renewed = new TorchTensor?[rule.States.Count];
        foreach (var method in rule.Methods)
            if (method.Renews >= 0 && State.TensorAt(method.Renews) is { } state) renewed[method.Renews] = state.clone().DetachFromDisposeScope();
        (Scratch, _renewed, _scratchOn) = (made, renewed, device);
    }

    public void DisposeScratch()
    {
        foreach (var tensor in Scratch) tensor.Dispose();
        foreach (var tensor in _renewed) tensor?.Dispose();
        (Scratch, _renewed, _scratchOn) = ([], [], null);
    }

    public void Reserve(int numbers)
    {
        if (_scalars.Length < numbers) _scalars = Numbers(numbers);
    }

    /// <summary>Whether the host values of two parameters are the same before the first pass: powers are dear, and tensors many.</summary>
    public bool HasHostOf(ParameterSlot other, CompiledRule rule) =>
        ReferenceEquals(Options, other.Options) && State.step == other.State.step && rule.Numbers.Count == 0
        && (!rule.CountsElements || Elements == other.Elements)
        && (State.memory?.Count ?? 0) == (other.State.memory?.Count ?? 0);

    /// <summary>Takes over the numbers, vectors and flags of a parameter that has the same.</summary>
    public void CopyHost(ParameterSlot source, int slots)
    {
        source._lengths.AsSpan().CopyTo(_lengths);
        var vectors = 0;
        foreach (var length in _lengths) vectors += length;
        source._scalars.AsSpan(0, slots + vectors).CopyTo(_scalars);
        Variant = source.Variant;
    }

    private static double[] Numbers(int count) => GC.AllocateArray<double>(Math.Max(1, count), pinned: true);
}

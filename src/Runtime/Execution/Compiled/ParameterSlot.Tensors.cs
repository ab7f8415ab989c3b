using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>The tensors of the parameter, as long as they are where they were when they were checked.</summary>
internal sealed unsafe partial class ParameterSlot
{
    private TorchTensor?[] _renewed = [];
    private nint _gradientBefore;

    /// <summary>The device and address of the parameter for which the scratch tensors were made; null while there are none.</summary>
    private (int Type, int Index, nint Address)? _scratchFor;

    /// <summary>The device that the parameter is on, as libtorch numbers its kind.</summary>
    public int DeviceType { get; private set; }

    public int DeviceIndex { get; private set; }

    /// <summary>Whether the elements of the parameter lie in the order of its dimensions.</summary>
    public bool IsContiguous { get; private set; }

    /// <summary>What keeps one sweep from running over all tensors, the gradient aside; null if nothing does.</summary>
    public string? LayoutObstacle { get; private set; }

    /// <summary>The flags under which an eager step with these tensors has succeeded; null if none has.</summary>
    public int? ProvenVariant { get; set; }

    /// <summary>The tensors that hand arguments to eager methods and take their results; they are made before the first step.</summary>
    public TorchTensor[] Scratch { get; private set; } = [];

    /// <summary>Where the slots of the critical memory begin.</summary>
    public nint MemorySlots => _tables.Seen(Index)[^1].Address;

    /// <summary>What a state in a shape of its own will be once the step is over; null if the parameter has no such state.</summary>
    public TorchTensor? Renewed(int state) => _renewed[state];

    /// <summary>Checks that the parameter has not been disposed.</summary>
    /// <exception cref="InvalidOperationException">It has.</exception>
    public void RequireAlive()
    {
        if (Parameter.IsInvalid) throw TensorChecks.Gone(Name);
    }

    /// <summary>Checks that the step counter can be counted on: it is a public field.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public void RequireStep()
    {
        if (State.step is >= 0 and < int.MaxValue) return;
        throw new InvalidOperationException($"The step counter of {Name} is {State.step} (it must be at least 0 and below {int.MaxValue}: how many steps the parameter has taken).");
    }

    /// <summary>Checks the tensors, unless they are where they were when that was done last, and notes where they are.</summary>
    /// <exception cref="InvalidOperationException">A tensor cannot be worked on; the message names it.</exception>
    public void Refresh(CompiledRule rule, VersionCounters counters)
    {
        if (IsUnchanged(rule)) return;
        Forget(counters);
        TensorChecks.Require(this, rule);
        var seen = _tables.Seen(Index);
        for (var i = 0; i < seen.Length; i++) seen[i].See(TensorAt(i, rule.States.Count), counters);
        var parameter = Parameter.Handle;
        (DeviceType, DeviceIndex, IsContiguous) = (Native.DeviceType(parameter), Native.DeviceIndex(parameter), Native.IsContiguous(parameter));
        LayoutObstacle = FusedLayout.Lasting(this, rule);

        Tensors[0] = seen[0].Address;
        for (var i = 0; i < rule.States.Count; i++) Tensors[2 + i] = rule.States[i].HasOwnShape ? 0 : seen[1 + i].Address;
        if (rule.HasMemory) Tensors[2 + rule.States.Count] = seen[1 + rule.States.Count].Address;
    }

    private bool IsUnchanged(CompiledRule rule)
    {
        var seen = _tables.Seen(Index);
        var states = rule.States.Count;
        for (var i = 0; i < seen.Length; i++)
            if (!seen[i].Is(TensorAt(i, states))) return false;
        return Native.IsContiguous(Parameter.Handle) == IsContiguous;
    }

    /// <summary>Lets go of what was noted: the next step checks anew.</summary>
    public void Forget(VersionCounters counters)
    {
        foreach (ref var seen in _tables.Seen(Index)) seen.Forget(counters);
        ProvenVariant = null;
    }

    /// <summary>Asks for what <see cref="Refresh"/> will read for a parameter that comes a little later.</summary>
    public void PrefetchAhead()
    {
        foreach (ref readonly var seen in _tables.SeenAhead(Index)) seen.Prefetch();
    }

    /// <summary>Asks for the gradient of the step before, which is most often that of this step.</summary>
    public void PrefetchGradient()
    {
        CacheLines.Prefetch(_gradientBefore);
        CacheLines.Prefetch(_gradientBefore + 64);
        CacheLines.Prefetch(_gradientBefore + 128);
    }

    /// <summary>Notes where the gradient is.</summary>
    public void SeeGradient()
    {
        _gradientBefore = *(nint*)Gradient;
        Tensors[1] = Native.Data(Gradient);
    }

    /// <summary>Notes for autograd that a step has written the parameter and its states.</summary>
    public void AdvanceVersions(VersionCounters counters)
    {
        foreach (ref readonly var seen in _tables.SeenAhead(Index)) seen.PrefetchVersion();
        foreach (ref readonly var seen in _tables.Seen(Index)) seen.AdvanceVersion(counters);
    }

    /// <summary>Makes the scratch tensors of a rule's methods, and makes them anew if the parameter has been moved.</summary>
    public void ReserveScratch(CompiledRule rule)
    {
        if (rule.Methods.Count == 0) return;
        var place = (DeviceType, DeviceIndex, Tensors[0]);
        if (_scratchFor == place) return;
        DisposeScratch();
        var made = new TorchTensor[rule.Scratch];
        for (var i = 0; i < made.Length; i++) made[i] = StateLayout.ZerosLike(Parameter);
        var renewed = new TorchTensor?[rule.States.Count];
        foreach (var method in rule.Methods)
            if (method.Renews >= 0 && State.TensorAt(method.Renews) is { } state) renewed[method.Renews] = state.clone().DetachFromDisposeScope();
        (Scratch, _renewed, _scratchFor) = (made, renewed, place);
        for (var i = 0; i < made.Length; i++) Tensors[rule.FirstScratch + i] = Native.Data(made[i].Handle);
    }

    public void DisposeScratch()
    {
        foreach (var tensor in Scratch) tensor.Dispose();
        foreach (var tensor in _renewed) tensor?.Dispose();
        (Scratch, _renewed, _scratchFor) = ([], [], null);
    }
}

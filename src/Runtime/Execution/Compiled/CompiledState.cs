using System.ComponentModel;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>What an optimizer keeps for one parameter.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CompiledState : OptimizerState, IDisposable
{
    private readonly CompiledRule _rule;
    private CompiledOptimizer? _owner;
    private OptimizerOptions? _options;
    private int _group;
    private readonly int[] _lengths;

    /// <summary>A state without tensors; <see cref="Initialize"/> makes them.</summary>
    protected CompiledState(Parameter parameter, CompiledRule rule) : base(parameter)
    {
        _rule = rule;
        _lengths = new int[rule.States.Count];
        if (rule.WidestNumber != Over.Tensor) (OfGroup, OfAll) = (new SharedNumbers(rule.Numbers.Count), new SharedNumbers(rule.Numbers.Count));
    }

    /// <summary>How many steps this parameter has taken: those in which it had a gradient.</summary>
    public long step;

    /// <summary>The critical memory; null for a rule without one.</summary>
    public CriticalBuffer? memory;

    /// <summary>The parameter as training goes on from it, while it holds something else to be evaluated; null otherwise.</summary>
    internal TorchTensor? Held { get; set; }

    /// <summary>Puts what is held back into the parameter.</summary>
    internal void Restore()
    {
        if (Held is not { } held) return;
        using var disabled = no_grad();
        _parameter.copy_(held);
        held.Dispose();
        Held = null;
    }

    /// <summary>The number of elements of the parameter.</summary>
    public long Elements => _parameter.numel();

    internal Parameter Parameter => _parameter;

    /// <summary>The numbers that the parameter's group has in common; null for a rule that shares none.</summary>
    internal SharedNumbers? OfGroup { get; private set; }

    /// <summary>The numbers that all parameters of the optimizer have in common; null for a rule that shares none.</summary>
    internal SharedNumbers? OfAll { get; private set; }

    /// <summary>What a device keeps, once a step has run there.</summary>
    internal DeviceRecord? Record { get; private set; }

    /// <summary>The record on a device, made when first needed.</summary>
    internal DeviceRecord RecordOn(IGpu gpu)
    {
        if (Record?.Gpu == gpu) return Record;
        Record?.Leave();
        Record?.Dispose();
        Record = new DeviceRecord(this, _rule, gpu);
        if (memory is not null) memory.Synchronize = Record.Pull;
        return Record;
    }

    /// <summary>The tensor of a state, by its index in the rule.</summary>
    protected abstract ref TorchTensor? Field(int index);

    /// <inheritdoc cref="Field"/>
    internal ref TorchTensor? TensorAt(int index) => ref Field(index);

    /// <summary>The tensor of a state that passes sweep over; null for one in a shape of its own.</summary>
    internal TorchTensor? SweptAt(int index) => _rule.States[index].HasOwnShape ? null : Field(index);

    /// <summary>A state that is a number, by its index in the rule.</summary>
    protected virtual ref double Number(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>A number that parameters have in common, by its index in the rule.</summary>
    protected ref double Shared(int index) => ref (_rule.NumberOver(index) == Over.All ? OfAll : OfGroup)!.Values[index];

    /// <inheritdoc cref="Number"/>
    internal ref double NumberAt(int index) => ref Number(index);

    /// <summary>Takes over what a device has counted, so that what is kept can be read, and changed, here.</summary>
    public void Synchronize()
    {
        Record?.Leave();
        OfGroup?.Leave();
        OfAll?.Leave();
    }

    /// <summary>Begins a call that no other call of the optimizer may run beside.</summary>
    private Occupation Occupy(string method) => _owner is { } owner ? owner.Occupancy.EnterOrShare(method) : default;

    /// <summary>Takes over what a device has counted, so that it can be read here.</summary>
    internal void Pull()
    {
        Record?.Pull();
        OfGroup?.Pull();
        OfAll?.Pull();
    }

    internal void BelongTo(CompiledOptimizer owner, ParameterSlot slot) => (_owner, _options, _group, GivenName) = (owner, slot.Options, slot.Group, slot.GivenName);

    /// <summary>From now on it has these numbers in common with others.</summary>
    internal void Share(SharedNumbers? ofGroup, SharedNumbers? ofAll) => (OfGroup, OfAll) = (ofGroup, ofAll);

    /// <summary>The options of the parameter's group.</summary>
    internal OptimizerOptions? Options => _options;

    /// <summary>The name that checkpoints know the parameter by; null if it has none.</summary>
    internal string? GivenName { get; private set; }

    /// <summary>Makes the tensors anew, zero, and sets the step counter to 0. What the optimizer's parameters have in common stays.</summary>
    /// <param name="options">The options of the parameter's group.</param>
    public sealed override void Initialize(OptimizerOptions options)
    {
        using var occupied = Occupy(nameof(Initialize));
        Dispose();
        _options = options;
        step = 0;
        for (var i = 0; i < _rule.States.Count; i++)
        {
            Field(i) = IsAllocated(i, options) ? NewTensor(i, options) : null;
        }

        for (var i = 0; i < _rule.Numbers.Count; i++)
            if (_owner is null || _rule.NumberOver(i) == Over.Tensor) Number(i) = _rule.InitialNumber(i, options);
        memory = _rule.HasMemory ? NewMemory(options) : null;
        for (var i = 0; i < _lengths.Length; i++) _lengths[i] = _rule.BankLength(i, options);
    }

    /// <summary>Whether the parameter has the state under these options.</summary>
    internal bool IsAllocated(int state, OptimizerOptions options) =>
        _rule.IsAllocated(state, options) && (!_rule.States[state].HasOwnShape || ShapeOf(state) is not null);

    internal TorchTensor NewTensor(int state, OptimizerOptions options) => _rule.States[state] switch
    {
        { HasOwnShape: true } => zeros(ShapeOf(state)!, _parameter.dtype, _parameter.device).DetachFromDisposeScope(),
        { IsBank: true } bank => StateLayout.ZerosLike(_parameter, _rule.BankLength(state, options), bank.Precision),
        var tensor => StateLayout.ZerosLike(_parameter, tensor.Precision),
    };

    private long[]? ShapeOf(int state) => _rule.StateShape(state, _parameter.shape);

    internal CriticalBuffer NewMemory(OptimizerOptions options) => new(_parameter, _rule.MemoryCapacity(options), _rule.MemoryPrecisionFor(options, _parameter.dtype));

    /// <summary>Checks that the options still are those the tensors were made for, as far as their number and sizes go.</summary>
    /// <remarks>Before the first step, a state that an option has switched on since (a scheduler may) is still made.</remarks>
    internal void RequireFits(OptimizerOptions options)
    {
        for (var i = 0; i < _lengths.Length; i++)
        {
            if (Field(i) is null && IsAllocated(i, options))
                Field(i) = step == 0 ? NewTensor(i, options) : throw new InvalidOperationException($"The options now ask for the state '{_rule.States[i].Name}', which did not exist under the former ones (set the option before the group is added, or call Initialize on the state).");
            if (_rule.BankLength(i, options) is var length && length != _lengths[i])
                throw new InvalidOperationException($"The state '{_rule.States[i].Name}' has {_lengths[i]} tensors, but the options now have {length} coefficients (their values may change in training, their number may not).");
        }

        if (memory is { } buffer && buffer.Capacity != _rule.MemoryCapacity(options))
            throw new InvalidOperationException($"The critical memory was made with a capacity of {buffer.Capacity}, but the options now say {_rule.MemoryCapacity(options)} (the capacity is fixed once the group is added).");
        if (_rule.HasBufferDtype && memory is { } kept && kept.Precision != _rule.MemoryPrecisionFor(options, _parameter.dtype))
            throw new InvalidOperationException($"The critical memory was made with slots of type {kept.Slots.dtype}, but the options now say {_rule.BufferDtype(options)?.ToString() ?? "null"} (the type is fixed once the group is added).");
    }

    /// <inheritdoc/>
    public sealed override void to(Device device)
    {
        using var occupied = Occupy(nameof(to));
        Take(Copy(this, device));
    }

    /// <inheritdoc/>
    public sealed override void SaveStateDict(BinaryWriter writer)
    {
        using var occupied = _owner is { } owner ? owner.Occupancy.Enter("save_state_dict") : default;
        Pull();
        CheckpointPart.Write(writer, Save);
    }

    private void Save(BinaryWriter writer)
    {
        writer.Write(step);
        Checkpoint.Name(writer, GivenName ?? "");
        if (GivenName is not null) writer.Write(_group);
        writer.Write(_rule.States.Count);
        for (var i = 0; i < _rule.States.Count; i++)
        {
            Checkpoint.Name(writer, _rule.States[i].Name);
            var tensor = Field(i);
            writer.Write(tensor is not null);
            if (tensor is not null) StateTensors.SaveContiguous(tensor, writer);
        }

        for (var i = 0; i < _rule.Numbers.Count; i++) Checkpoint.Write(writer, _rule.Numbers[i], Number(i));
        writer.Write(memory is not null);
        memory?.Save(writer);
        if (Held is { } held)
        {
            writer.Write(Checkpoint.HeldMark);
            StateTensors.SaveContiguous(held, writer);
        }

        writer.Write(Checkpoint.EndMark);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The stream holds another state, is damaged, or ends too early.</exception>
    public sealed override void LoadStateDict(BinaryReader reader)
    {
        var (target, loaded) = (this, new LoadedState(_rule.States.Count, _rule.Numbers.Count));
        try
        {
            Checkpoint.Read(() => $"the state of {target.Description}", () => CheckpointPart.Read(reader, (part, step) =>
            {
                target = TargetOf(part);
                target.Load(part, step, loaded);
            }));
            if (_owner is { } owner) owner.Loading.Add(target, loaded);
            else Take(loaded);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private string Description => $"{(GivenName is null ? "a parameter" : $"the parameter '{GivenName}'")} of shape [{string.Join(", ", _parameter.shape)}]";

    /// <summary>The state that a part of a checkpoint is for: the one of its name where both have names, else this one, in whose place it stands.</summary>
    private CompiledState TargetOf(CheckpointReader part)
    {
        if (part.Version < CheckpointPart.SinceNames || Checkpoint.ReadName(part) is not { Length: > 0 } name) return this;
        var group = part.ReadInt32();
        return GivenName is null ? this : _owner!.StateOf(name, group);
    }

    /// <summary>The same for a state of another optimizer.</summary>
    /// <exception cref="ArgumentException">This optimizer has no parameter of that name in that group.</exception>
    internal CompiledState TargetOf(OptimizerState source)
    {
        if (GivenName is null || source is not CompiledState { GivenName: { } name } other) return this;
        try
        {
            return _owner!.StateOf(name, other._group);
        }
        catch (InvalidDataException e)
        {
            throw new ArgumentException(e.Message, nameof(source), e);
        }
    }

    private void Load(CheckpointReader reader, long step, LoadedState loaded)
    {
        var options = _owner?.Loading.OptionsFor(_options!) ?? _options!;
        loaded.Step = step;
        if (loaded.Step < 0) throw new InvalidDataException($"The checkpoint has a step counter of {loaded.Step}; it is damaged.");
        var count = reader.ReadInt32();
        if (count != _rule.States.Count)
            throw new InvalidDataException($"The checkpoint has {count} states for a parameter, but this optimizer has {_rule.States.Count}.");

        for (var i = 0; i < count; i++)
        {
            Checkpoint.Expect(reader, _rule.States[i].Name);
            var present = reader.ReadBoolean();
            if (present != IsAllocated(i, options))
                throw new InvalidDataException($"The checkpoint is {(present ? "with" : "without")} the state '{_rule.States[i].Name}', which {Contradiction()}.");
            if (!present) continue;
            loaded.Tensors[i] = NewTensor(i, options);
            StateTensors.Load(loaded.Tensors[i]!, reader, $"state '{_rule.States[i].Name}'");
        }

        for (var i = 0; i < _rule.Numbers.Count; i++) loaded.Numbers[i] = Checkpoint.ReadDouble(reader, _rule.Numbers[i]);
        if (reader.ReadBoolean() != _rule.HasMemory)
            throw new InvalidDataException("The checkpoint and this optimizer differ in having a critical memory.");
        if (_rule.HasMemory) loaded.Memory = CriticalBuffer.Load(reader, _parameter, _rule.MemoryCapacity(options), _rule.MemoryPrecisionFor(options, _parameter.dtype));
        var mark = reader.ReadInt32();
        if (mark == Checkpoint.HeldMark)
        {
            loaded.Held = StateLayout.ZerosLike(_parameter);
            StateTensors.Load(loaded.Held, reader, "parameter of training");
            mark = reader.ReadInt32();
        }

        if (mark != Checkpoint.EndMark)
            throw new InvalidDataException("The checkpoint's state does not end where it should; it is damaged, or was saved by another optimizer.");
    }

    private string Contradiction() => _owner?.Loading.TakesOptions == false
        ? "this optimizer's options contradict (load the options too, or make the optimizer with the same)"
        : "its own options contradict; it is damaged";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The source is the state of another kind of optimizer, or of another shape.</exception>
    public sealed override void LoadStateDict(OptimizerState source)
    {
        using var occupied = Occupy("load_state_dict");
        RequireFits(source);
        Take(Copy((CompiledState)source, _parameter.device));
    }

    internal void RequireFits(OptimizerState source)
    {
        if (source is not CompiledState other || other.GetType() != GetType())
            throw new ArgumentException($"This is a state of {source.GetType().DeclaringType?.Name ?? source.GetType().Name}, not of {GetType().DeclaringType?.Name}.", nameof(source));
        if (!other._parameter.shape.AsSpan().SequenceEqual(_parameter.shape))
            throw new ArgumentException($"The state belongs to a parameter of shape [{string.Join(", ", other._parameter.shape)}], not [{string.Join(", ", _parameter.shape)}].", nameof(source));
        if (other._parameter.dtype != _parameter.dtype)
            throw new ArgumentException($"The state belongs to a parameter of type {other._parameter.dtype}, not {_parameter.dtype}.", nameof(source));
    }

    /// <summary>Checks that another state has what this one has under the options that stay.</summary>
    internal void RequireKept(CompiledState source)
    {
        for (var i = 0; i < _rule.States.Count; i++)
            if (source.Field(i) is null != Field(i) is null || source._lengths[i] != _lengths[i])
                throw Otherwise($"state '{_rule.States[i].Name}'");
        if (source.memory is { } other && (other.Capacity != memory!.Capacity || other.Precision != memory.Precision)) throw Otherwise("critical memory");

        ArgumentException Otherwise(string what) =>
            new($"The two optimizers differ in the {what} of {Description}, as their options do (load the options too, or make the optimizer with the same).", nameof(source));
    }

    private LoadedState Copy(CompiledState source, Device device)
    {
        source.Pull();
        var copy = new LoadedState(_rule.States.Count, _rule.Numbers.Count) { Step = source.step, Memory = source.memory?.Copy(device) };
        for (var i = 0; i < copy.Tensors.Length; i++)
            copy.Tensors[i] = source.Field(i)?.to(device, copy: true).DetachFromDisposeScope();
        for (var i = 0; i < copy.Numbers.Length; i++) copy.Numbers[i] = source.Number(i);
        copy.Held = source.Held?.to(device, copy: true).DetachFromDisposeScope();
        return copy;
    }

    internal void Take(LoadedState loaded)
    {
        OfGroup?.Leave();
        OfAll?.Leave();
        Dispose();
        step = loaded.Step;
        memory = loaded.Memory;
        Held = loaded.Held;
        for (var i = 0; i < loaded.Numbers.Length; i++) Number(i) = loaded.Numbers[i];
        for (var i = 0; i < loaded.Tensors.Length; i++)
        {
            Field(i) = loaded.Tensors[i];
            _lengths[i] = _rule.States[i].IsBank ? (int)(loaded.Tensors[i]?.shape[0] ?? 0) : 0;
        }
    }

    /// <inheritdoc/>
    public sealed override bool ApproximatelyEquals(OptimizerState other)
    {
        if (other is not CompiledState state || state.GetType() != GetType()) return false;
        Pull();
        state.Pull();
        if (state.step != step) return false;
        for (var i = 0; i < _rule.States.Count; i++)
        {
            var (a, b) = (Field(i), state.Field(i));
            if (a is null != b is null || a is not null && !StateTensors.AreClose(a, b!)) return false;
        }

        for (var i = 0; i < _rule.Numbers.Count; i++)
            if (Math.Abs(Number(i) - state.Number(i)) > 1e-8 + 1e-5 * Math.Abs(state.Number(i))) return false;
        if (Held is null != state.Held is null || Held is not null && !StateTensors.AreClose(Held, state.Held!)) return false;
        return memory is null ? state.memory is null : state.memory is not null && memory.ApproximatelyEquals(state.memory);
    }

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        for (var i = 0; i < _rule.States.Count; i++) Field(i)?.Dispose();
        memory?.Dispose();
        Held?.Dispose();
        Held = null;
        Record?.Dispose();
        Record = null;
        GC.SuppressFinalize(this);
    }
}

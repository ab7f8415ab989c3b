using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    private readonly List<ParameterSlot> _active = [];
    private readonly List<ParameterSlot> _onHost = [];
    private readonly EagerStep _eager = new();
    private CpuStep? _cpu;

    // Whether the present step has changed what it cannot take back.
    private bool _hasWritten;

    /// <summary>
    /// Performs a single optimization step. A parameter without a gradient, or with requires_grad false, is left alone, its state
    /// and step counter included.
    /// </summary>
    /// <param name="closure">Reevaluates the model and returns the loss; optional.</param>
    /// <returns>The loss that the closure returned, or null.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter of a group is out of bounds.</exception>
    /// <exception cref="ArgumentException">Hyperparameters of a group break a constraint of the declaration.</exception>
    /// <exception cref="InvalidOperationException">
    /// The optimizer is in evaluation mode (<see cref="ITrainingMode"/>); or a gradient is sparse, or not of its parameter's shape,
    /// type or device; or a parameter, a state or a group has been replaced, disposed or changed in a way that does not fit; or an
    /// eager method of the rule returned no tensor of the parameter's shape; or another call of the optimizer is running. Nothing has
    /// been changed then, nor after anything that such a method throws.
    /// </exception>
    public override TorchTensor step(Func<TorchTensor>? closure = null) => Step(closure, groups: null);

    private TorchTensor Step(Func<TorchTensor>? closure, int[]? groups)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (this is ITrainingMode { IsTraining: false })
            throw new InvalidOperationException($"The parameters are those of evaluation, which a step must not start from: call Train() on the {GetType().Name} after Eval().");
        _beforeStep?.Invoke();
        TorchTensor? loss;
        using (Occupancy.Enter(nameof(step)))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            loss = Evaluate(closure);
            try
            {
                Select(groups);
                Prepare();
                if (_active.Count > 0) Advance();
            }
            finally
            {
                foreach (var slot in _active) Native.Dispose(slot.Gradient);
                _active.Clear();
                _onHost.Clear();
                foreach (var step in _cuda) step.Slots.Clear();
            }
        }

        _afterStep?.Invoke();
        return loss!;
    }

    private static TorchTensor? Evaluate(Func<TorchTensor>? closure)
    {
        if (closure is null) return null;
        using var enabled = enable_grad();
        return closure();
    }

    /// <summary>Collects the gradients and checks everything, before anything is changed.</summary>
    private void Prepare()
    {
        RequireOptions();
        var slots = CollectionsMarshal.AsSpan(_slots);
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = slots[i];
            PrefetchAhead(slots, i);
            slot.RequireAlive();
            RequireTraining(slot);
            if (Absence(slot) is { } reason)
            {
                (slot.Execution, slot.Reason) = (Execution.Automatic, reason);
                continue;
            }

            _active.Add(slot);
            slot.RequireStep();
            slot.State.RequireFits(slot.Options);
            slot.Refresh(_rule, VersionCounters);
            GradientCheck.Require(slot);
            slot.SeeGradient();
            slot.Reserve(_rule.Slots + _rule.VectorElements(slot.Options));
            if (Execution != Execution.Reference) slot.ReserveScratch(_rule);
            slot.Execution = Choose(slot);
        }

        CudaChoice.RequireTogether(_active, _rule, Execution == Execution.Cuda);
        foreach (var slot in _active)
        {
            if (slot.Execution == Execution.Cuda)
            {
                CudaStepOf(slot).Slots.Add(slot);
                continue;
            }

            // Before anything is counted: the device may have counted more than the host knows of.
            slot.State.Synchronize();
            _onHost.Add(slot);
        }
    }

    private static void PrefetchAhead(ReadOnlySpan<ParameterSlot> slots, int index)
    {
        slots[index].PrefetchAhead();
        if (index + 2 * CacheLines.Ahead < slots.Length) CacheLines.Prefetch(slots[index + 2 * CacheLines.Ahead]);
        if (index + CacheLines.Ahead >= slots.Length) return;
        CacheLines.Prefetch(slots[index + CacheLines.Ahead].State);
        slots[index + CacheLines.Ahead].PrefetchGradient();
    }

    private Execution Choose(ParameterSlot slot)
    {
        switch (Execution)
        {
            case Execution.Cpu: return CpuStep.Choose(slot, asked: true);
            case Execution.Cuda: return CudaChoice.Choose(slot, _rule, asked: true);
            case Execution.Automatic:
                return slot.DeviceType == (int)DeviceType.CUDA
                    ? CudaChoice.Choose(slot, _rule, asked: false)
                    : CpuStep.Choose(slot, asked: false);
            default:
                slot.Reason = "it was asked for";
                return Execution;
        }
    }

    /// <summary>What fails before anything fused has been written, or is taken back, fails as if the step had not been asked for.</summary>
    private void Advance()
    {
        foreach (var slot in _active) slot.State.step++;
        _hasWritten = false;
        try
        {
            if (Execution == Execution.Reference) AdvanceReference();
            else AdvanceCompiled();
        }
        catch when (!_hasWritten)
        {
            TakeBack();
            throw;
        }
    }

    private void AdvanceReference()
    {
        using var disabled = no_grad();
        ReferenceStep.Run(_active, _rule, RunReference);
    }

    private void AdvanceCompiled()
    {
        if (_rule.MayThrow) Check();
        var usesDevices = _onHost.Count < _active.Count;
        if (usesDevices) PrepareDevices();
        // An eager pass may fail, and must not find anything that a device has done already. Where methods are called, devices have
        // changed nothing before the last pass; where none are, they can wait.
        var together = _rule.Methods.Count > 0;
        for (var pass = 0; pass < _rule.Passes; pass++)
        {
            if (_onHost.Count > 0) AdvanceOnHost(pass);
            if (usesDevices && together) AdvanceOnDevices(pass);
        }

        for (var pass = 0; usesDevices && !together && pass < _rule.Passes; pass++) AdvanceOnDevices(pass);
        if (usesDevices) EndOnDevices();
        EndMemories();
        MethodCalls.Renew(_rule, _active);
        Keep(_onHost);
        foreach (var slot in _active)
            if (slot.Execution != Execution.Eager) slot.AdvanceVersions(VersionCounters);
    }

    private void AdvanceOnHost(int pass)
    {
        ComputeHost(pass, _onHost);
        if (pass == _rule.OfferPass) OfferToMemories();

        // First what may fail.
        _eager.Run(_rule, pass, _onHost);
        if (pass == _rule.Passes - 1) _hasWritten = true;
        (_cpu ??= new CpuStep(_rule)).Run(pass, _onHost);
        Reductions.Combine(_rule.Reductions, pass, _onHost);
        // Only the last pass changes anything, and all methods are called before it.
        MethodCalls.Run(_rule, pass, _onHost);
    }

    /// <summary>Throws what Update throws for numbers of the host.</summary>
    private void Check()
    {
        foreach (var slot in _active) _rule.Check(slot.Options, slot.State, slot.State.memory?.Count ?? 0);
    }

    /// <summary>Makes a step that has changed nothing one that has not been taken.</summary>
    private void TakeBack()
    {
        foreach (var slot in _active)
        {
            slot.State.step--;
            slot.State.memory?.TakeBack();
        }
    }

    /// <summary>Stores the numbers of the states; of what parameters have in common, the first has the last word.</summary>
    private unsafe void Keep(List<ParameterSlot> slots)
    {
        for (var i = slots.Count - 1; i >= 0; i--) _rule.Keep(slots[i].State, slots[i].Scalars);
    }

    private unsafe void ComputeHost(int stage, List<ParameterSlot> slots)
    {
        ParameterSlot? previous = null;
        foreach (var slot in slots)
        {
            if (stage == 0 && previous is not null && slot.HasHostOf(previous, _rule)) slot.CopyHost(previous, _rule);
            else
            {
                var flags = _rule.Host(stage, slot.Options, slot.State, slot.State.memory?.Count ?? 0, slot.Scalars, slot.Lengths);
                slot.Variant = stage == 0 ? flags : slot.Variant | flags;
            }

            previous = slot;
        }
    }

    private unsafe void OfferToMemories()
    {
        if (!_rule.HasMemory) return;
        foreach (var slot in _onHost)
            if (slot.State.memory!.Offer(slot.Scalars[_rule.PrioritySlot], _rule.MemoryReplacement, slot.IsUntested(_rule))) slot.Variant |= _rule.AcceptsFlag;
    }

    private unsafe void EndMemories()
    {
        if (!_rule.HasMemory) return;
        foreach (var slot in _onHost)
        {
            var memory = slot.State.memory!;
            if (!memory.EndStep(slot.Scalars[_rule.PrioritySlot], _rule.MemoryDecay(slot.Options))) continue;
            if (slot.Execution == Execution.Cpu) _cpu!.RefreshSum(slot);
            else EagerWork.RefreshSum(memory);
        }
    }
}

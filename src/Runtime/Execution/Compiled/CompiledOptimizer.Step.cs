using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    private readonly List<ParameterSlot> _active = [];
    private readonly List<ParameterSlot> _onHost = [];
    private CpuStep? _cpu;

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
    /// type or device; or options changed in a way that the states do not fit; or an eager method of the rule returned no tensor of the parameter's shape. Nothing has been changed then, nor after
    /// anything that such a method throws itself.
    /// </exception>
    public override TorchTensor step(Func<TorchTensor>? closure = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (this is ITrainingMode { IsTraining: false })
            throw new InvalidOperationException($"The parameters are those of evaluation, which a step must not start from: call Train() on the {GetType().Name} after Eval().");
        _beforeStep?.Invoke();
        TorchTensor? loss = null;
        if (closure is not null)
        {
            using var enabled = enable_grad();
            loss = closure();
        }

        try
        {
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

        _afterStep?.Invoke();
        return loss!;
    }

    /// <summary>Collects the gradients and checks everything, before anything is changed.</summary>
    private void Prepare()
    {
        // By index: to enumerate an IList allocates, and a fused step does not.
        for (var i = 0; i < _parameter_groups.Count; i++) ((CompiledOptions)_parameter_groups[i].Options).RequireValid();
        foreach (var slot in _slots)
        {
            RequireTraining(slot);
            slot.Options = (CompiledOptions)_parameter_groups[slot.Group].Options;
            if (Absence(slot) is { } reason)
            {
                (slot.Execution, slot.Reason) = (Execution.Automatic, reason);
                continue;
            }

            _active.Add(slot);
            GradientCheck.Require(slot);
            slot.State.RequireFits(slot.Options);
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

    private Execution Choose(ParameterSlot slot)
    {
        switch (Execution)
        {
            case Execution.Cpu: return CpuStep.Choose(slot, _rule, asked: true);
            case Execution.Cuda: return CudaChoice.Choose(slot, _rule, asked: true);
            case Execution.Automatic:
                return Native.DeviceType(slot.Parameter.Handle) == (int)DeviceType.CUDA
                    ? CudaChoice.Choose(slot, _rule, asked: false)
                    : CpuStep.Choose(slot, _rule, asked: false);
            default:
                slot.Reason = "it was asked for";
                return Execution;
        }
    }

    private void Advance()
    {
        foreach (var slot in _active) slot.State.step++;
        if (Execution == Execution.Reference)
        {
            AdvanceReference();
            return;
        }

        var usesDevices = _onHost.Count < _active.Count;
        if (usesDevices) PrepareDevices();
        for (var pass = 0; pass < _rule.Passes; pass++)
        {
            if (usesDevices) AdvanceOnDevices(pass);
            if (_onHost.Count > 0) AdvanceOnHost(pass);
        }

        if (usesDevices) EndOnDevices();
        EndMemories();
        MethodCalls.Renew(_rule, _active);
        Keep(_onHost);
    }

    private void AdvanceOnHost(int pass)
    {
        ComputeHost(pass, _onHost);
        if (pass == _rule.OfferPass) OfferToMemories();

        (_cpu ??= new CpuStep(_rule)).Run(pass, _onHost);
        foreach (var slot in _onHost)
            if (slot.Execution == Execution.Eager) RunEager(pass, slot);
        Reductions.Combine(_rule.Reductions, pass, _onHost);
        CallMethods(pass, _onHost);
    }

    /// <summary>Only the last pass changes anything, and all methods are called before it: if one fails, the step has not been taken.</summary>
    private void CallMethods(int pass, List<ParameterSlot> slots)
    {
        try
        {
            MethodCalls.Run(_rule, pass, slots);
        }
        catch
        {
            TakeBack();
            throw;
        }
    }

    /// <summary>What Update throws, it throws before anything is written back; then the step has not been taken.</summary>
    private void AdvanceReference()
    {
        using var disabled = no_grad();
        try
        {
            ReferenceStep.Run(_active, _rule, RunReference);
        }
        catch
        {
            TakeBack();
            throw;
        }
    }

    /// <summary>Makes a step that has failed before it changed anything one that has not been taken.</summary>
    private void TakeBack()
    {
        foreach (var slot in _active) slot.State.step--;
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
            if (stage == 0 && previous is not null && slot.HasHostOf(previous, _rule)) slot.CopyHost(previous, _rule.Slots);
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

    private void RunEager(int pass, ParameterSlot slot)
    {
        using var disabled = no_grad();
        using var scope = NewDisposeScope();
        using var numbers = HeldNumbers.Begin();
        if (EagerWidening.IsNeeded(slot, _rule)) EagerWidening.Run(_rule, pass, slot, slot.Parameter.grad!);
        else _rule.Eager(pass, new EagerWork(slot, _rule, slot.Parameter.grad!));
    }
}

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    private readonly List<CudaStep> _cuda = [];
    private bool _capturable;

    /// <summary>
    /// Whether steps on CUDA devices count themselves there, bias corrections and all, so that a CUDA graph can hold a step and be
    /// replayed. Off by default, because it costs one more launch per step.
    /// </summary>
    /// <remarks>
    /// A graph holds what the step before the capture has prepared: take one step with the same gradients' tensors first.
    /// Hyperparameters that change between replays reach the device with <see cref="UploadOptions"/>.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The rule's coefficients change with the step, or its arithmetic may throw, or it calls an eager method; only the host can do that.</exception>
    public bool Capturable
    {
        get => _capturable;
        set
        {
            if (value && _rule.Cuda is { AllowsDeviceNumbers: false })
                throw new InvalidOperationException("The steps of this optimizer cannot be captured: its coefficients change with the step, or its arithmetic may throw, which only the host can do.");
            if (value && _rule.Methods.Count > 0)
                throw new InvalidOperationException($"The steps of this optimizer cannot be captured: {_rule.Methods[0].Name} is called by the host in each of them.");
            _capturable = value;
        }
    }

    /// <summary>What the last step did on CUDA devices.</summary>
    public StepTrace Trace { get; private set; }

    /// <summary>Gives CUDA devices the hyperparameters as they are now, for a captured step that is about to be replayed.</summary>
    /// <exception cref="ArgumentException">A hyperparameter is out of bounds, or some break a constraint; nothing has been changed then.</exception>
    public void UploadOptions()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var occupied = Occupancy.Enter(nameof(UploadOptions));
        RequireOptions();
        foreach (var step in _cuda)
        {
            foreach (var slot in step.RowOwners) slot.State.RequireFits(slot.Options);

            ComputeHost(0, step.RowOwners);
            step.UploadOptions();
        }
    }

    /// <summary>The step of a parameter's device.</summary>
    private CudaStep CudaStepOf(ParameterSlot slot)
    {
        var gpu = slot.Gpu!;
        foreach (var step in _cuda)
            if (ReferenceEquals(step.Gpu, gpu)) return step;
        _cuda.Add(new CudaStep(_rule, gpu));
        return _cuda[^1];
    }

    /// <summary>Everything that can fail comes before the first launch; if it does, the step has not been taken.</summary>
    private void PrepareDevices()
    {
        foreach (var step in _cuda)
        {
            if (step.Slots.Count == 0) continue;
            ComputeHost(0, step.Slots);
            step.Prepare(_capturable);
        }
    }

    private void AdvanceOnDevices(int pass)
    {
        foreach (var step in _cuda)
        {
            if (step.Slots.Count == 0) continue;
            // With methods only the last pass changes anything; without, the device keeps records from the first.
            if (pass == _rule.Passes - 1 || _rule.Methods.Count == 0) _hasWritten = true;
            step.Run(pass);
            MethodCalls.Run(_rule, pass, step.Slots);
        }
    }

    private void EndOnDevices()
    {
        var trace = default(StepTrace);
        foreach (var step in _cuda)
        {
            if (step.Slots.Count == 0) continue;
            trace = trace.With(step, _rule);
            if (!step.CountsSteps) Keep(step.Slots);
        }

        Trace = trace;
    }
}

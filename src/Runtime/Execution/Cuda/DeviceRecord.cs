using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>What a device keeps for one parameter from step to step: counters, numbers of the state, priorities of the memory.</summary>
/// <remarks>
/// In a step only the device changes it, so that the host need not wait. The host's own copy is brought up to date when
/// something asks for it: a checkpoint, an analysis, a step of another execution.
/// </remarks>
internal sealed class DeviceRecord(CompiledState state, CompiledRule rule, IGpu gpu) : IDisposable
{
    // The order of the prelude's enumeration.
    private const int Step = 0, Count = 1, Writes = 3, Replacements = 4, Chosen = 5, Smallest = 7, Numbers = 8;

    private readonly double[] _values = new double[Numbers + rule.Numbers.Count + (state.memory?.Capacity ?? 0)];
    private bool _countsSteps;

    public IGpu Gpu => gpu;

    public nint Address { get; } = gpu.Allocate(sizeof(double) * (Numbers + rule.Numbers.Count + (state.memory?.Capacity ?? 0)));

    /// <summary>Whether the device knows what the host does.</summary>
    public bool IsCurrent { get; private set; }

    /// <summary>Whether the host knows what the device does.</summary>
    public bool IsKnown { get; private set; } = true;

    /// <summary>Gives the device what the host knows, unless it knows it.</summary>
    /// <param name="countsSteps">Whether the device counts the steps and keeps the numbers.</param>
    /// <param name="stream">The stream of the step that follows.</param>
    /// <returns>Whether something was copied.</returns>
    public bool Push(bool countsSteps, nint stream)
    {
        if (_countsSteps != countsSteps) Leave();
        _countsSteps = countsSteps;
        if (IsCurrent) return false;
        // The device counts the step that the host has counted already.
        _values[Step] = state.step - 1;
        for (var i = 0; i < rule.Numbers.Count; i++) _values[Numbers + i] = state.NumberAt(i);
        if (state.memory is { } memory)
        {
            (_values[Count], _values[Writes], _values[Replacements], _values[Chosen], _values[Smallest]) = (memory.Count, memory.Writes, memory.Replacements, -1, memory.Smallest);
            memory.Priorities.CopyTo(_values.AsSpan(Numbers + rule.Numbers.Count));
        }

        gpu.Upload(Address, MemoryMarshal.AsBytes(_values.AsSpan()), stream);
        return IsCurrent = true;
    }

    /// <summary>Notes that a step on the device has begun.</summary>
    public void Advance()
    {
        IsKnown = false;
        state.memory?.CountCandidate();
    }

    /// <summary>Takes over what the device knows.</summary>
    public void Pull()
    {
        if (IsKnown) return;
        IsKnown = true;
        gpu.Download(MemoryMarshal.AsBytes(_values.AsSpan()), Address, gpu.Stream);
        if (_countsSteps)
        {
            state.step = (long)_values[Step];
            for (var i = 0; i < rule.Numbers.Count; i++)
                if (rule.NumberOver(i) == Over.Tensor) state.NumberAt(i) = _values[Numbers + i];
        }

        state.memory?.Take((int)_values[Count], (long)_values[Writes], (long)_values[Replacements], (int)_values[Smallest], _values.AsSpan(Numbers + rule.Numbers.Count));
    }

    /// <summary>Ends the device's turn: from now on the host changes what is kept.</summary>
    public void Leave()
    {
        Pull();
        IsCurrent = false;
    }

    public void Dispose() => gpu.Free(Address);
}

namespace OptimizerDsl.Compiled;

/// <summary>What the host says of parameters, one row for all that have it in common: flags, lengths, numbers, coefficients.</summary>
internal sealed unsafe class CudaRows(CompiledRule rule)
{
    private double[] _values = [];
    private int _last;

    /// <summary>The rows, one after the other.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Length);

    public int Length { get; private set; }

    public void Clear() => Length = _last = 0;

    /// <summary>Adds the row of a parameter, unless the row before is the same.</summary>
    /// <param name="slot">The parameter, whose numbers have been computed.</param>
    /// <param name="deviceNumbers">Whether the device computes the numbers from its inputs.</param>
    /// <param name="isNew">Whether the parameter gets a row of its own whatever the row before is.</param>
    /// <returns>Where the row begins.</returns>
    public int Add(ParameterSlot slot, bool deviceNumbers, bool isNew = false)
    {
        var program = rule.Cuda!;
        var inputs = deviceNumbers ? program.Inputs : program.LateInputs;
        var vectors = 0;
        for (var j = 0; j < rule.Vectors; j++) vectors += slot.Lengths[j];
        // The inputs are written as a whole, those that are not part of the row beyond its end.
        var size = 3 + rule.Vectors + rule.Slots + inputs + rule.Numbers.Count + vectors;
        var start = Length;
        if (_values.Length < start + size + program.Inputs) Array.Resize(ref _values, 2 * (start + size + program.Inputs));
        fixed (double* values = _values)
        {
            var row = values + start;
            // What the device counts and computes, its inputs do not say.
            *row++ = deviceNumbers ? 0 : slot.Variant & ~rule.AcceptsFlag;
            *row++ = deviceNumbers ? 0 : slot.State.step;
            *row++ = deviceNumbers ? 0 : slot.State.memory?.Count ?? 0;
            for (var j = 0; j < rule.Vectors; j++) *row++ = slot.Lengths[j];
            for (var k = 0; k < rule.Slots; k++) *row++ = deviceNumbers ? 0 : slot.Scalars[k];
            if (inputs > 0) rule.CudaInputs(slot.Options, row);
            row += inputs;
            for (var k = 0; k < rule.Numbers.Count; k++) *row++ = deviceNumbers ? 0 : slot.State.NumberAt(k);
            for (var k = 0; k < vectors; k++) *row++ = slot.Scalars[rule.Slots + k];
        }

        if (!isNew && start > 0 && start - _last == size && _values.AsSpan(_last, size).SequenceEqual(_values.AsSpan(start, size))) return _last;
        Length += size;
        return _last = start;
    }
}

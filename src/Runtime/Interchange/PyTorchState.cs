using TorchSharp.Modules;

namespace OptimizerDsl.Compiled;

/// <summary>The state of a parameter as tensors <c>state.INDEX.NAME</c>, the names and meanings of PyTorch's <c>state_dict()</c>.</summary>
/// <remarks>What PyTorch's optimizers do not have goes by names of ours: a critical memory is <c>critical_slots</c> and so on.</remarks>
internal sealed class PyTorchState(CompiledState state, CompiledRule rule, PyTorchLayout layout, long index)
{
    private const string
        Steps = "step", Slots = "critical_slots", Sum = "critical_sum", Priorities = "critical_priorities",
        Held = "training_parameter", Filled = "critical_count", Writes = "critical_writes", Replacements = "critical_replacements", Smallest = "critical_smallest";

    // From here on float32, the type of PyTorch's counters, has gaps.
    private const long Exact = 1 << 24;

    /// <summary>Adds what the state has to a file.</summary>
    public void Write(SafeTensorsWriter file)
    {
        state.Pull();
        if (layout.IsInPyTorch && state.step == 0) return;
        if (layout.CountsSteps)
        {
            if (state.step <= Exact) file.Add(Key(Steps), (float)state.step);
            else file.Add(Key(Steps), (double)state.step);
        }

        for (var i = 0; i < rule.Numbers.Count; i++) file.Add(Key(rule.Numbers[i]), state.NumberAt(i));
        for (var i = 0; i < rule.States.Count; i++)
            if (state.TensorAt(i) is { } tensor) file.Add(Key(rule.States[i].Name), tensor);
        if (state.Held is { } held) file.Add(Key(Held), held);
        if (state.memory is not { } memory) return;
        file.Add(Key(Slots), memory.Slots);
        file.Add(Key(Sum), memory.Sum);
        file.Add(Key(Priorities), memory.AllPriorities);
        file.Add(Key(Filled), (long)memory.Count);
        file.Add(Key(Writes), memory.Writes);
        file.Add(Key(Replacements), memory.Replacements);
        if (KeepsSmallest) file.Add(Key(Smallest), (long)memory.Smallest);
    }

    /// <summary>Checks that a file has all of the state under these options, and nothing else of this parameter.</summary>
    /// <returns>The names in the file that belong to the parameter: none where it had not made a step.</returns>
    /// <exception cref="InvalidDataException">Something is missing or too much.</exception>
    public IReadOnlyCollection<string> Require(SafeTensorsReader file, OptimizerOptions options)
    {
        var prefix = Key("");
        var found = file.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToHashSet();
        if (found.Count == 0) return found;

        var expected = Names(options).Select(Key).ToHashSet();
        if (found.Contains(Key(Held))) expected.Add(Key(Held));
        if (expected.FirstOrDefault(name => !found.Contains(name)) is { } missing)
            throw new InvalidDataException($"The file lacks '{missing}', which {layout.Name} needs.");
        if (found.FirstOrDefault(name => !expected.Contains(name)) is { } other)
            throw new InvalidDataException($"The file has '{other}', which {layout.Name} does not keep under the file's options.");
        return found;
    }

    private IEnumerable<string> Names(OptimizerOptions options) =>
    [
        .. layout.CountsSteps ? [Steps] : Array.Empty<string>(),
        .. rule.Numbers,
        .. rule.States.Where((_, i) => state.IsAllocated(i, options)).Select(s => s.Name),
        .. rule.HasMemory ? [Slots, Sum, Priorities, Filled, Writes, Replacements] : Array.Empty<string>(),
        .. KeepsSmallest ? [Smallest] : Array.Empty<string>(),
    ];

    private bool KeepsSmallest => rule.MemoryReplacement == Replacement.CriticalTest;

    /// <summary>Reads into a new state what has been required, or leaves it as it is before the first step.</summary>
    /// <exception cref="InvalidDataException">Something is of another type or shape, or a number that it cannot be.</exception>
    public void Read(SafeTensorsReader file, OptimizerOptions options, bool exists, LoadedState loaded)
    {
        loaded.Step = !exists ? 0 : layout.CountsSteps ? file.ReadCount(Key(Steps)) : 1;
        for (var i = 0; i < rule.Numbers.Count; i++)
            loaded.Numbers[i] = exists ? file.ReadNumber(Key(rule.Numbers[i])) : rule.InitialNumber(i, options);
        for (var i = 0; i < rule.States.Count; i++)
        {
            if (!state.IsAllocated(i, options)) continue;
            loaded.Tensors[i] = state.NewTensor(i, options);
            if (exists) file.ReadInto(Key(rule.States[i].Name), loaded.Tensors[i]!);
        }

        if (file.Names.Contains(Key(Held)))
        {
            loaded.Held = StateLayout.ZerosLike(state.Parameter);
            file.ReadInto(Key(Held), loaded.Held);
        }

        if (!rule.HasMemory) return;
        var memory = loaded.Memory = state.NewMemory(options);
        if (!exists) return;
        file.ReadInto(Key(Slots), memory.Slots);
        file.ReadInto(Key(Sum), memory.Sum);
        var (count, priorities) = (file.ReadCount(Key(Filled)), new double[memory.Capacity]);
        if (count > memory.Capacity)
            throw new InvalidDataException($"The file's '{Key(Filled)}' is {count}, but the memory has {memory.Capacity} slots.");
        file.ReadNumbers(Key(Priorities), priorities);
        var smallest = KeepsSmallest ? file.ReadCount(Key(Smallest)) : 0;
        if (smallest > 0 && smallest >= memory.Capacity)
            throw new InvalidDataException($"The file's '{Key(Smallest)}' is {smallest}, but the memory has {memory.Capacity} slots.");
        memory.Take((int)count, file.ReadCount(Key(Writes)), file.ReadCount(Key(Replacements)), (int)smallest, priorities);
    }

    private string Key(string name) => $"state.{index}.{name}";
}

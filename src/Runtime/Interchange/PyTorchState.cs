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
    /// <returns>How many tensors of the file belong to the parameter: none where it had not made a step.</returns>
    /// <exception cref="InvalidDataException">Something is missing or too much.</exception>
    public int Require(SafeTensorsReader file, OptimizerOptions options)
    {
        var found = file.NamesOf(index);
        if (found.Count == 0) return 0;

        var expected = Names(options);
        if (file.Has(Key(Held))) expected.Add(Held);
        foreach (var name in expected)
            if (!file.Has(Key(name))) throw new InvalidDataException($"The file lacks '{Key(name)}', which {layout.Name} needs.");
        if (found.Count > expected.Count)
        {
            var other = found.First(name => !expected.Select(Key).Contains(name));
            throw new InvalidDataException($"The file has '{Checkpoint.Printable(other)}', which {layout.Name} does not keep under {(ReferenceEquals(options, state.Options) ? "its" : "the file's")} options.");
        }

        return found.Count;
    }

    private List<string> Names(OptimizerOptions options)
    {
        var names = new List<string>();
        if (layout.CountsSteps) names.Add(Steps);
        names.AddRange(rule.Numbers);
        for (var i = 0; i < rule.States.Count; i++)
            if (state.IsAllocated(i, options)) names.Add(rule.States[i].Name);
        if (rule.HasMemory) names.AddRange([Slots, Sum, Priorities, Filled, Writes, Replacements]);
        if (KeepsSmallest) names.Add(Smallest);
        return names;
    }

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

        if (file.Has(Key(Held)))
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

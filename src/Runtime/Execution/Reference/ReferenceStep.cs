using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>One step of the reference execution: Update runs on float64 copies, which are written back once all have run.</summary>
internal static class ReferenceStep
{
    public static void Run(List<ParameterSlot> active, CompiledRule rule, Action<ReferenceWork> update)
    {
        // For the tensors of TorchSharp that go into an Update and come out of it.
        using var scope = NewDisposeScope();
        var inputs = active.Select(slot => Read(slot, rule)).ToArray();
        var memories = active.Select(slot => slot.State.memory is { } m ? Read(m) : []).ToArray();
        var works = new ReferenceWork[active.Count];
        ReferenceReduction.Run([.. active.Select(s => s.Group)], i =>
        {
            var slot = active[i];
            CriticalMemory? memory = slot.State.memory is { } buffer
                ? new(
                    buffer.Capacity, rule.MemoryDecay(slot.Options), (Tensor)inputs[i][1]!, memories[i], buffer.Priorities.ToArray(),
                    rule.MemoryReplacement, buffer.Writes, RoundingOf(slot, rule), slot.IsUntested(rule), buffer.Smallest)
                : null;
            works[i] = new ReferenceWork(slot.Options, [.. inputs[i]], Numbers(slot, rule), memory, slot.State.step);
            ReferenceShape.During(slot.Shape, () => update(works[i]));
        });

        // All of them, before the first is written back.
        for (var i = 0; i < active.Count; i++) RequireShapes(active[i], works[i], rule);
        // Of what parameters have in common, the first has the last word.
        for (var i = active.Count - 1; i >= 0; i--) Write(active[i], works[i], rule);
    }

    private static double[] Numbers(ParameterSlot slot, CompiledRule rule)
    {
        var numbers = new double[rule.Numbers.Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = slot.State.NumberAt(i);
        return numbers;
    }

    private static object?[] Read(ParameterSlot slot, CompiledRule rule)
    {
        using var scope = NewDisposeScope();
        var values = new object?[2 + rule.States.Count];
        values[0] = ReferenceShape.Read(slot.Parameter);
        values[1] = ReferenceShape.Read(slot.Parameter.grad!);
        for (var i = 0; i < rule.States.Count; i++)
        {
            if (slot.State.TensorAt(i) is not { } state) continue;
            if (rule.States[i].HasOwnShape) values[2 + i] = state.cpu().to(float64, copy: true).MoveToOuterDisposeScope();
            else values[2 + i] = rule.States[i].IsBank ? new TensorBank(ReadAll(state, state.shape[0])) : ReferenceShape.Read(state);
        }

        return values;
    }

    private static Tensor[] Read(CriticalBuffer memory)
    {
        using var scope = NewDisposeScope();
        return ReadAll(memory.Slots, memory.Count);
    }

    private static Tensor[] ReadAll(TorchTensor stack, long count) =>
        [.. Enumerable.Range(0, (int)count).Select(k => ReferenceShape.Read(stack.select(0, k)))];

    private static void RequireShapes(ParameterSlot slot, ReferenceWork work, CompiledRule rule)
    {
        RequireLength(work.Tensor(0), slot);
        for (var i = 0; i < rule.States.Count; i++)
        {
            if (slot.State.TensorAt(i) is not { } state) continue;
            if (!rule.States[i].HasOwnShape)
            {
                if (!rule.States[i].IsBank) RequireLength(work.Tensor(2 + i), slot);
                else for (var k = 0; k < state.shape[0]; k++) RequireLength(work.Bank(2 + i)[k], slot);
                continue;
            }

            var value = work.Torch(2 + i);
            if (value is not null && value.shape.AsSpan().SequenceEqual(state.shape)) continue;
            throw new InvalidOperationException(
                $"Update left the state '{rule.States[i].Name}' of {slot.Name} {(value is null ? "null" : $"in the shape [{string.Join(", ", value.shape)}]")} (its shape is [{string.Join(", ", state.shape)}]).");
        }
    }

    private static void RequireLength(Tensor values, ParameterSlot slot)
    {
        if (values.Length != slot.Elements) throw new InvalidOperationException($"Update left {values.Length} elements of {slot.Name} where there were {slot.Elements}.");
    }

    private static void Write(ParameterSlot slot, ReferenceWork work, CompiledRule rule)
    {
        using var scope = NewDisposeScope();
        Write(slot.Parameter, work.Tensor(0));
        for (var i = 0; i < rule.States.Count; i++)
        {
            if (slot.State.TensorAt(i) is not { } state) continue;
            if (rule.States[i].HasOwnShape)
            {
                state.copy_(work.Torch(2 + i)!);
                continue;
            }

            var key = Noise.Join(slot.Noise, 2 + i);
            if (!rule.States[i].IsBank) Write(state, Rounded(state, work.Tensor(2 + i), rule.States[i], key));
            else for (var k = 0; k < state.shape[0]; k++) Write(state.select(0, k), Rounded(state.select(0, k), work.Bank(2 + i)[k], rule.States[i], Noise.Join(key, k)));
        }

        for (var i = 0; i < rule.Numbers.Count; i++) slot.State.NumberAt(i) = work.Numbers[i];
        if (slot.State.memory is not { } buffer) return;
        work.Memory.EndStep();
        buffer.Take(work.Memory, Write);
    }

    private static Tensor Rounded(TorchTensor target, Tensor values, StateTensor state, uint key) => state.Precision == Precision.Same
        ? values
        : ReferenceRounding.Round(values, state.Precision, state.StochasticRounding ? key : null, Places(target));

    /// <summary>How a memory rounds what it takes.</summary>
    private static Func<Tensor, Tensor>? RoundingOf(ParameterSlot slot, CompiledRule rule)
    {
        if (slot.State.memory is not { Precision: not Precision.Same and var precision, Capacity: > 0 } memory) return null;
        using var scope = NewDisposeScope();
        var places = Places(memory.Slots.select(0, 0));
        uint? key = rule.MemoryStochasticRounding ? Noise.Join(slot.Noise, 3 + rule.States.Count) : null;
        return x => ReferenceRounding.Round(x, precision, key, places);
    }

    /// <summary>Where in storage each element is, in the order of the shape.</summary>
    private static long[] Places(TorchTensor tensor) => tensor.numel() == 0
        ? []
        : arange(tensor.numel(), int64).as_strided(tensor.shape, tensor.stride()).contiguous().data<long>().ToArray();

    private static void Write(TorchTensor target, Tensor values)
    {
        if (values.Length == 0) return;
        using var source = tensor(values.Values.ToArray(), float64).reshape(target.shape);
        target.copy_(source);
    }
}

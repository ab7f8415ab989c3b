using System.Globalization;
using System.Text;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    /// <summary>
    /// A text for people: the optimizer, its groups with their hyperparameters, the memory of the state, and how the last step was
    /// computed.
    /// </summary>
    public string Describe()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var text = new StringBuilder();
        var elements = _slots.Sum(s => s.Elements);
        var bytes = _slots.Sum(s => Bytes(s.State));
        text.Append(CultureInfo.InvariantCulture, $"{GetType().Name}: {Count(_slots.Count, "parameter")} of {elements:N0} elements in {Count(_parameter_groups.Count, "group")}\n");
        text.Append(CultureInfo.InvariantCulture, $"state: {bytes:N0} bytes, {(elements == 0 ? 0 : (double)bytes / elements):0.##} per element\n");
        for (var i = 0; i < _parameter_groups.Count; i++)
        {
            var slots = _slots.Where(s => s.Group == i).ToList();
            text.Append(CultureInfo.InvariantCulture, $"group {i}: {Count(slots.Count, "parameter")} of {slots.Sum(s => s.Elements):N0} elements\n");
            text.Append(CultureInfo.InvariantCulture, $"  {string.Join(", ", Hyperparameters((CompiledOptions)_parameter_groups[i].Options))}\n");
            text.Append(CultureInfo.InvariantCulture, $"  state: {slots.Sum(s => Bytes(s.State)):N0} bytes{Tensors(slots[0].State)}\n");
        }

        foreach (var same in _slots.GroupBy(s => (s.Execution, s.Reason)).OrderByDescending(g => g.Count()))
        {
            var execution = same.Key.Execution == Execution.Automatic ? "not stepped" : same.Key.Execution.ToString();
            text.Append(CultureInfo.InvariantCulture, $"execution: {execution} for {Count(same.Count(), "parameter")} ({same.Key.Reason})\n");
        }

        return text.ToString();
    }

    private IEnumerable<string> Hyperparameters(CompiledOptions options)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"lr {options.LearningRate}");
        foreach (var field in _rule.Hyperparameters)
            yield return string.Create(CultureInfo.InvariantCulture, $"{field.Name} {field.Get(options)}");
    }

    private string Tensors(CompiledState state)
    {
        var names = _rule.States.Where((_, i) => state.TensorAt(i) is not null).Select(s => s.Name).Concat(_rule.Numbers);
        if (state.memory is { } memory) names = names.Append(string.Create(CultureInfo.InvariantCulture, $"a critical memory of {memory.Capacity}"));
        var all = string.Join(", ", names);
        return all.Length == 0 ? "" : $" ({all})";
    }

    private long Bytes(CompiledState state)
    {
        var bytes = 0L;
        for (var i = 0; i < _rule.States.Count; i++) bytes += Bytes(state.TensorAt(i));
        return bytes + Bytes(state.memory?.Sum) + Bytes(state.memory?.Slots);
    }

    private static long Bytes(TorchTensor? tensor) => tensor is null ? 0 : tensor.numel() * Native.ElementSize(tensor.Handle);

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}

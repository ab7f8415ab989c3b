using System.Runtime.InteropServices;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>Copies of all that an eager step writes of a parameter.</summary>
internal sealed class EagerBackup : IDisposable
{
    private readonly List<(TorchTensor Tensor, TorchTensor Copy)> _copies = [];

    public EagerBackup(ParameterSlot slot, CompiledRule rule)
    {
        using var disabled = no_grad();
        using var scope = NewDisposeScope();
        Copy(slot.Parameter);
        for (var i = 0; i < rule.States.Count; i++)
            if (slot.State.SweptAt(i) is { } state) Copy(state);
        if (slot.State.memory is not { Chosen: >= 0 } memory) return;
        Copy(memory.Sum);
        Copy(memory.Slots);
    }

    /// <summary>Sets them back.</summary>
    public void Restore()
    {
        using var disabled = no_grad();
        foreach (var (tensor, copy) in _copies)
        {
            try
            {
                tensor.copy_(copy);
            }
            catch (ExternalException)
            {
                // A tensor that refuses to be written has not been.
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, copy) in _copies) copy.Dispose();
    }

    private void Copy(TorchTensor tensor) => _copies.Add((tensor, tensor.detach().clone().DetachFromDisposeScope()));
}

using static TorchSharp.torch;

namespace Experiments;

/// <summary>What evaluating a loss changes beside the gradients: the model's buffers, and what is carried from step to step. A copy.</summary>
internal sealed class SideState : IDisposable
{
    private readonly Workload _workload;
    private readonly Dictionary<string, Tensor> _buffers, _carried;

    public SideState(Workload workload)
    {
        _workload = workload;
        _buffers = workload.Model.named_buffers().ToDictionary(named => named.name, named => Copy(named.buffer));
        _carried = workload.Carried.ToDictionary(named => named.Key, named => Copy(named.Value));
    }

    /// <summary>Sets all of it back to what it was.</summary>
    public void Restore()
    {
        using var none = no_grad();
        foreach (var (name, buffer) in _workload.Model.named_buffers()) buffer.copy_(_buffers[name]);
        RestoreCarried();
    }

    /// <summary>Sets what is carried back to what it was.</summary>
    public void RestoreCarried() => _workload.Restore(_carried);

    public void Dispose()
    {
        foreach (var tensor in _buffers.Values.Concat(_carried.Values)) tensor.Dispose();
    }

    private static Tensor Copy(Tensor tensor) => tensor.detach().clone().DetachFromDisposeScope();
}

using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>A tensor that steps work on, as it was when it was checked: where it still is, nothing has to be checked again.</summary>
internal struct SeenTensor
{
    private TorchTensor? _tensor;
    private nint _handle, _counter;

    /// <summary>Where its elements are; 0 without a tensor.</summary>
    public nint Address { get; private set; }

    /// <summary>Whether it is the same object, alive, over the same memory.</summary>
    public readonly bool Is(TorchTensor? tensor) =>
        ReferenceEquals(tensor, _tensor) && (tensor is null || !tensor.IsInvalid && tensor.Handle == _handle && Native.Data(_handle) == Address);

    /// <summary>Notes how a tensor, which has been checked, is now.</summary>
    public void See(TorchTensor? tensor, VersionCounters counters)
    {
        if (tensor is null) return;
        (_tensor, _handle, _counter) = (tensor, tensor.Handle, counters.Of(tensor.Handle));
        Address = Native.Data(_handle);
    }

    /// <summary>Notes that it has been written.</summary>
    public readonly void AdvanceVersion(VersionCounters counters) => counters.Advance(_counter);

    public void Forget(VersionCounters counters)
    {
        counters.Release(_counter);
        this = default;
    }
}

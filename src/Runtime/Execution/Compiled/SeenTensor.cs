using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>A tensor that steps work on, as it was when it was checked: where it still is, nothing has to be checked again.</summary>
internal unsafe struct SeenTensor
{
    private TorchTensor? _tensor;
    private nint _handle, _counter;

    // What a handle leads to: libtorch's object, and what that points to with its first words. Only ever asked for ahead of time,
    // so that nothing depends on what these are.
    private nint _implementation, _storage, _autograd, _version;

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
        _implementation = *(nint*)_handle;
        var words = (nint*)_implementation;
        (_storage, _autograd, _version) = (words[2], words[3], words[5]);
        Address = Native.Data(_handle);
    }

    /// <summary>Asks for what <see cref="Is"/> reads.</summary>
    public readonly void Prefetch()
    {
        CacheLines.Prefetch(_tensor);
        CacheLines.Prefetch(_storage);
        CacheLines.Prefetch(_autograd);
        PrefetchVersion();
        CacheLines.Prefetch(_implementation + 64);
        CacheLines.Prefetch(_implementation + 128);
    }

    /// <summary>Asks for what <see cref="AdvanceVersion"/> reads.</summary>
    public readonly void PrefetchVersion()
    {
        CacheLines.Prefetch(_handle);
        CacheLines.Prefetch(_implementation);
        CacheLines.Prefetch(_version);
    }

    /// <summary>Notes that it has been written.</summary>
    public readonly void AdvanceVersion(VersionCounters counters) => counters.Advance(_counter);

    public void Forget(VersionCounters counters)
    {
        counters.Release(_counter);
        this = default;
    }
}

using System.Runtime.InteropServices;
using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>
/// The counters by which autograd notices, in a backward pass, that a tensor has been written since the graph was made. Whatever
/// writes to memory without libtorch has to advance them.
/// </summary>
internal abstract class VersionCounters
{
    /// <summary>The cheapest way that this libtorch has.</summary>
    public static VersionCounters Fastest { get; } = ExportedVersionCounters.Find() ?? (VersionCounters)new ViewVersionCounters();

    /// <summary>What <see cref="Advance"/> takes for a tensor, as long as that lives.</summary>
    /// <param name="tensor">The tensor's handle.</param>
    /// <returns>0 for a tensor without a counter: one made in inference mode, which no graph can need.</returns>
    public abstract nint Of(nint tensor);

    /// <summary>Notes that the tensor has been written. Waits for no device and allocates nothing on the managed heap.</summary>
    /// <param name="counter">What <see cref="Of"/> gave for it.</param>
    public abstract void Advance(nint counter);

    /// <summary>Ends the use of what <see cref="Of"/> gave.</summary>
    public abstract void Release(nint counter);

    /// <summary>Notes that a tensor has been written, once.</summary>
    public void AdvanceOnce(nint tensor)
    {
        var counter = Of(tensor);
        Advance(counter);
        Release(counter);
    }
}

/// <summary>Calls what libtorch itself calls after a write, which it exports.</summary>
internal sealed unsafe class ExportedVersionCounters : VersionCounters
{
    // Of at::Tensor const &: a TorchSharp handle is the address of an at::Tensor.
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, void> _advance;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, byte> _isInference;

    private ExportedVersionCounters(nint advance, nint isInference)
    {
        _advance = (delegate* unmanaged[SuppressGCTransition]<nint, void>)advance;
        _isInference = (delegate* unmanaged[SuppressGCTransition]<nint, byte>)isInference;
    }

    /// <summary>The counters, or null where libtorch does not export them.</summary>
    public static ExportedVersionCounters? Find()
    {
        // Elsewhere than on Windows a symbol is also looked for in what a library depends on.
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "torch_cpu" : NativeLibraries.TorchSharp, typeof(torch).Assembly, null, out var library)) return null;
        return Export("_ZN5torch8autograd4impl12bump_versionERKN2at6TensorE", "?bump_version@impl@autograd@torch@@YAXAEBVTensor@at@@@Z") is var advance and not 0
            && Export("_ZN2at6native12is_inferenceERKNS_6TensorE", "?is_inference@native@at@@YA_NAEBVTensor@2@@Z") is var isInference and not 0
            ? new(advance, isInference)
            : null;

        nint Export(string name, string onWindows) =>
            NativeLibrary.TryGetExport(library, OperatingSystem.IsWindows() ? onWindows : name, out var address) ? address : 0;
    }

    // To advance a counter that is not there is a C++ exception, which would end the process.
    public override nint Of(nint tensor) => _isInference(tensor) != 0 ? 0 : tensor;

    public override void Advance(nint counter)
    {
        if (counter != 0) _advance(counter);
    }

    public override void Release(nint counter)
    {
    }
}

/// <summary>Writes to empty views, which share the counters of the tensors that they are views of.</summary>
internal sealed unsafe class ViewVersionCounters : VersionCounters
{
    public override nint Of(nint tensor)
    {
        var detached = Native.Detach(tensor);
        var (size, stride) = (0L, 1L);
        var view = Native.AsStrided(detached, (nint)(&size), 1, (nint)(&stride), 1, 0);
        Native.Dispose(detached);
        Native.Negate(view);
        try
        {
            torch.CheckForErrors();
            return view;
        }
        catch (ExternalException)
        {
            // A tensor made in inference mode: libtorch refuses to count.
            Native.Dispose(view);
            return 0;
        }
    }

    public override void Advance(nint counter)
    {
        if (counter != 0) Native.Negate(counter);
    }

    public override void Release(nint counter)
    {
        if (counter != 0) Native.Dispose(counter);
    }
}

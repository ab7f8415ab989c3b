using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>Makes an exception of a call of the CUDA driver that failed: which call, why, and what to do.</summary>
internal static class CudaResult
{
    /// <param name="code">What the call returned.</param>
    /// <param name="call">The call, as it is written.</param>
    /// <exception cref="CudaException">It failed.</exception>
    public static void Check(int code, [CallerArgumentExpression(nameof(code))] string call = "")
    {
        if (code != CudaDriver.Success) throw Failure(code, call);
    }

    public static CudaException Failure(int code, string call, string detail = "") =>
        new(code, Describe(code, $"cu{NameOf(call)}", Name(code), Description(code), detail));

    /// <summary>"cuMemAlloc failed: CUDA_ERROR_OUT_OF_MEMORY (2), out of memory. ..."</summary>
    public static string Describe(int code, string call, string name, string description, string detail = "")
    {
        var text = $"{call} failed: {name} ({code}){(description == "" ? "" : $", {description}")}.";
        if (Advice(code) is { } advice) text += $" {advice}";
        return detail == "" ? text : $"{text}\n{detail}";
    }

    /// <summary>"MemAlloc" of "CudaDriver.MemAlloc(out var address, (nuint)bytes)".</summary>
    private static string NameOf(string call)
    {
        var end = call.IndexOf('(');
        if (end < 0) end = call.Length;
        return call[(call.LastIndexOf('.', end - 1, end) + 1)..end];
    }

    private static unsafe string Name(int code) =>
        CudaDriver.GetErrorName(code, out var text) == CudaDriver.Success ? Marshal.PtrToStringUTF8(text) ?? "" : "unknown error";

    private static unsafe string Description(int code) =>
        CudaDriver.GetErrorString(code, out var text) == CudaDriver.Success ? Marshal.PtrToStringUTF8(text) ?? "" : "";

    private static string? Advice(int code) => code switch
    {
        2 => "Free memory of the GPU: smaller batches or models, or end other programs (nvidia-smi lists them).",
        3 or 4 => "The driver has been shut down: do not step while the process ends.",
        34 => "This libcuda is the CUDA toolkit's stub for linking: remove its folder from the library path.",
        46 => "Another program has the GPU for itself (nvidia-smi lists them).",
        100 => "Check that `nvidia-smi` lists a GPU, and that CUDA_VISIBLE_DEVICES and the container let this process see it.",
        200 or 218 => "The kernel cache may be damaged: delete its folder (see OPTIMIZERDSL_CACHE).",
        209 or 222 => "The kernel was compiled by an NVRTC newer than the driver: update the driver, or use the NVRTC that libtorch came with.",
        700 or 716 or 718 or 719 or 710 or 714 or 715 or 717 =>
            "A kernel that was launched earlier failed; the process cannot use the GPU any more. `compute-sanitizer` tells which kernel.",
        701 => "The kernel needs more registers or shared memory than a block has.",
        802 or 803 or 804 => "The kernel module and the libraries of the driver do not fit together: reboot after an update of the driver.",
        900 or 901 or 905 or 906 or 907 => "Work that a CUDA graph cannot hold was started while one was being captured: "
            + "take a few steps before you capture, and capture on the stream that torch uses.",
        _ => null,
    };
}

namespace OptimizerDsl;

/// <summary>A call of the CUDA driver failed, or generated CUDA C did not compile.</summary>
public sealed class CudaException : Exception
{
    internal CudaException(int code, string message) : base(message) => Code = code;

    /// <summary>The code of the CUDA driver (a <c>CUresult</c>) or of its compiler (an <c>nvrtcResult</c>), whichever the message names.</summary>
    public int Code { get; }
}

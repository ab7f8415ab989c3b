namespace OptimizerDsl.Compiled;

/// <summary>A device that runs kernels: a GPU, or the software one of the tests.</summary>
internal interface IGpu
{
    /// <summary>What it is, for messages: "NVIDIA H100 80GB HBM3 (sm_90)".</summary>
    string Name { get; }

    /// <summary>The stream that torch uses on this device now.</summary>
    nint Stream { get; }

    /// <summary>Compiles CUDA C, or takes it from the cache; <paramref name="definitions"/> become -D options. Returns a module.</summary>
    nint Compile(string name, string source, IReadOnlyList<string> definitions);

    nint Function(nint module, string name);

    /// <summary>Zeroed memory of the device.</summary>
    nint Allocate(long bytes);

    void Free(nint address);

    /// <summary>
    /// Copies to the device in stream order. <paramref name="source"/> may be changed as soon as this returns; it never waits for
    /// the device.
    /// </summary>
    void Upload(nint target, ReadOnlySpan<byte> source, nint stream);

    /// <summary>Waits for the stream, then copies to the host. Never part of a step.</summary>
    void Download(Span<byte> target, nint source, nint stream);

    /// <summary>Launches a kernel with one argument, a structure passed by value (at most 4 KiB).</summary>
    void Launch(nint function, int blocks, int threads, ReadOnlySpan<byte> argument, nint stream);
}

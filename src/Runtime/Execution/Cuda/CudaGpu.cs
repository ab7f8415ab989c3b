namespace OptimizerDsl.Compiled;

/// <summary>A GPU of NVIDIA's, through the CUDA driver. There is one object for each device, kept for the process.</summary>
/// <remarks>
/// While a CUDA graph is captured on a stream, launches and uploads to it become part of the graph: an upload then copies the same
/// bytes at each replay. Modules, memory and events are managed beside the graph; only <see cref="Download"/> is not possible.
/// </remarks>
internal sealed unsafe partial class CudaGpu : IGpu
{
    /// <summary>The bytes that all arguments of a kernel may take on every architecture.</summary>
    public const int LargestArgument = 4096;

    private readonly Lock _stagingLock = new(), _modulesLock = new();
    private readonly int _index;
    private readonly CudaContext _context;
    private readonly KernelCompiler _compiler;
    private readonly KernelCache _cache;
    private readonly StagingRing _staging = new();
    private readonly Dictionary<string, nint> _modules = [];
    private readonly nint _setup;

    private CudaGpu(int index, int device, string name, KernelCompiler compiler, KernelCache cache)
    {
        (_index, Name, _compiler, _cache) = (index, name, compiler, cache);
        _context = new CudaContext(device);
        CudaResult.Check(CudaDriver.DeviceGetAttribute(out var multiprocessors, CudaDriver.MultiprocessorCount, device));
        Multiprocessors = multiprocessors;
        using var current = _context.Enter();
        using var relaxed = RelaxedCapture.Enter();
        CudaResult.Check(CudaDriver.StreamCreate(out _setup, CudaDriver.NonBlocking));
    }

    public string Name { get; }

    /// <summary>How many multiprocessors it has: what the number of blocks is measured by.</summary>
    public int Multiprocessors { get; }

    public nint Stream => TorchStream.Current(_index);

    /// <summary>The page-locked bytes that uploads have needed.</summary>
    internal long StagingBytes => _staging.Bytes;

    public nint Compile(string name, string source, IReadOnlyList<string> definitions)
    {
        var key = _compiler.Key(name, source, definitions);
        lock (_modulesLock)
        {
            if (_modules.TryGetValue(key, out var module)) return module;
            using var current = _context.Enter();
            using var relaxed = RelaxedCapture.Enter();
            return _modules[key] = FromCache(key) ?? FromSource(key, name, source, definitions);
        }
    }

    public nint Function(nint module, string name)
    {
        using var current = _context.Enter();
        var code = CudaDriver.ModuleGetFunction(out var function, module, name);
        return code == CudaDriver.Success ? function
            : throw CudaResult.Failure(code, nameof(CudaDriver.ModuleGetFunction), $"The kernel is {name}: is it declared extern \"C\" __global__?");
    }

    public nint Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        using var current = _context.Enter();
        using var relaxed = RelaxedCapture.Enter();
        var code = CudaDriver.MemAlloc(out var address, (nuint)Math.Max(bytes, 1));
        if (code != CudaDriver.Success) throw CudaResult.Failure(code, nameof(CudaDriver.MemAlloc), $"{bytes:N0} bytes on {Name}.");
        // Zero before any stream can use it. The wait is for this alone: the stream is not ordered with others.
        CudaResult.Check(CudaDriver.MemsetD8Async(address, 0, (nuint)bytes, _setup));
        CudaResult.Check(CudaDriver.StreamSynchronize(_setup));
        return address;
    }

    public void Free(nint address)
    {
        using var current = _context.Enter();
        using var relaxed = RelaxedCapture.Enter();
        var code = CudaDriver.MemFree(address);
        // At the end of the process the driver may be gone, and all memory with it.
        if (code is not (CudaDriver.Success or CudaDriver.Deinitialized)) throw CudaResult.Failure(code, nameof(CudaDriver.MemFree));
    }

    public void Upload(nint target, ReadOnlySpan<byte> source, nint stream)
    {
        if (source.IsEmpty) return;
        lock (_stagingLock)
        {
            using var current = _context.Enter();
            using var relaxed = RelaxedCapture.Enter();
            _staging.Upload(target, source, stream);
        }
    }

    public void Download(Span<byte> target, nint source, nint stream)
    {
        using var current = _context.Enter();
        CudaResult.Check(CudaDriver.StreamIsCapturing(stream, out var capture));
        if (capture != CudaDriver.NotCapturing)
            throw new InvalidOperationException("A state cannot be read while a CUDA graph is captured: read it before or after.");
        fixed (byte* start = target)
            CudaResult.Check(CudaDriver.MemcpyDtoHAsync((nint)start, source, (nuint)target.Length, stream));
        CudaResult.Check(CudaDriver.StreamSynchronize(stream));
    }

    public void Launch(nint function, int blocks, int threads, ReadOnlySpan<byte> argument, nint stream)
    {
        if (argument.Length > LargestArgument)
            throw new ArgumentException($"The argument has {argument.Length} bytes; a kernel takes at most {LargestArgument}.", nameof(argument));

        // As long as any argument: the driver copies as many bytes as the kernel declares, which it does not tell.
        var copy = stackalloc byte[LargestArgument];
        argument.CopyTo(new Span<byte>(copy, LargestArgument));
        var arguments = stackalloc void*[1] { copy };

        using var current = _context.Enter();
        var code = CudaDriver.LaunchKernel(function, (uint)blocks, 1, 1, (uint)threads, 1, 1, 0, stream, arguments, null);
        if (code != CudaDriver.Success)
            throw CudaResult.Failure(code, nameof(CudaDriver.LaunchKernel), $"{blocks} blocks of {threads} threads on {Name}.");
    }
}

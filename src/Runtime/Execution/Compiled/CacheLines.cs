using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OptimizerDsl.Compiled;

/// <summary>
/// Asks for memory before it is needed: a step of very many small tensors goes through so many objects of libtorch, each somewhere
/// else, that it does little but wait for them. It is a hint, on processors that take one; any address will do.
/// </summary>
internal static unsafe class CacheLines
{
    /// <summary>How many tensors ahead to ask.</summary>
    public const int Ahead = 8;

    public static void Prefetch(nint address)
    {
        if (Sse.IsSupported) Sse.Prefetch0((void*)address);
    }

    /// <summary>The lines of an object that the collector may be moving, which does no harm.</summary>
    public static void Prefetch(object? target) => Prefetch(Unsafe.As<object?, nint>(ref target));
}

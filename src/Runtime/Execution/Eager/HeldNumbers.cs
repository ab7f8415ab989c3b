using TorchSharp;
using TorchScalar = TorchSharp.Scalar;

namespace OptimizerDsl.Compiled;

/// <summary>Numbers that are handed to TorchSharp, held until the pass is over.</summary>
/// <remarks>
/// A call of TorchSharp fetches the handle of its <see cref="TorchScalar"/> and lets go of the object. If another thread then has the
/// collector run, what libtorch still reads is gone: the number of an implicit conversion must not be the last reference to it.
/// </remarks>
internal readonly ref struct HeldNumbers : IDisposable
{
    /// <summary>1, for sums, whose calls otherwise make one of their own.</summary>
    public static TorchScalar One { get; } = 1.ToScalar();

    [ThreadStatic]
    private static List<TorchScalar>? _held;

    private readonly int _before;

    private HeldNumbers(int before) => _before = before;

    /// <summary>Holds the numbers of this thread until it is disposed.</summary>
    public static HeldNumbers Begin() => new((_held ??= []).Count);

    /// <summary>A number for a call.</summary>
    public static TorchScalar Of(double value) => Hold(value.ToScalar());

    /// <inheritdoc cref="Of(double)"/>
    public static TorchScalar Of(long value) => Hold(value.ToScalar());

    private static TorchScalar Hold(TorchScalar scalar)
    {
        (_held ?? throw new InvalidOperationException("Nothing holds numbers on this thread (begin before making one).")).Add(scalar);
        return scalar;
    }

    /// <summary>Releases them.</summary>
    public void Dispose()
    {
        for (var i = _before; i < _held!.Count; i++) _held[i].Dispose();
        _held.RemoveRange(_before, _held.Count - _before);
    }
}

using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace OptimizerDsl.Compiled;

/// <summary>float32, whatever the lanes are of.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Float32 : INarrow
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <inheritdoc/>
    public static int Bytes => sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Widen<B>(B narrow) where B : struct, IWords<B> => narrow;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Nearest<B>(B wide) where B : struct, IWords<B> => wide;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Stochastic<B>(B wide, B noise) where B : struct, IWords<B> => wide;
}

/// <summary>The type of the lanes themselves, where a type is an argument: they read and write it as it is, and ask for no conversion.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Own : INarrow
{
    /// <inheritdoc/>
    public static int Bytes => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static B Widen<B>(B narrow) where B : struct, IWords<B> => narrow;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static B Nearest<B>(B wide) where B : struct, IWords<B> => wide;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static B Stochastic<B>(B wide, B noise) where B : struct, IWords<B> => wide;
}

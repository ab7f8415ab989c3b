using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>Lanes of 32 bits, to take floating-point numbers apart in.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IWords<B> where B : struct, IWords<B>
{
    /// <summary>The same word in every lane.</summary>
    static abstract B All(uint value);

    /// <summary>0, 1, 2, ...</summary>
    static abstract B Indices { get; }

    /// <summary>The sum, without what is above 32 bits.</summary>
    static abstract B operator +(B a, B b);

    /// <summary>The product, without what is above 32 bits.</summary>
    static abstract B operator *(B a, B b);

    /// <summary>The bits set in both.</summary>
    static abstract B operator &(B a, B b);

    /// <summary>The bits set in either.</summary>
    static abstract B operator |(B a, B b);

    /// <summary>The bits set in one of them.</summary>
    static abstract B operator ^(B a, B b);

    /// <summary>The bits moved up.</summary>
    static abstract B operator <<(B a, int count);

    /// <summary>The bits moved down; zeros follow.</summary>
    static abstract B operator >>>(B a, int count);

    /// <summary><paramref name="x"/> where a is greater than b, both below 2^31; <paramref name="y"/> elsewhere.</summary>
    static abstract B WhereGreater(B a, B b, B x, B y);

    /// <summary>The sum of float32 numbers.</summary>
    static abstract B AddFloats(B a, B b);

    /// <summary>The product of float32 numbers.</summary>
    static abstract B MultiplyFloats(B a, B b);

    /// <summary>The whole part of float32 numbers from 0 up to 2^31; anything for others.</summary>
    static abstract B TruncateFloats(B a);
}

namespace OptimizerDsl.Compiled;

/// <summary>Rounding to a narrower type, by its definition: one number after the other, in float64.</summary>
internal static class ReferenceRounding
{
    /// <summary>A tensor, rounded.</summary>
    /// <param name="values">The values.</param>
    /// <param name="precision">The type.</param>
    /// <param name="key">The key of their <see cref="Noise"/>; null to round to nearest.</param>
    /// <param name="places">Where in storage each of them is.</param>
    public static Tensor Round(Tensor values, Precision precision, uint? key, long[] places)
    {
        var rounded = values.Values.ToArray();
        for (var i = 0; i < rounded.Length; i++)
            rounded[i] = key is { } k ? Round(rounded[i], precision, Noise.Bits(k, places[i])) : Nearest(rounded[i], precision);
        return Tensor.Own(rounded);
    }

    /// <summary>The nearest value of the type, the even one of two.</summary>
    public static double Nearest(double value, Precision precision)
    {
        var x = (double)(float)value;
        if (precision == Precision.Float32) return x;
        var (spacing, largest, _) = At(x, precision);
        if (double.IsNaN(x) || double.IsInfinity(x)) return x;
        var rounded = Math.Round(x / spacing, MidpointRounding.ToEven) * spacing;
        return Math.Abs(rounded) > largest ? Math.CopySign(double.PositiveInfinity, x) : rounded;
    }

    /// <summary>One of the two neighbours, as random bits decide (see <see cref="Noise"/>).</summary>
    public static double Round(double value, Precision precision, uint bits)
    {
        var x = (double)(float)value;
        if (precision == Precision.Float32) return x;
        var (spacing, largest, dropped) = At(x, precision);
        if (!(Math.Abs(x) <= largest)) return Nearest(x, precision);
        var units = Math.Abs(x) / spacing;
        var below = Math.Floor(units);
        var rest = (long)Math.Floor((units - below) * (1L << dropped));
        if (rest + (bits >> (32 - dropped)) >= 1L << dropped) below++;
        return Math.CopySign(below * spacing, x);
    }

    /// <summary>The distance of the type's values around a number, the largest of them, and how many bits of float32 lie between two.</summary>
    private static (double Spacing, double Largest, int Dropped) At(double x, Precision precision)
    {
        var (bits, smallest, largest, denormal) = precision == Precision.BFloat16
            ? (8, -126, (2 - Math.ScaleB(1, -7)) * Math.ScaleB(1, 127), 16)
            : (11, -14, 65504.0, 20);
        var exponent = x == 0 ? smallest : Math.Max(smallest, Math.ILogB(x));
        return (Math.ScaleB(1, exponent - (bits - 1)), largest, Math.Abs(x) < Math.ScaleB(1, smallest) ? denormal : 24 - bits);
    }
}

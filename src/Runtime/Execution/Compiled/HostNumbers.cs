using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>The arithmetic that C# has for <c>int</c>, on doubles that hold ints: in 32 bits, unchecked.</summary>
/// <remarks>
/// It throws nothing, because what stands under a condition is computed anyway. What C# throws, <see cref="CompiledRule.Check"/> does.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HostNumbers
{
    /// <summary><c>(int)x</c>.</summary>
    public static double Truncate(double x) => unchecked((int)x);

    /// <summary>The sum.</summary>
    public static double Add(double a, double b) => unchecked((int)a + (int)b);

    /// <summary>The difference.</summary>
    public static double Subtract(double a, double b) => unchecked((int)a - (int)b);

    /// <summary>The product.</summary>
    public static double Multiply(double a, double b) => unchecked((int)a * (int)b);

    /// <summary>The quotient, towards zero; 0 by zero.</summary>
    public static double Divide(double a, double b) => b == 0 ? 0 : unchecked((int)((long)a / (long)b));

    /// <summary>The remainder of that quotient; 0 by zero.</summary>
    public static double Remainder(double a, double b) => b == 0 ? 0 : (long)a % (long)b;

    /// <summary>The value, or the bound that it is beyond, as <see cref="Math.Clamp(double, double, double)"/>.</summary>
    public static double Clamp(double x, double low, double high) => x < low ? low : x > high ? high : x;
}

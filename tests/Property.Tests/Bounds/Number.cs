using OptimizerDsl.Tests.Rules;

namespace OptimizerDsl.Tests.Bounds;

/// <summary>A number and how far the same computation, done in another precision or order, may be from it.</summary>
/// <param name="Error">Infinite where rounding may lead anywhere.</param>
internal readonly record struct Number(double Value, double Error = 0)
{
    /// <summary>The number after an operation with this relative precision.</summary>
    public Number Rounded(double precision) => this with { Error = Error + precision * Math.Abs(Value) };

    /// <summary>
    /// The function of numbers: the error is the largest change of its value when each operand is as wrong as it may be. So a
    /// comparison that rounding may turn has an error of 1, and a choice by it that of what it chooses between.
    /// </summary>
    public static Number Apply(Function function, ReadOnlySpan<Number> operands)
    {
        var x = new double[operands.Length];
        for (var i = 0; i < x.Length; i++) x[i] = operands[i].Value;
        var value = function.Meaning(x);
        var error = 0.0;
        for (var corner = 1; corner < Math.Pow(3, x.Length); corner++)
        {
            var differs = false;
            for (int i = 0, rest = corner; i < x.Length; i++, rest /= 3)
            {
                var sign = rest % 3 == 2 ? -1 : rest % 3;
                if (sign != 0 && operands[i].Error == 0) { differs = false; break; }
                differs |= sign != 0;
                x[i] = operands[i].Value + sign * operands[i].Error;
            }

            if (!differs) continue;
            var change = Math.Abs(function.Meaning(x) - value);
            error = double.IsNaN(change) ? double.PositiveInfinity : Math.Max(error, change);
        }

        return new(value, error);
    }
}

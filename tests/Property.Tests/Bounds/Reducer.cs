using OptimizerDsl.Tests.Rules;

namespace OptimizerDsl.Tests.Bounds;

/// <summary>Reduces the values of all tensors, each tensor by itself or with those of its group or of all groups.</summary>
internal sealed class Reducer(int[] groups, double precision)
{
    public Value[] Reduce(Reduction reduction, Value[][] arguments) =>
        [.. groups.Select((group, i) =>
        {
            int[] tensors = reduction.Over switch
            {
                Over.Tensor => [i],
                Over.Group => [.. Enumerable.Range(0, groups.Length).Where(k => groups[k] == group)],
                _ => [.. Enumerable.Range(0, groups.Length)],
            };
            Number[][] numbers = [.. arguments.Select(a => tensors.SelectMany(k => a[k].Numbers).ToArray())];
            return new Value(1, 1, [Result(reduction.Name, numbers)]);
        })];

    /// <summary>A sum in any order.</summary>
    public static Number Sum(IEnumerable<Number> terms, double precision)
    {
        double value = 0, error = 0;
        foreach (var term in terms)
        {
            value += term.Value;
            error += term.Error + precision * Math.Abs(term.Value);
        }

        return new(value, error);
    }

    private Number Result(string name, Number[][] arguments)
    {
        var x = arguments[0];
        switch (name)
        {
            case "Count":
                return new(x.Length);
            case "Mean":
                var sum = Sum(x, precision);
                return new(sum.Value / x.Length, sum.Error / x.Length);
            case "Norm":
                var squares = Sum(x.Select(n => new Number(n.Value * n.Value, 2 * Math.Abs(n.Value) * n.Error + n.Error * n.Error)), precision);
                var norm = Math.Sqrt(squares.Value);
                var error = Math.Max(Math.Sqrt(squares.Value + squares.Error) - norm, norm - Math.Sqrt(Math.Max(0, squares.Value - squares.Error)));
                return new Number(norm, error).Rounded(precision);
            case "Dot":
                return Sum(x.Zip(arguments[1], (a, b) => new Number(a.Value * b.Value, Math.Abs(a.Value) * b.Error + Math.Abs(b.Value) * a.Error + a.Error * b.Error)), precision);
            case "MaxAbs":
                var largest = x.Max(n => Math.Abs(n.Value));
                return new(largest, Math.Max(x.Max(n => Math.Abs(n.Value) + n.Error) - largest, largest - x.Max(n => Math.Abs(n.Value) - n.Error)));
            default:
                return Sum(x, precision);
        }
    }
}

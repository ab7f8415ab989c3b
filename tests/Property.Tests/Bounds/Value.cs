namespace OptimizerDsl.Tests.Bounds;

/// <summary>What an expression is for one tensor: a row for each tensor of a bank, a column for each element, or one for all.</summary>
internal sealed record Value(int Rows, int Columns, Number[] Numbers)
{
    public static Value Of(double number) => new(1, 1, [new(number)]);

    public static Value Of(IReadOnlyList<double> elements) => new(1, elements.Count, [.. elements.Select(e => new Number(e))]);

    public Number First => Numbers[0];

    public Number this[int row, int column] => Numbers[(Rows == 1 ? 0 : row) * Columns + (Columns == 1 ? 0 : column)];

    public Value Map(Func<Number, Number> map) => new(Rows, Columns, Array.ConvertAll(Numbers, n => map(n)));

    /// <summary>The same in a form that has at least so many rows and columns.</summary>
    public Value Spread(int rows, int columns)
    {
        if (Rows >= rows && Columns >= columns) return this;
        var numbers = new Number[rows * columns];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = this[i / columns, i % columns];
        return new(rows, columns, numbers);
    }
}

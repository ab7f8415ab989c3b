namespace OptimizerDsl.Compiled;

/// <summary>
/// A running sum that also carries what rounding lost (Neumaier 1974), so that the reference does not depend on the order of
/// its terms.
/// </summary>
internal struct CompensatedSum
{
    private double _sum, _lost;

    /// <summary>The sum so far; infinite or NaN exactly as a plain sum would be.</summary>
    public readonly double Value => double.IsFinite(_sum) ? _sum + _lost : _sum;

    public void Add(double term)
    {
        var sum = _sum + term;
        _lost += Math.Abs(_sum) >= Math.Abs(term) ? _sum - sum + term : term - sum + _sum;
        _sum = sum;
    }
}

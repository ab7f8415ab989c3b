namespace Experiments;

/// <summary>The mean of scores over batches of different sizes.</summary>
internal sealed class ScoreSum
{
    private double _loss, _metric;
    private long _count;

    /// <summary>Adds the means of a batch.</summary>
    public void Add(double loss, double metric, long count)
    {
        _loss += loss * count;
        _metric += metric * count;
        _count += count;
    }

    public Scores Mean => new(_loss / _count, _metric / _count);
}

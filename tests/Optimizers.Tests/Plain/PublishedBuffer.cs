namespace OptimizerDsl.Tests.Plain;

/// <summary>The buffer of one tensor in chandar-lab/CMOptimizer, line by line; only the random numbers are given.</summary>
/// <param name="capacity">How many tensors it holds.</param>
/// <param name="decay">What keys shrink by.</param>
/// <param name="uniform">The random number of a step of the tensor, counted from 1, in [0, 1).</param>
internal sealed class PublishedBuffer(int capacity, double decay, Func<long, double> uniform)
{
    private readonly double[] _keys = new double[capacity];
    private readonly double[][] _slots = new double[capacity][];
    private int _smallest;

    public int Count { get; private set; }

    /// <summary>How often a full buffer took a candidate without comparing keys, and refused one.</summary>
    public (int Untested, int Refused) Decisions { get; private set; }

    public double[] Plus(double[] x) => [.. x.Select((value, i) => value + _slots.Take(Count).Sum(slot => slot[i]) / Count)];

    public void Put(double key, double[] x)
    {
        if (Count == capacity) (_keys[_smallest], _slots[_smallest]) = (key, x);
        else
        {
            (_keys[Count], _slots[Count]) = (key, x);
            Count++;
        }
    }

    public void Offer(double key, double[] x, double criticalTest, long step)
    {
        if (Count < capacity) Put(key, x);
        else if (uniform(step) >= criticalTest)
        {
            _smallest = Array.IndexOf(_keys, _keys.Min());
            if (key > _keys[_smallest]) Put(key, x);
            else Decisions = (Decisions.Untested, Decisions.Refused + 1);
        }
        else
        {
            Decisions = (Decisions.Untested + 1, Decisions.Refused);
            Put(key, x);
        }
    }

    public void Decay()
    {
        for (var k = 0; k < capacity; k++) _keys[k] *= decay;
    }
}

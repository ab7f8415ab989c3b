using System.ComponentModel;
using OptimizerDsl.Compiled;
using static OptimizerDsl.Equations;

namespace OptimizerDsl;

/// <summary>
/// The memory of a <see cref="MemoryAugmentedAttribute"/> optimizer: per parameter, up to <see cref="Capacity"/> past gradients
/// or momenta, those offered with the greatest priorities. Priorities decay, so that what was critical once makes way.
/// </summary>
/// <remarks>
/// McRae et al. 2021 (critical gradients), Malviya et al. 2023, Algorithm 1 (critical momenta). An update offers at most one
/// candidate per step. It fills the next free slot or, once there is none, replaces the slot of the smallest priority if its own
/// is greater; on equal priorities the first slot counts, and NaN is smaller than every number. At the end of the step, after
/// the insertion, every priority is multiplied by the decay.
/// <para>This class is the memory of one parameter during one step of the reference execution, in float64.</para>
/// </remarks>
public sealed class CriticalMemory
{
    private readonly double _decay;
    private readonly Tensor _gradient;
    private readonly Replacement _replacement;
    private readonly long _writes;
    private readonly bool _untested;
    private readonly Func<Tensor, Tensor>? _round;
    private readonly Tensor[] _slots;
    private readonly double[] _priorities;
    private int _smallest;
    private bool _offered;

    /// <summary>The memory as a step finds it. Executions make it; an update rule gets it as an argument.</summary>
    /// <param name="capacity">The number of slots, 0 or more.</param>
    /// <param name="decay">What priorities are multiplied by at the end of the step.</param>
    /// <param name="gradient">The parameter's gradient in this step.</param>
    /// <param name="slots">The filled slots.</param>
    /// <param name="priorities">Their priorities.</param>
    /// <param name="replacement">Which slot makes way for a candidate.</param>
    /// <param name="writes">How many candidates have been accepted in all steps before.</param>
    /// <param name="round">What a slot holds of a candidate; the candidate itself by default.</param>
    /// <param name="untested">Whether a full memory takes the candidate of this step whatever its priority.</param>
    /// <param name="smallest">The slot that was found smallest when priorities were last compared.</param>
    /// <exception cref="ArgumentException">There are more slots than the capacity, or not one priority for each.</exception>
    /// <exception cref="InvalidOperationException">A slot has not the gradient's length.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public CriticalMemory(
        int capacity, double decay, Tensor gradient, IReadOnlyList<Tensor> slots, IReadOnlyList<double> priorities,
        Replacement replacement = Replacement.Priority, long writes = 0, Func<Tensor, Tensor>? round = null, bool untested = false, int smallest = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentNullException.ThrowIfNull(priorities);
        if (slots.Count > capacity)
            throw new ArgumentException($"{slots.Count} slots exceed the capacity of {capacity}.", nameof(slots));
        if (priorities.Count != slots.Count)
            throw new ArgumentException($"{slots.Count} slots have {priorities.Count} priorities.", nameof(priorities));
        foreach (var slot in slots)
            Tensor.RequireSameLength(gradient.Length, slot.Length);

        (Capacity, _decay, _gradient, Count) = (capacity, decay, gradient, slots.Count);
        (_replacement, _writes, _round, _untested, _smallest) = (replacement, writes, round, untested, smallest);
        _slots = new Tensor[capacity];
        _priorities = new double[capacity];
        for (var i = 0; i < Count; i++)
            (_slots[i], _priorities[i]) = (slots[i], priorities[i]);
    }

    /// <summary>The number of slots: the hyperparameter <c>capacity</c>.</summary>
    public int Capacity { get; }

    /// <summary>How many slots are filled now, from 0 to <see cref="Capacity"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of the filled slots as they are now; zero where there is none.</summary>
    public Tensor Sum
    {
        get
        {
            var sum = new double[_gradient.Length];
            for (var element = 0; element < sum.Length; element++)
            {
                var total = new CompensatedSum();
                for (var slot = 0; slot < Count; slot++)
                    total.Add(_slots[slot].Values[element]);
                sum[element] = total.Value;
            }
            return Tensor.Own(sum);
        }
    }

    /// <summary>
    /// The mean of the filled slots as they are now: <see cref="Sum"/> / <see cref="Count"/>, zero where there is none.
    /// </summary>
    public Tensor Mean => Count == 0 ? Sum : Sum / Count;

    /// <summary>
    /// The paper's aggregation: <paramref name="x"/> + <see cref="Sum"/> / <see cref="Capacity"/>, of the memory before
    /// <paramref name="x"/> is offered to it, with the default priority.
    /// </summary>
    /// <remarks>The divisor is the capacity also while the slots fill. With capacity 0 this is <paramref name="x"/>.</remarks>
    /// <param name="x">The gradient or momentum of this step.</param>
    /// <exception cref="InvalidOperationException">Something was offered in this step before.</exception>
    public Tensor Aggregate(Tensor x)
    {
        var aggregated = Capacity == 0 ? x : x + Sum / Capacity;
        Offer(x);
        return aggregated;
    }

    /// <summary>Offers a candidate with the default priority: the norm of the gradients of the parameter's group.</summary>
    /// <param name="x">The candidate, of the parameter's length.</param>
    /// <exception cref="InvalidOperationException">Something was offered in this step before.</exception>
    public void Offer(Tensor x) =>
        Offer(x, _replacement == Replacement.FirstInFirstOut ? new Scalar(0) : Norm(_gradient, Over.Group));

    /// <summary>Offers a candidate.</summary>
    /// <param name="x">The candidate, of the parameter's length.</param>
    /// <param name="priority">Its priority.</param>
    /// <exception cref="InvalidOperationException">Something was offered in this step before.</exception>
    public void Offer(Tensor x, Scalar priority)
    {
        if (_offered)
            throw new InvalidOperationException(
                "The memory takes one candidate per step (Aggregate offers too: call it or Offer, and only once).");
        Tensor.RequireSameLength(_gradient.Length, x.Length);
        _offered = true;

        var slot = CriticalDecision.Choose(_replacement, _priorities, Count, Capacity, priority.Value, _writes, _untested, ref _smallest);
        if (slot < 0)
            return;
        (_slots[slot], _priorities[slot]) = (_round is null ? x : _round(x), priority.Value);
        Written = slot;
        Replaced = slot < Count;
        Count = Math.Max(Count, slot + 1);
    }

    /// <summary>Ends the step: every priority is multiplied by the decay, the new one included.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void EndStep()
    {
        for (var i = 0; i < Count; i++)
            _priorities[i] *= _decay;
    }

    /// <summary>The slot that was written in this step, or -1.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int Written { get; private set; } = -1;

    /// <summary>Whether the slot that was written in this step had been filled before.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool Replaced { get; private set; }

    /// <summary>The slot that was found smallest when priorities were last compared.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int Smallest => _smallest;

    /// <summary>What a filled slot holds now.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slot is not filled.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Tensor Slot(int index) => _slots[RequireFilled(index)];

    /// <summary>The priority of a filled slot now.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slot is not filled.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double Priority(int index) => _priorities[RequireFilled(index)];

    private int RequireFilled(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index;
    }
}

using System.Runtime.InteropServices;
using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>The critical memory that an optimizer keeps for one parameter: C slots, their priorities, and the slots' sum.</summary>
/// <remarks>
/// A step uses the running sum and at most one slot, so its cost does not grow with the capacity. Every replacement rounds
/// the sum once; it is therefore added up anew from the slots after every <see cref="RefreshInterval"/> of them.
/// </remarks>
public sealed partial class CriticalBuffer : IDisposable
{
    private readonly double[] _priorities;
    private long _writes, _replacements;
    private int _smallest, _found;

    internal CriticalBuffer(TorchTensor parameter, int capacity, Precision precision = Precision.Same)
    {
        (Capacity, Precision) = (capacity, precision);
        _priorities = new double[capacity];
        Slots = StateLayout.ZerosLike(parameter, capacity, precision);
        Sum = StateLayout.ZerosLike(parameter);
    }

    private CriticalBuffer(CriticalBuffer source, Func<TorchTensor, TorchTensor> copy)
    {
        (Capacity, Precision) = (source.Capacity, source.Precision);
        (Count, _writes, _replacements, _smallest) = (source.Count, source.Writes, source.Replacements, source.Smallest);
        _priorities = [.. source._priorities];
        Slots = copy(source.Slots).DetachFromDisposeScope();
        Sum = copy(source.Sum).DetachFromDisposeScope();
    }

    /// <summary>The number of slots, C.</summary>
    public int Capacity { get; }

    /// <summary>The type of the slots, as the parameter sees it.</summary>
    internal Precision Precision { get; }

    /// <summary>How many slots are filled.</summary>
    public int Count { get; private set; }

    /// <summary>How often a candidate has been accepted.</summary>
    public long Writes => Known()._writes;

    /// <summary>How often a candidate has taken the place of another.</summary>
    public long Replacements => Known()._replacements;

    /// <summary>The priorities of the filled slots.</summary>
    public ReadOnlySpan<double> Priorities => Known()._priorities.AsSpan(0, Count);

    /// <summary>The slot that was found smallest when priorities were last compared; the first if they never were.</summary>
    internal int Smallest => Known()._smallest;

    /// <summary>A number for every slot, filled or not.</summary>
    internal ReadOnlySpan<double> AllPriorities => Known()._priorities;

    /// <summary>All slots, shape [C, ...], in the memory's precision; zero beyond <see cref="Count"/>.</summary>
    public TorchTensor Slots { get; }

    /// <summary>The sum of the slots, in the parameter's shape and type.</summary>
    public TorchTensor Sum { get; }

    /// <summary>After how many accepted candidates the sum is added up anew: seldom enough to cost under an eighth of a read.</summary>
    public int RefreshInterval => Math.Max(64, 8 * Capacity);

    /// <summary>Asks the device for what only it knows, where a device decides.</summary>
    internal Action? Synchronize { get; set; }

    private CriticalBuffer Known()
    {
        Synchronize?.Invoke();
        return this;
    }

    /// <summary>The slot that the present step writes, or -1.</summary>
    internal int Chosen { get; private set; } = -1;

    /// <summary>Decides whether, and where, the memory takes a candidate of this priority.</summary>
    /// <param name="priority">The candidate's priority.</param>
    /// <param name="replacement">Which slot makes way once there is no free one.</param>
    /// <param name="untested">Whether a full memory takes the candidate whatever its priority.</param>
    internal bool Offer(double priority, Replacement replacement, bool untested)
    {
        _found = _smallest;
        Chosen = CriticalDecision.Choose(replacement, _priorities, Count, Capacity, priority, Writes, untested, ref _found);
        return Chosen >= 0;
    }

    /// <summary>Forgets the decision of a step that has not been taken.</summary>
    internal void TakeBack() => Chosen = -1;

    /// <summary>Ends a step in which the candidate has been written to the chosen slot, if there was one.</summary>
    /// <returns>Whether the sum must be added up anew.</returns>
    internal bool EndStep(double priority, double decay)
    {
        var refresh = false;
        _smallest = _found;
        if (Chosen >= 0)
        {
            // What was infinite or NaN does not leave a sum by subtraction.
            refresh = Chosen < Count && !double.IsFinite(_priorities[Chosen]);
            _replacements += Chosen < Count ? 1 : 0;
            Count = Math.Max(Count, Chosen + 1);
            _priorities[Chosen] = priority;
            refresh |= ++_writes % RefreshInterval == 0;
        }

        foreach (ref var kept in _priorities.AsSpan(0, Count)) kept *= decay;
        Chosen = -1;
        return refresh;
    }

    /// <summary>Notes that a device has been offered a candidate: whether a slot is free, the host knows too.</summary>
    internal void CountCandidate() => Count = Math.Min(Count + 1, Capacity);

    /// <summary>Takes over what a device did.</summary>
    internal void Take(int count, long writes, long replacements, int smallest, ReadOnlySpan<double> priorities)
    {
        (Count, _writes, _replacements, _smallest) = (count, writes, replacements, smallest);
        priorities.CopyTo(_priorities);
    }

    /// <summary>Takes over what the reference execution did.</summary>
    internal void Take(CriticalMemory memory, Action<TorchTensor, Tensor> write)
    {
        if (memory.Written is var index and >= 0)
        {
            using var slot = Slots.select(0, index);
            write(slot, memory.Slot(index));
            write(Sum, memory.Sum);
            _writes++;
            _replacements += memory.Replaced ? 1 : 0;
        }

        (Count, _smallest) = (memory.Count, memory.Smallest);
        for (var i = 0; i < Count; i++) _priorities[i] = memory.Priority(i);
    }

    internal CriticalBuffer Copy(Device device) => new(this, t => t.to(device, copy: true));

    internal void Save(BinaryWriter writer)
    {
        Synchronize?.Invoke();
        writer.Write(Capacity);
        writer.Write(Count);
        writer.Write(Writes);
        writer.Write(Replacements);
        writer.Write(Smallest);
        writer.Write(MemoryMarshal.AsBytes(_priorities.AsSpan()));
        StateTensors.SaveContiguous(Slots, writer);
        StateTensors.SaveContiguous(Sum, writer);
    }

    /// <summary>Reads a memory of the given capacity for a parameter.</summary>
    internal static CriticalBuffer Load(CheckpointReader reader, TorchTensor parameter, int capacity, Precision precision)
    {
        var saved = reader.ReadInt32();
        if (saved != capacity)
            throw new InvalidDataException($"The checkpoint's critical memory has a capacity of {saved}, but this optimizer's is {capacity}.");

        var buffer = new CriticalBuffer(parameter, capacity, precision) { Count = reader.ReadInt32(), _writes = reader.ReadInt64(), _replacements = reader.ReadInt64() };
        if (buffer.Count < 0 || buffer.Count > capacity)
            throw new InvalidDataException($"The checkpoint's critical memory claims to fill {buffer.Count} of {capacity} slots; it is damaged.");
        if (reader.Version >= 3) buffer._smallest = reader.ReadInt32();
        if (buffer._smallest < 0 || buffer._smallest >= Math.Max(1, capacity))
            throw new InvalidDataException($"The checkpoint's critical memory claims that slot {buffer._smallest} of {capacity} was the smallest; it is damaged.");
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(buffer._priorities.AsSpan()));
        StateTensors.Load(buffer.Slots, reader, "critical memory");
        StateTensors.Load(buffer.Sum, reader, "sum of the critical memory");
        return buffer;
    }

    internal bool ApproximatelyEquals(CriticalBuffer other) =>
        Capacity == other.Capacity && Count == other.Count && Priorities.SequenceEqual(other.Priorities)
        && StateTensors.AreClose(Slots, other.Slots) && StateTensors.AreClose(Sum, other.Sum);

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        Slots.Dispose();
        Sum.Dispose();
    }
}

using OptimizerDsl.Compiled;
using TorchSharp.Modules;

namespace OptimizerDsl.Training;

/// <summary>
/// What a checkpoint has of a wrapper behind the options of the groups: its name, that of the optimizer within, and its numbers by
/// name, so that it can be read over.
/// </summary>
internal sealed class WrapperOptions(OptimizerWrapper wrapper) : OptimizerOptions
{
    // In the place of the initial learning rate of a group, which it is not: as a double it is NaN.
    private const long Mark = -1;

    public OptimizerWrapper Wrapper => wrapper;

    /// <summary>Reads what there is of a wrapper, whichever it is.</summary>
    /// <exception cref="InvalidDataException">The stream holds something else, is damaged, or ends too early.</exception>
    public static Entry Read(BinaryReader reader)
    {
        Entry? entry = null;
        Checkpoint.Read("what belongs to a wrapper", () => CheckpointPart.Read(reader, (part, mark) =>
        {
            if (mark != Mark) throw new InvalidDataException("The checkpoint has more parameter groups than this optimizer; it is of another model. Nothing was loaded.");
            var (name, inner, numbers) = (Checkpoint.ReadName(part), Checkpoint.ReadName(part), new Dictionary<string, double>());
            for (var left = part.ReadByte(); left > 0; left--) numbers[Checkpoint.ReadName(part)] = part.ReadDouble();
            entry = new Entry(name, inner, numbers);
        }));
        return entry!;
    }

    public override void SaveStateDict(BinaryWriter writer) => CheckpointPart.Write(writer, part =>
    {
        part.Write(Mark);
        Checkpoint.Name(part, wrapper.GetType().Name);
        Checkpoint.Name(part, wrapper.Inner.GetType().Name);
        part.Write((byte)wrapper.Numbers.Count);
        foreach (var (name, value) in wrapper.Numbers) Checkpoint.Write(part, name, value);
    });

    /// <summary>For TorchSharp's own loading, into the same wrappers: takes effect with the states, which are read later.</summary>
    public override void LoadStateDict(BinaryReader reader)
    {
        var entry = Read(reader);
        if (entry.Wrapper != wrapper.GetType().Name)
            throw new InvalidDataException($"The checkpoint has '{Checkpoint.Printable(entry.Wrapper)}' where this optimizer has '{wrapper.GetType().Name}'. Nothing was loaded.");
        var take = entry.AcceptedBy(wrapper, options: true);
        if (OptimizerWrapper.Innermost(wrapper) is CompiledOptimizer optimizer) optimizer.Loading.Add(take);
        else take();
    }

    public override void LoadStateDict(OptimizerOptions source)
    {
        if (source is WrapperOptions other) wrapper.Accept(other.Wrapper.Numbers, options: true)();
    }

    /// <summary>What was saved of a wrapper.</summary>
    public sealed record Entry(string Wrapper, string Inner, IReadOnlyDictionary<string, double> Numbers)
    {
        /// <inheritdoc cref="OptimizerWrapper.Accept"/>
        /// <exception cref="InvalidDataException">A number is out of bounds.</exception>
        public Action AcceptedBy(OptimizerWrapper wrapper, bool options)
        {
            Action? take = null;
            Checkpoint.Read($"the numbers of {Wrapper}", () => take = wrapper.Accept(Numbers, options));
            return take!;
        }
    }
}

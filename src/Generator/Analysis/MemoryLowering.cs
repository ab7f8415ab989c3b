using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Turns <c>memory.Offer</c> into ordinary assignments.</summary>
/// <remarks>
/// The memory is a running sum and one slot, the one that the execution has chosen for this step: a step touches those two,
/// never all C slots. An empty slot holds zeros, so inserting and replacing are the same update.
/// </remarks>
internal static class MemoryLowering
{
    public static readonly Read Accepts = new(Memory.Accepts, Kind.Condition);

    public static IEnumerable<Statement> Lower(IEnumerable<Statement> statements) => statements.SelectMany(Lower);

    private static IEnumerable<Statement> Lower(Statement statement)
    {
        if (statement is not Offer offer) return [statement];
        var sum = new Read(Memory.Sum, Kind.Tensor);
        var slot = new Read(Memory.Slot, Kind.Tensor);
        return
        [
            new Assign(Memory.Priority, offer.Priority, "") { At = offer.At },
            new Branch(Accepts, EquatableArray.Of<Statement>(
                new Assign(Memory.Sum, Apply.Of(Operation.Add, Kind.Tensor, sum, Apply.Of(Operation.Subtract, Kind.Tensor, offer.Value, slot)), "memory_sum += candidate - replaced") { At = offer.At },
                new Assign(Memory.Slot, offer.Value, "") { At = offer.At }),
                EquatableArray<Statement>.Empty, "the memory accepts") { At = offer.At },
        ];
    }
}

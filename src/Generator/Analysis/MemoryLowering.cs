using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Turns <c>memory.Offer</c> into ordinary assignments.</summary>
/// <remarks>
/// The memory is a running sum and one slot, the one that the execution has chosen for this step: a step touches those two,
/// never all C slots. An empty slot holds zeros, so inserting and replacing are the same update. Where slots may be
/// narrower than what is computed with, the candidate is rounded first: the sum is that of what the slots hold.
/// </remarks>
internal sealed class MemoryLowering(Rule rule)
{
    public static readonly Read Accepts = new(Memory.Accepts, Kind.Condition);

    public IEnumerable<Statement> Lower(IEnumerable<Statement> statements) => statements.SelectMany(Lower);

    private IEnumerable<Statement> Lower(Statement statement)
    {
        if (statement is not Offer offer) return [statement];
        var sum = new Read(Memory.Sum, Kind.Tensor);
        var slot = new Read(Memory.Slot, Kind.Tensor);
        var candidate = offer.Value;
        var rounding = new List<Statement>();
        if (rule.KeepsNarrow)
        {
            candidate = new Read(Memory.Candidate, Kind.Tensor);
            rounding.Add(new Assign(Memory.Candidate, Apply.Of(Operation.Round, Kind.Tensor, offer.Value), "the candidate as a slot will hold it"));
        }

        return
        [
            new Assign(Memory.Priority, offer.Priority, "") { At = offer.At },
            new Branch(Accepts, rounding.Concat(
                [
                    new Assign(Memory.Sum, Apply.Of(Operation.Add, Kind.Tensor, sum, Apply.Of(Operation.Subtract, Kind.Tensor, candidate, slot)), "memory_sum += candidate - replaced") { At = offer.At },
                    new Assign(Memory.Slot, candidate, "") { At = offer.At },
                ]).ToEquatableArray(),
                EquatableArray<Statement>.Empty, "the memory accepts") { At = offer.At },
        ];
    }
}

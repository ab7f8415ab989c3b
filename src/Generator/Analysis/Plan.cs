using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>How a rule is executed: what the host computes, what the passes over the elements do, and what they move.</summary>
/// <param name="Tensors">The tensors of a parameter in the order of its pointer table: the parameter, its gradient, states, memory, scratch.</param>
/// <param name="Scratch">The tensors that hand arguments to eager methods and take their results, the last of <paramref name="Tensors"/>.</param>
/// <param name="Flags">The host conditions that select a specialised kernel; bit i of a variant is flag i.</param>
/// <param name="Slots">The numbers that a kernel is given, by index.</param>
/// <param name="Vectors">The coefficient vectors that a kernel is given, by index.</param>
/// <param name="Checks">What may throw, in the order in which the declaration computes it.</param>
/// <param name="HostStatements">The assignments of host and Scalar values, in order; each name is assigned once.</param>
internal sealed record Plan(
    Rule Rule,
    EquatableArray<string> Tensors,
    EquatableArray<string> Scratch,
    EquatableArray<Flag> Flags,
    EquatableArray<Slot> Slots,
    EquatableArray<Vector> Vectors,
    EquatableArray<Assign> HostStatements,
    EquatableArray<Reduction> Reductions,
    EquatableArray<Invocation> Invocations,
    EquatableArray<Renewal> Renewals,
    EquatableArray<Pass> Passes,
    EquatableArray<KeptSlot> Kept,
    EquatableArray<HostCheck> Checks,
    int PrioritySlot)
{
    /// <summary>What a pass writes to memory: the last one what it assigns, one before it scratch.</summary>
    public IEnumerable<Transfer> Written(Pass pass) => pass.Index == Passes.Count - 1 ? pass.Stores : pass.Stores.Where(s => Scratch.Contains(s.Tensor));

    public int TensorIndex(string name) => Tensors.ToList().IndexOf(name);

    public int SlotIndex(string name) => Slots.ToList().FindIndex(s => s.Name == name);

    public int VectorIndex(string name) => Vectors.ToList().FindIndex(v => v.Name == name);

    /// <summary>The bit of a variant that a flag is.</summary>
    public int FlagBit(string name) => 1 << Flags.ToList().FindIndex(f => f.Name == name);
}

/// <summary>A number state, and the slot that has its value after the step.</summary>
internal sealed record KeptSlot(string Field, int Slot);

/// <summary>A host condition, and the name of the type parameter that stands for it in a kernel.</summary>
internal sealed record Flag(string Name, Expression Condition);

/// <summary>A number computed on the host in float64 before pass <paramref name="Stage"/>.</summary>
internal sealed record Slot(string Name, Expression Value, int Stage);

/// <summary>A coefficient vector computed on the host.</summary>
internal sealed record Vector(string Name, Expression Value);

/// <summary>A reduction whose result is slot <paramref name="Slot"/> from pass <paramref name="Pass"/> + 1 on.</summary>
/// <param name="From">For a sum of Scalars over the parameters: the slot that is summed. Otherwise -1.</param>
/// <param name="Total">The index among the totals of its pass, or -1 for a sum of Scalars.</param>
internal sealed record Reduction(string Name, Operation Operation, Over Over, int Pass, int Slot, int From, int Total);

/// <summary>A call of an eager method after pass <paramref name="Pass"/>: its arguments are tensors of the table, slots, flags, coefficients and literals.</summary>
internal sealed record Invocation(Invoke Call, int Pass);

/// <summary>A state in a shape of its own, and the name of what it is after the step.</summary>
internal sealed record Renewal(string State, string Name);

/// <summary>One sweep over the elements: it reads each tensor it loads once and writes each that it stores once.</summary>
/// <param name="Stores">What it assigns. A pass before the last writes only scratch to memory; what it assigns of the others it forgets.</param>
internal sealed record Pass(
    int Index, EquatableArray<Statement> Statements, EquatableArray<Transfer> Loads, EquatableArray<Transfer> Stores,
    EquatableArray<string> Slots, EquatableArray<string> Vectors, EquatableArray<string> Flags);

/// <summary>A tensor that a pass reads or writes, if its guard (a flag or its negation) holds.</summary>
internal sealed record Transfer(string Tensor, Kind Kind, string? Flag, bool FlagHolds = true);

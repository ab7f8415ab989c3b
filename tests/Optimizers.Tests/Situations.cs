namespace OptimizerDsl.Tests;

/// <summary>
/// The cases that run in every situation. A case tests a rule: all of them run in one situation of each kind. A situation tests
/// the runtime, which knows few kinds of rules: one of each kind runs in all of them.
/// </summary>
/// <remarks>
/// Where the environment variable DSL_FULL is 1, which <c>dotnet run build.cs -- test --full</c> sets, every case runs in every
/// situation.
/// </remarks>
public static class Situations
{
    private static readonly bool s_isFull = Environment.GetEnvironmentVariable("DSL_FULL") == "1";

    private static readonly string[] s_representatives =
    [
        "Adam, default",                    // plain
        "Sgd, nesterov, weight decay",      // branching
        "AggMo, three dampings",            // a bank
        "Lamb, default",                    // reductions
        "Prodigy, an estimate that grows",  // numbers that parameters have in common
        "AdamCM, capacity 3, slow decay",   // a memory, soon full
        "Muon, default",                    // an eager method between passes
        "Adafactor, default",               // eager methods that keep states of their own shapes
    ];

    /// <summary>The cases.</summary>
    public static IReadOnlyList<OptimizerCase> All { get; } =
        s_isFull ? OptimizerTable.All : [.. s_representatives.Select(OptimizerTable.Get)];

    /// <summary>A row for each case.</summary>
    public static TheoryData<string> Rows => [.. All.Select(c => c.Name)];

    /// <summary>A row for the first case of each optimizer, for what does not depend on options and takes long.</summary>
    public static TheoryData<string> TypeRows => s_isFull ? OptimizerTable.TypeRows : Rows;

    /// <summary>A row for each case that computes every element on its own, or by reductions alone.</summary>
    public static TheoryData<string> FusedRows => [.. All.Where(c => !c.CallsMethods).Select(c => c.Name)];

    /// <summary>A row for each case that has a critical memory with slots.</summary>
    public static TheoryData<string> MemoryRows => [.. All.Where(c => c.HasSlots).Select(c => c.Name)];

    /// <summary>A row for each case that reduces nothing over several groups: they do not depend on each other.</summary>
    public static TheoryData<string> IndependentRows =>
        [.. All.Where(c => c.Rule.WidestScope < Over.All).Select(c => c.Name)];
}

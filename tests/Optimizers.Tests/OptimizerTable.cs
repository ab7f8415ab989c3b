using OptimizerDsl.Optimizers;

namespace OptimizerDsl.Tests;

/// <summary>Every optimizer, in every variant worth testing. Each kind of test runs over all of it.</summary>
/// <remarks>A new optimizer needs its rows here and nothing else.</remarks>
public static class OptimizerTable
{
    public static IReadOnlyList<OptimizerCase> All { get; } =
    [
        Case<Sgd>("plain", ("lr", 0.05)),
        Case<Sgd>("momentum, dampening", ("lr", 0.05), ("momentum", 0.9), ("dampening", 0.2)),
        Case<Sgd>("nesterov, weight decay", ("lr", 0.05), ("momentum", 0.8), ("nesterov", true), ("weight_decay", 0.02)),
        Case<Sgd>("momentum, maximize", ("lr", 0.02), ("momentum", 0.9), ("maximize", true)),

        Case<Adam>("default"),
        Case<Adam>("amsgrad", ("lr", 0.01), ("amsgrad", true), ("beta1", 0.8), ("beta2", 0.95)),
        Case<Adam>("weight decay, maximize", ("lr", 0.01), ("weight_decay", 0.02), ("maximize", true), ("eps", 1e-6)),

        Case<AdamW>("default"),
        Case<AdamW>("amsgrad, maximize", ("lr", 0.01), ("amsgrad", true), ("maximize", true), ("weight_decay", 0.1)),

        Case<AggMo>("three dampings", ("lr", 0.05)),
        Case<AggMo>("one damping", ("lr", 0.05), ("betas", Coefficients.Create([0.9]))),
        Case<AggMo>("five dampings, weight decay", ("lr", 0.02), ("betas", AggMo.Exponential(0.2, 5)), ("weight_decay", 0.02)),

        Case<AdamCM>("default", ("lr", 0.01)),
        Case<AdamCM>("capacity 0", ("lr", 0.01), ("capacity", 0)),
        Case<AdamCM>("capacity 1", ("lr", 0.01), ("capacity", 1)),
        Case<AdamCM>("capacity 3, slow decay", ("lr", 0.01), ("capacity", 3), ("decay", 0.99)),

        Case<AdamCG>("default", ("lr", 0.01)),
        Case<AdamCG>("capacity 0", ("lr", 0.01), ("capacity", 0)),
        Case<AdamCG>("capacity 3, no memory of the past", ("lr", 0.01), ("capacity", 3), ("decay", 0.0)),

        Case<PublishedAdamCM>("default", ("lr", 0.01)),
        Case<PublishedAdamCM>("capacity 0", ("lr", 0.01), ("capacity", 0)),
        Case<PublishedAdamCM>("unsynced, capacity 1", ("lr", 0.01), ("synced", false), ("capacity", 1)),
        Case<PublishedAdamCM>("unsynced, amsgrad, weight decay", ("lr", 0.01), ("synced", false), ("amsgrad", true), ("weight_decay", 0.1), ("capacity", 3)),

        Case<PublishedAdamCG>("default", ("lr", 0.01)),
        Case<PublishedAdamCG>("unsynced, capacity 3", ("lr", 0.01), ("synced", false), ("capacity", 3)),
        Case<PublishedAdamCG>("amsgrad, weight decay, capacity 2", ("lr", 0.01), ("amsgrad", true), ("weight_decay", 0.1), ("capacity", 2), ("decay", 0.9)),

        Case<Muon>("default", ("lr", 0.01)) with { IsForMatrices = true },
        Case<Muon>("without look-ahead, as long as AdamW", ("lr", 0.01), ("nesterov", false), ("match_rms_adamw", true), ("weight_decay", 0.02)) with { IsForMatrices = true },
        Case<Muon>("two iterations of another polynomial", ("lr", 0.01), ("momentum", 0.5), ("ns_steps", 2), ("ns_coefficients", Coefficients.Create([1.875, -1.25, 0.375]))) with { IsForMatrices = true },
    ];

    /// <summary>A row for each case.</summary>
    public static TheoryData<string> Rows => [.. All.Select(c => c.Name)];

    /// <summary>A row for each case that computes every element on its own, or by reductions alone.</summary>
    public static TheoryData<string> FusedRows => [.. All.Where(c => !c.IsForMatrices).Select(c => c.Name)];

    /// <summary>A row for each case that has a critical memory with slots.</summary>
    public static TheoryData<string> MemoryRows => [.. All.Where(c => c.HasMemory && !0.Equals(c.Hyperparameters.GetValueOrDefault("capacity"))).Select(c => c.Name)];

    /// <summary>The case of a row.</summary>
    public static OptimizerCase Get(string name) => All.Single(c => c.Name == name);

    /// <summary>A case of the table's optimizers with other hyperparameters.</summary>
    public static OptimizerCase Case<T>(string variant, params (string Name, object Value)[] hyperparameters) =>
        new(typeof(T), variant, hyperparameters.ToDictionary(h => h.Name, h => h.Value));
}

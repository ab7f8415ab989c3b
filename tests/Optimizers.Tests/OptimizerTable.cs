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
        Case<HeavyBall>("weight decay", ("lr", 0.05), ("weight_decay", 0.02)),
        Case<SgdCG>("default", ("lr", 0.02)),
        Case<SgdCG>("nesterov, weight decay, capacity 3", ("lr", 0.02), ("momentum", 0.8), ("nesterov", true), ("weight_decay", 0.02), ("capacity", 3)),
        Case<SgdCM>("default", ("lr", 0.02)),
        Case<PublishedSgdCG>("default", ("lr", 0.02)),
        Case<PublishedSgdCG>("momentum, weight decay", ("lr", 0.02), ("momentum", 0.9), ("weight_decay", 0.02), ("capacity", 3)),
        Case<PublishedSgdCG>("never tested, capacity 2", ("lr", 0.02), ("critical_test", 1.0), ("capacity", 2)),
        Case<ScheduleFreeSgd>("warm-up, weight decay", ("lr", 0.1), ("warmup_steps", 6), ("weight_decay", 0.02)),
        Case<Asgd>("default"),
        Case<Asgd>("averaging from step 3, all options", ("lr", 0.05), ("lambd", 0.02), ("alpha", 0.5), ("t0", 3.0), ("weight_decay", 0.02), ("maximize", true)),

        Case<AggMo>("three dampings", ("lr", 0.05)),
        Case<AggMo>("one damping", ("lr", 0.05), ("betas", Coefficients.Create([0.9]))),
        Case<AggMo>("five dampings, weight decay", ("lr", 0.02), ("betas", AggMo.Exponential(0.2, 5)), ("weight_decay", 0.02)),

        Case<Adam>("default"),
        Case<Adam>("amsgrad", ("lr", 0.01), ("amsgrad", true), ("beta1", 0.8), ("beta2", 0.95)),
        Case<Adam>("weight decay, maximize", ("lr", 0.01), ("weight_decay", 0.02), ("maximize", true), ("eps", 1e-6)),
        Case<AdamW>("default"),
        Case<AdamW>("amsgrad, maximize", ("lr", 0.01), ("amsgrad", true), ("maximize", true), ("weight_decay", 0.1)),
        Case<CautiousAdamW>("default", ("lr", 0.01)),
        Case<MarsAdamW>("default", ("weight_decay", 0.1)),
        Case<GrokfastAdam>("default", ("lr", 0.01)),
        Case<ScheduleFreeAdamW>("default", ("lr", 0.01)),
        Case<ScheduleFreeAdamW>("warm-up, weight decay", ("lr", 0.01), ("warmup_steps", 6), ("weight_decay", 0.1)),

        Case<AdamCM>("default", ("lr", 0.01)),
        Case<AdamCM>("capacity 0", ("lr", 0.01), ("capacity", 0)),
        Case<AdamCM>("capacity 1", ("lr", 0.01), ("capacity", 1)),
        Case<AdamCM>("capacity 3, slow decay", ("lr", 0.01), ("capacity", 3), ("decay", 0.99)),
        Case<AdamWCM>("default", ("lr", 0.01)),
        Case<AdamCG>("default", ("lr", 0.01)),
        Case<AdamCG>("capacity 0", ("lr", 0.01), ("capacity", 0)),
        Case<AdamCG>("capacity 3, no memory of the past", ("lr", 0.01), ("capacity", 3), ("decay", 0.0)),

        Case<PublishedAdamCM>("default", ("lr", 0.01)),
        Case<PublishedAdamCM>("capacity 0", ("lr", 0.01), ("capacity", 0)),
        Case<PublishedAdamCM>("unsynced, capacity 1", ("lr", 0.01), ("synced", false), ("capacity", 1)),
        Case<PublishedAdamCM>("unsynced, amsgrad, weight decay", ("lr", 0.01), ("synced", false), ("amsgrad", true), ("weight_decay", 0.1), ("capacity", 3)),
        Case<PublishedAdamCM>("seldom tested, capacity 3", ("lr", 0.01), ("critical_test", 0.6), ("capacity", 3)),
        Case<PublishedAdamCG>("default", ("lr", 0.01)),
        Case<PublishedAdamCG>("unsynced, capacity 3", ("lr", 0.01), ("synced", false), ("capacity", 3)),
        Case<PublishedAdamCG>("amsgrad, weight decay, capacity 2", ("lr", 0.01), ("amsgrad", true), ("weight_decay", 0.1), ("capacity", 2), ("decay", 0.9)),

        Case<NAdam>("default"),
        Case<NAdam>("weight decay", ("lr", 0.01), ("weight_decay", 0.02), ("momentum_decay", 0.1)),
        Case<NAdam>("decoupled weight decay, maximize", ("lr", 0.01), ("weight_decay", 0.02), ("decoupled_weight_decay", true), ("maximize", true)),
        Case<NAdamCM>("weight decay", ("lr", 0.01), ("weight_decay", 0.02)),
        Case<NAdamCG>("default", ("lr", 0.01)),
        Case<RAdam>("default", ("lr", 0.01)),
        Case<RAdam>("weight decay, rectified from step 4", ("lr", 0.01), ("beta2", 0.8), ("weight_decay", 0.02)),
        Case<RAdam>("decoupled weight decay, maximize", ("lr", 0.01), ("beta2", 0.8), ("weight_decay", 0.02), ("decoupled_weight_decay", true), ("maximize", true)),
        Case<Adamax>("default"),
        Case<Adamax>("weight decay, maximize", ("weight_decay", 0.02), ("maximize", true)),
        Case<Adagrad>("default"),
        Case<Adagrad>("all options", ("lr", 0.1), ("lr_decay", 0.1), ("weight_decay", 0.02), ("initial_accumulator_value", 0.3), ("maximize", true)),
        Case<Adadelta>("default"),
        Case<Adadelta>("weight decay, maximize", ("rho", 0.95), ("weight_decay", 0.02), ("maximize", true)),
        Case<RMSprop>("default"),
        Case<RMSprop>("momentum", ("momentum", 0.9), ("weight_decay", 0.02)),
        Case<RMSprop>("centered, momentum, maximize", ("centered", true), ("momentum", 0.5), ("maximize", true)),
        Case<RMSpropCG>("default"),
        Case<RMSpropCG>("centered, momentum, capacity 3", ("centered", true), ("momentum", 0.5), ("capacity", 3)),
        Case<PublishedRMSpropCG>("default"),
        Case<PublishedRMSpropCG>("centered, momentum, unsynced", ("centered", true), ("momentum", 0.5), ("synced", false), ("capacity", 3)),
        Case<Rprop>("default"),
        Case<Rprop>("all options", ("lr", 0.05), ("etaminus", 0.6), ("etaplus", 1.5), ("min_step", 0.04), ("max_step", 0.1), ("maximize", true)),

        Case<Lion>("weight decay", ("lr", 0.01), ("weight_decay", 0.1)),
        Case<LionCM>("default", ("lr", 0.01)),
        Case<LionCG>("default", ("lr", 0.01)),
        Case<AdaBelief>("default", ("lr", 0.01)),
        Case<AdaBeliefCM>("default", ("lr", 0.01)),
        Case<AdaBeliefCG>("default", ("lr", 0.01)),
        Case<AdEMAMix>("without schedules", ("lr", 0.01)),
        Case<AdEMAMix>("schedules, weight decay", ("lr", 0.01), ("warmup", 10), ("weight_decay", 0.1)),
        Case<Adan>("weight decay", ("lr", 0.01), ("weight_decay", 0.02)),
        Case<QHAdam>("both between", ("lr", 0.01), ("nu1", 0.8), ("beta1", 0.95), ("nu2", 0.7), ("beta2", 0.98)),
        Case<Yogi>("default"),
        // Without an estimate of the Hessian it takes signs, and in half precision a momentum near zero may well have the other.
        Case<Sophia>("default", ("lr", 0.003)),
        Case<Lamb>("default", ("lr", 0.01)),
        Case<Lars>("default", ("lr", 0.5)),
        Case<Sgdp>("default", ("lr", 0.02)),
        Case<Sgdp>("always projected", ("lr", 0.02), ("delta", 1e3), ("weight_decay", 0.1)),
        // It measures how far a parameter has come: only steps well above its rounding make that a number to compare in float32.
        Case<Prodigy>("an estimate that grows", ("lr", 0.2), ("d0", 0.1)),

        Case<Muon>("default", ("lr", 0.01)) with { IsForMatrices = true },
        Case<Muon>("without look-ahead, as long as AdamW", ("lr", 0.01), ("nesterov", false), ("match_rms_adamw", true), ("weight_decay", 0.02)) with { IsForMatrices = true },
        Case<Muon>("two iterations of another polynomial", ("lr", 0.01), ("momentum", 0.5), ("ns_steps", 2), ("ns_coefficients", Coefficients.Create([1.875, -1.25, 0.375]))) with { IsForMatrices = true },
        Case<Adafactor>("default"),
        Case<Adafactor>("all options", ("lr", 0.1), ("beta2_decay", -0.5), ("eps1", 1e-3), ("eps2", 0.01), ("d", 1.5), ("weight_decay", 0.02), ("maximize", true)),
    ];

    /// <summary>A row for each case.</summary>
    public static TheoryData<string> Rows => [.. All.Select(c => c.Name)];

    /// <summary>A row for each case that computes every element on its own, or by reductions alone.</summary>
    public static TheoryData<string> FusedRows => [.. All.Where(c => !c.CallsMethods).Select(c => c.Name)];

    /// <summary>A row for the first case of each optimizer, for what does not depend on options and takes long.</summary>
    public static TheoryData<string> TypeRows => [.. All.DistinctBy(c => c.Type).Select(c => c.Name)];

    /// <summary>A row for each case that has a critical memory with slots.</summary>
    public static TheoryData<string> MemoryRows => [.. All.Where(c => c.HasSlots).Select(c => c.Name)];

    /// <summary>The case of a row.</summary>
    public static OptimizerCase Get(string name) => All.Single(c => c.Name == name);

    /// <summary>A case of the table's optimizers with other hyperparameters.</summary>
    public static OptimizerCase Case<T>(string variant, params (string Name, object Value)[] hyperparameters) =>
        new(typeof(T), variant, hyperparameters.ToDictionary(h => h.Name, h => h.Value));
}

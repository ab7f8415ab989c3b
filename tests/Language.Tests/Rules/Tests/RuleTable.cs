namespace OptimizerDsl.Tests.Rules;

/// <summary>Every rule of this folder, in every variant worth testing. Each kind of test runs over all of it.</summary>
public static class RuleTable
{
    public static IReadOnlyList<OptimizerCase> All { get; } =
    [
        Case<Lion>("default", ("lr", 0.01)),
        Case<CautiousAdamW>("default", ("lr", 0.01)),

        Case<AdEMAMix>("without schedules", ("lr", 0.01)),
        Case<AdEMAMix>("schedules, weight decay", ("lr", 0.01), ("warmup", 10), ("weight_decay", 0.1)),
        Case<Adan>("default", ("lr", 0.01)),
        Case<Adan>("weight decay", ("lr", 0.01), ("weight_decay", 0.02)),
        Case<AdaBelief>("default", ("lr", 0.01)),
        Case<NAdam>("default"),
        Case<NAdam>("weight decay", ("lr", 0.01), ("weight_decay", 0.02), ("momentum_decay", 0.1)),
        Case<RAdam>("default", ("lr", 0.01)),
        Case<RAdam>("weight decay, rectified from step 4", ("lr", 0.01), ("beta2", 0.8), ("weight_decay", 0.02)),
        Case<Adamax>("default"),
        Case<Adagrad>("default"),
        Case<Adagrad>("all options", ("lr", 0.1), ("lr_decay", 0.1), ("weight_decay", 0.02), ("initial_accumulator_value", 0.3)),
        Case<Adadelta>("default"),
        Case<RMSprop>("default"),
        Case<RMSprop>("momentum", ("momentum", 0.9), ("weight_decay", 0.02)),
        Case<RMSprop>("centered, momentum", ("centered", true), ("momentum", 0.5)),
        Case<LAMB>("default", ("lr", 0.01)),
        Case<LARS>("default", ("lr", 0.5)),
        Case<Mars>("default", ("weight_decay", 0.1)),
        Case<GrokfastAdam>("default", ("lr", 0.01)),
        Case<QHAdam>("default", ("lr", 0.01)),
        Case<QHAdam>("both between", ("lr", 0.01), ("nu1", 0.8), ("beta1", 0.95), ("nu2", 0.7), ("beta2", 0.98)),
        Case<ScheduleFreeAdamW>("default", ("lr", 0.01)),
        Case<ScheduleFreeAdamW>("warm-up, weight decay", ("lr", 0.01), ("warmup_steps", 6), ("weight_decay", 0.1)),
        // It measures how far a parameter has come: only steps well above its rounding make that a number to compare in float32.
        Case<Prodigy>("an estimate that grows", ("lr", 0.2), ("d0", 0.1)),
        Case<Yogi>("default"),
        Case<SGDP>("default", ("lr", 0.02)),
        Case<SGDP>("always projected", ("lr", 0.02), ("delta", 1e3), ("weight_decay", 0.1)),

        Case<SharedRate>("default"),
        Case<TwoVelocities>("default"),
        Case<DecayedTwoVelocities>("composed"),
        Case<Precisions.NearestStates>("states of 16 bits", ("lr", 0.01)),

        Case<PublishedRMSpropCG>("default"),
        Case<PublishedRMSpropCG>("centered, momentum, unsynced", ("centered", true), ("momentum", 0.5), ("synced", false), ("capacity", 3)),
        Case<PublishedSgdCG>("default", ("lr", 0.05)),
        Case<PublishedSgdCG>("momentum, weight decay", ("lr", 0.05), ("momentum", 0.9), ("weight_decay", 0.02), ("capacity", 3)),
    ];

    public static TheoryData<string> Rows => [.. All.Select(c => c.Name)];

    public static OptimizerCase Get(string name) => All.Single(c => c.Name == name);

    private static OptimizerCase Case<T>(string variant, params (string Name, object Value)[] hyperparameters) =>
        new(typeof(T), variant, hyperparameters.ToDictionary(h => h.Name, h => h.Value));
}

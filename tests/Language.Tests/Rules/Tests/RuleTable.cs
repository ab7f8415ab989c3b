namespace OptimizerDsl.Tests.Rules;

/// <summary>The rules that show what the language can do, beyond what the optimizers of the library need. Each kind of test runs over all of it.</summary>
public static class RuleTable
{
    public static IReadOnlyList<OptimizerCase> All { get; } =
    [
        Case<SharedRate>("default"),
        Case<TwoVelocities>("default"),
        Case<DecayedTwoVelocities>("composed"),
        Case<Precisions.NearestStates>("states of 16 bits", ("lr", 0.01)),
    ];

    public static TheoryData<string> Rows => [.. All.Select(c => c.Name)];

    public static OptimizerCase Get(string name) => All.Single(c => c.Name == name);

    private static OptimizerCase Case<T>(string variant, params (string Name, object Value)[] hyperparameters) =>
        new(typeof(T), variant, hyperparameters.ToDictionary(h => h.Name, h => h.Value));
}

using System.Text.Json;
using OptimizerDsl.Optimizers;

namespace OptimizerDsl.Tests.Golden;

/// <summary>Which of our optimizers, with which hyperparameters, a recorded reference is.</summary>
internal static class ReferenceNames
{
    // What the end of a reference's name says, and how its hyperparameters are called here.
    private static readonly (string Reference, Type Type)[] s_optimizers =
    [
        ("torch.optim.SGD", typeof(Sgd)),
        ("torch.optim.Adam", typeof(Adam)),
        ("torch.optim.AdamW", typeof(AdamW)),
        ("cmoptimizer.optim.Adam_CM", typeof(PublishedAdamCM)),
        ("cmoptimizer.optim.Adam_C", typeof(PublishedAdamCG)),
        ("aggmo.py AggMo", typeof(AggMo)),
        ("aggmo.py AggMo.from_exp_form", typeof(AggMo)),
        ("paper Algorithm 1, Adam+CM", typeof(AdamCM)),
        ("paper Algorithm 1, Adam+CG", typeof(AdamCG)),
    ];

    // They choose how the reference computes, not what.
    private static readonly string[] s_ways = ["foreach", "capturable", "differentiable", "fused"];

    /// <summary>The optimizer of a recording; the test is skipped, with a reason, if there is none.</summary>
    public static OptimizerCase CaseOf(Recording recording)
    {
        Skip.If(recording.File.StartsWith("aggmo_duplicate_betas_quirk", StringComparison.Ordinal),
            $"{recording.File}: the reference shares one velocity between equal dampings; ours keeps one for each entry.");
        var name = recording.Reference.Split(" (")[0];
        var type = s_optimizers.FirstOrDefault(o => name == o.Reference || name.EndsWith(" " + o.Reference, StringComparison.Ordinal)
            || name.EndsWith("/" + o.Reference, StringComparison.Ordinal)).Type;
        Skip.If(type is null, $"No optimizer here is {recording.Reference} ({recording.File}).");

        var result = new OptimizerCase(type!, recording.File, new Dictionary<string, object>());
        foreach (var hyperparameter in recording.Hyperparameters)
            if (!s_ways.Contains(hyperparameter.Name)) result = Set(result, hyperparameter.Name, hyperparameter.Value, recording);
        return result;
    }

    private static OptimizerCase Set(OptimizerCase result, string name, JsonElement value, Recording recording)
    {
        if (name == "topC") return result.With("capacity", value.GetInt32());
        if (name == "betas" && result.Accepts("beta1"))
            return result.With("beta1", value[0].GetDouble()).With("beta2", value[1].GetDouble());
        if (name is "a" or "k" && result.Type == typeof(AggMo))
        {
            var form = recording.Hyperparameters.ToDictionary(h => h.Name, h => h.Value);
            return result.With("betas", AggMo.Exponential(form["a"].GetDouble(), form["k"].GetInt32()));
        }

        if (result.Accepts(name)) return result.With(name, Value(value));
        Skip.IfNot(IsDefault(name, value), $"{result.Type.Name} has no {name}, which is {value} in {recording.File}.");
        return result;
    }

    private static bool IsDefault(string name, JsonElement value) => name switch
    {
        "kappa" => value.GetDouble() == 1,
        "critical_test" => value.GetDouble() == 0,
        _ => value.ValueKind is JsonValueKind.Null or JsonValueKind.False,
    };

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => Coefficients.Create([.. value.EnumerateArray().Select(v => v.GetDouble())]),
        _ => value.GetDouble(),
    };
}

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
        ("torch.optim.NAdam", typeof(NAdam)),
        ("torch.optim.RAdam", typeof(RAdam)),
        ("torch.optim.Adamax", typeof(Adamax)),
        ("torch.optim.Adagrad", typeof(Adagrad)),
        ("torch.optim.Adadelta", typeof(Adadelta)),
        ("torch.optim.RMSprop", typeof(RMSprop)),
        ("torch.optim.Rprop", typeof(Rprop)),
        ("torch.optim.ASGD", typeof(Asgd)),
        ("cmoptimizer.optim.Adam_CM", typeof(PublishedAdamCM)),
        ("cmoptimizer.optim.Adam_C", typeof(PublishedAdamCG)),
        ("cmoptimizer.optim.RMSprop_C", typeof(PublishedRMSpropCG)),
        ("cmoptimizer.optim.SGD_C", typeof(PublishedSgdCG)),
        ("aggmo.py AggMo", typeof(AggMo)),
        ("aggmo.py AggMo.from_exp_form", typeof(AggMo)),
        ("paper Algorithm 1, Adam+CM", typeof(AdamCM)),
        ("paper Algorithm 1, Adam+CG", typeof(AdamCG)),
    ];

    // They choose how the reference computes, not what.
    private static readonly string[] s_ways = ["foreach", "capturable", "differentiable", "fused"];

    // Recordings of something that ours, on purpose, does not share.
    private static readonly (string File, string Why)[] s_notOurs =
    [
        ("aggmo_duplicate_betas_quirk.", "the reference shares one velocity between equal dampings; ours keeps one for each entry"),
        ("nadam_default_foreach.float64.", "the reference keeps the product of the momenta in float32; ours in float64"),
        ("nadam_nondefault_foreach.float64.", "the reference keeps the product of the momenta in float32; ours in float64"),
        ("nadam_default_single.", "the reference's single-tensor form has one momentum too few in a product; ours is its foreach form"),
        ("nadam_nondefault_single.", "the reference's single-tensor form has one momentum too few in a product; ours is its foreach form"),
    ];

    /// <summary>Why ours does not follow a recording; null where it does.</summary>
    public static string? ReasonNotToFollow(string file) =>
        s_notOurs.FirstOrDefault(n => file.StartsWith(n.File, StringComparison.Ordinal)).Why;

    /// <summary>The optimizers that references can be.</summary>
    public static IEnumerable<Type> Types => s_optimizers.Select(o => o.Type);

    /// <summary>Our optimizer that a recorded reference is; null if there is none.</summary>
    public static Type? TypeOf(Recording recording)
    {
        var name = recording.Reference.Split(" (")[0];
        return s_optimizers.FirstOrDefault(o => name == o.Reference || name.EndsWith(" " + o.Reference, StringComparison.Ordinal)
            || name.EndsWith("/" + o.Reference, StringComparison.Ordinal)).Type;
    }

    /// <summary>The optimizer of a recording; the test is skipped, with a reason, if there is none.</summary>
    public static OptimizerCase CaseOf(Recording recording)
    {
        Skip.If(ReasonNotToFollow(recording.File) is not null, $"{recording.File}: {ReasonNotToFollow(recording.File)}.");
        var type = TypeOf(recording);
        Skip.If(type is null, $"No optimizer here is {recording.Reference} ({recording.File}).");

        var result = new OptimizerCase(type!, recording.File, new Dictionary<string, object>());
        foreach (var hyperparameter in recording.Hyperparameters)
            if (!s_ways.Contains(hyperparameter.Name)) result = Set(result, hyperparameter.Name, hyperparameter.Value, recording);

        // A kappa of 0 turns the memory off, and the momentum of SGD_C with it.
        var isPlain = recording.Hyperparameters.Any(h => h.Name == "kappa" && h.Value.GetDouble() == 0);
        return isPlain ? result.With("capacity", 0).With("momentum", 0.0) : result;
    }

    private static OptimizerCase Set(OptimizerCase result, string name, JsonElement value, Recording recording)
    {
        if (name == "kappa") return result;
        // SGD_C takes a decay of 0 for none.
        if (name == "decay" && result.Type == typeof(PublishedSgdCG) && value.GetDouble() == 0) return result.With("decay", 1.0);
        if (name == "topC") return result.With("capacity", value.GetInt32());
        if (name == "betas" && result.Accepts("beta1"))
            return result.With("beta1", value[0].GetDouble()).With("beta2", value[1].GetDouble());
        if (name is "a" or "k" && result.Type == typeof(AggMo))
        {
            var form = recording.Hyperparameters.ToDictionary(h => h.Name, h => h.Value);
            return result.With("betas", AggMo.Exponential(form["a"].GetDouble(), form["k"].GetInt32()));
        }

        if (result.Accepts(name) && value.ValueKind != JsonValueKind.Null) return result.With(name, Value(value));
        Skip.IfNot(value.ValueKind is JsonValueKind.Null or JsonValueKind.False, $"{result.Type.Name} has no {name}, which is {value} in {recording.File}.");
        return result;
    }

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => Coefficients.Create([.. value.EnumerateArray().Select(v => v.GetDouble())]),
        _ => value.GetDouble(),
    };
}

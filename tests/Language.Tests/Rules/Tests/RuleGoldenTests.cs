using OptimizerDsl.Tests.Golden;
using TorchSharp;
using TorchSharp.Modules;

namespace OptimizerDsl.Tests.Rules;

/// <summary>Parity with recorded runs of the implementations that a rule names.</summary>
[Trait("Category", "Golden")]
public sealed class RuleGoldenTests
{
    private static readonly Execution[] s_executions = [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    // In float64, the one recording of NAdam that keeps the product of its momenta in float64.
    private static readonly (string Recordings, Type Type)[] s_rules =
    [
        ("nadam_default_foreach.float32", typeof(NAdam)), ("nadam_default_foreach.float64_defaultdtype64", typeof(NAdam)),
        ("nadam_nondefault_foreach.float32", typeof(NAdam)), ("nadam_nondefault_foreach.float64_defaultdtype64", typeof(NAdam)),
        ("radam_", typeof(RAdam)), ("adamax_", typeof(Adamax)), ("adagrad_", typeof(Adagrad)), ("adadelta_", typeof(Adadelta)),
        ("rmsprop_c_", typeof(PublishedRMSpropCG)), ("sgd_c_", typeof(PublishedSgdCG)),
        ("rmsprop_default", typeof(RMSprop)), ("rmsprop_centered", typeof(RMSprop)), ("rmsprop_momentum", typeof(RMSprop)), ("rmsprop_nondefault", typeof(RMSprop)),
    ];

    /// <summary>A folder may well have no recording of these rules, but it must have some.</summary>
    private const string NoneOfThese = "none of these";

    public static TheoryData<string> Rows => [.. Recordings.Files.Where(f => f == Recordings.None || TypeOf(f) is not null).DefaultIfEmpty(NoneOfThese)];

    private static Type? TypeOf(string file) => s_rules.FirstOrDefault(r => file.StartsWith(r.Recordings, StringComparison.Ordinal)).Type;

    [SkippableTheory]
    [MemberData(nameof(Rows))]
    public void Follows_the_recording(string file)
    {
        Assert.True(file != Recordings.None, $"There are no recordings in {Recordings.Folder}.");
        Skip.If(file == NoneOfThese, $"{Recordings.Folder} has no recordings of the rules declared here.");
        var recording = Recordings.Read(file);
        var rule = CaseOf(recording);
        var (shapes, gradients, expected) = (recording.Shapes, recording.Gradients, recording.Parameters);
        foreach (var execution in s_executions)
        {
            using var scope = torch.NewDisposeScope();
            Parameter[] parameters = [.. recording.Initial.Zip(shapes, (v, s) => Numbers.ToParameter(v, s, recording.Type))];
            using var optimizer = rule.Make(parameters, execution);
            for (var step = 0; step < expected.Length; step++)
            {
                for (var i = 0; i < parameters.Length; i++)
                    parameters[i].grad = gradients[step][i] is { } g ? Numbers.ToTensor(g, shapes[i], recording.Type) : null;
                optimizer.step();

                var tolerance = (recording.Type == torch.float64 ? 1e-12 : 2e-6) * expected[step].Max(t => t!.Max(Math.Abs));
                for (var i = 0; i < parameters.Length; i++)
                    Numbers.AssertClose(expected[step][i]!, Numbers.Of(parameters[i]), tolerance, $"{execution}, step {step}, tensor {i}");
            }
        }
    }

    private static OptimizerCase CaseOf(Recording recording)
    {
        var rule = new OptimizerCase(TypeOf(recording.File)!, recording.File, new Dictionary<string, object>());
        foreach (var (name, value) in recording.Hyperparameters.Select(h => (h.Name, h.Value)))
        {
            rule = name switch
            {
                "betas" => rule.With("beta1", value[0].GetDouble()).With("beta2", value[1].GetDouble()),
                "topC" => rule.With("capacity", value.GetInt32()),
                // There, a decay of 0 is none.
                "decay" => rule.With("decay", rule.Type == typeof(PublishedSgdCG) && value.GetDouble() == 0 ? 1 : value.GetDouble()),
                "centered" or "synced" => rule.With(name, value.GetBoolean()),
                _ when rule.Accepts(name) => rule.With(name, value.GetDouble()),
                _ => rule,
            };
        }

        // A kappa of 0 turns off the memory, and the momentum with it.
        var isPlain = recording.Hyperparameters.Any(h => h.Name == "kappa" && h.Value.GetDouble() == 0);
        return isPlain ? rule.With("capacity", 0).With("momentum", 0.0) : rule;
    }
}

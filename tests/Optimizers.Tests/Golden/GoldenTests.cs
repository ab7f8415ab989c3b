using TorchSharp;
using TorchSharp.Modules;

namespace OptimizerDsl.Tests.Golden;

/// <summary>Parity with recorded runs of the reference implementations, parameter by parameter and step by step.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenTests
{
    private static readonly Execution[] s_executions = [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    public static TheoryData<string, Execution> Rows
    {
        get
        {
            var rows = new TheoryData<string, Execution>();
            foreach (var file in Recordings.Files)
                foreach (var execution in s_executions) rows.Add(file, execution);
            return rows;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Rows))]
    public void Follows_the_recording(string file, Execution execution)
    {
        var recording = Recordings.Read(file);
        var reference = ReferenceNames.CaseOf(recording);
        using var scope = torch.NewDisposeScope();
        var shapes = recording.Shapes;
        Parameter[] parameters = [.. recording.Initial.Select((values, i) => Numbers.ToParameter(values, shapes[i], recording.Type, TestDevice.Of(execution)))];
        using var optimizer = reference.Make(parameters, execution);

        var (gradients, expected, counts) = (recording.Gradients, recording.Parameters, new DecisionCount(optimizer));
        var largest = expected.SelectMany(s => s).SelectMany(t => t!).Max(Math.Abs);
        var tolerance = (recording.Type == torch.float64 ? 1e-12 : 2e-6) * largest;
        for (var step = 0; step < gradients.Length; step++)
        {
            for (var i = 0; i < parameters.Length; i++)
                parameters[i].grad = gradients[step][i] is { } g ? Numbers.ToTensor(g, shapes[i], recording.Type, TestDevice.Of(execution)) : null;
            optimizer.step();

            for (var i = 0; i < parameters.Length; i++)
                Numbers.AssertClose(expected[step][i]!, Numbers.Of(parameters[i]), tolerance, $"step {step}, tensor {i}");
            counts.RequireRecorded(recording, step, gradients[step].Count(g => g is not null));
        }
    }

    [Fact]
    public void There_are_recordings() => Assert.DoesNotContain(Recordings.None, Recordings.Files);
}

using TorchSharp;
using static TorchSharp.torch;

namespace Quickstart.Tests;

public sealed class TrainingTests : IDisposable
{
    private static readonly string Text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog.\n", 400));

    private readonly string _folder = Directory.CreateTempSubdirectory("quickstart").FullName;

    [Fact]
    public void A_short_run_prints_a_table_and_draws_the_curves()
    {
        var text = Path.Combine(_folder, "text.txt");
        var report = Path.Combine(_folder, "report.html");
        File.WriteAllText(text, Text);

        var session = Session.Of("--text", text, "--epochs", "1", "--report", report);

        Assert.Equal("", session.Error);
        Assert.Equal(0, session.ExitCode);
        Assert.Contains(new Uri(report).AbsoluteUri, session.Output);
        Assert.Contains("Quickstart.AdaBelief.g.cs", session.Output);
        Assert.DoesNotContain(session.Output, character => char.IsControl(character) && character is not ('\n' or '\r'));
        var page = File.ReadAllText(report);
        Assert.Equal(2, Occurrences(page, "<svg"));
        Assert.Equal(2 * Contestant.All.Length, Occurrences(page, "<polyline"));
        Assert.All(Contestant.All, contestant => Assert.Contains($"{contestant.Name} ", session.Output));
    }

    [Theory]
    [InlineData(1, 0.0, 0.4)]
    [InlineData(10, 1.6, 3.6)]
    [InlineData(660, 1.0, 3.6)]
    [InlineData(99_999, -0.4, 9.8)]
    public void A_chart_of_any_range_has_a_few_ticks(int steps, double bottom, double top)
    {
        var ticks = Occurrences(new Chart("Loss", steps, bottom, top).ToSvg(), "class=\"grid\"");
        Assert.InRange(ticks, 2, 8);
    }

    [Fact]
    public void The_same_seed_starts_from_the_same_weights()
    {
        using LanguageModel one = new(characters: 20, seed: 3), same = new(characters: 20, seed: 3), other = new(characters: 20, seed: 4);
        Assert.Equal(Weights(one), Weights(same));
        Assert.NotEqual(Weights(one), Weights(other));
    }

    [SkippableTheory]
    [InlineData(DeviceType.CPU, "Cpu")]
    [InlineData(DeviceType.CUDA, "Cuda")]
    public void Every_optimizer_learns_and_runs_fused(DeviceType type, string execution)
    {
        Skip.If(type == DeviceType.CUDA && !cuda.is_available(), "this machine has no CUDA");
        var corpus = new Corpus(Text);
        using var trainer = new Trainer(corpus, epochs: 2, device(type), seed: 1, CancellationToken.None);
        Assert.All(Contestant.All, contestant =>
        {
            var outcome = trainer.Train(contestant, (_, _) => { });
            Assert.True(outcome.Curve[^1].Validation < outcome.Curve[0].Validation - 0.5);
            Assert.Equal(execution, outcome.ExecutionSummary);
        });
    }

    [Fact]
    public void A_cancelled_training_ends()
    {
        using var cancellation = new CancellationTokenSource();
        using var trainer = new Trainer(new Corpus(new string('a', 20_000)), epochs: 1000, CPU, seed: 1, cancellation.Token);
        Assert.Throws<OperationCanceledException>(() => trainer.Train(Contestant.All[0], (_, _) => cancellation.Cancel()));
    }

    private static float[] Weights(LanguageModel model) => [.. model.parameters().SelectMany(parameter => parameter.data<float>())];

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

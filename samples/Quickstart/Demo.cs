using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace Quickstart;

/// <summary>The demo from beginning to end.</summary>
internal static class Demo
{
    public static void Run(Choices choices, CancellationToken cancellation)
    {
        if (choices.Device == DeviceType.CUDA) ComputeDevice.RequireCuda("cuda");
        var source = Source.Read(choices.Text);
        var report = ReportFile.Prepare(choices.Report, "quickstart.html");
        var corpus = new Corpus(source.Text);
        var unigram = corpus.UnigramPerplexity();
        using var trainer = new Trainer(corpus, choices.Epochs, device(choices.Device), choices.Seed, cancellation);

        var console = OutputConsole.Open();
        Write(console, $"""
            Text        {source.Name},
                        {source.Extent}, {corpus.Characters} different ones
            Task        predict the next character; the last tenth of the text validates
            To beat     perplexity {unigram:0.0}: knowing only how frequent each character is
            Training    {trainer.Steps:N0} steps per optimizer, all from the same initial weights
            """);

        var outcomes = Terminal.Progress(console).Run(choices.Optimizers, trainer.Steps, trainer.Train);
        console.Write(ResultTable.Of(outcomes));
        ReportFile.Write(report, ReportPage.Of(source, unigram, outcomes));
        Write(console, $"""

            Open the learning curves in a browser:
              {new Uri(report).AbsoluteUri}
            """);
        if (Repository.GeneratedSources(typeof(AdaBelief)) is { Count: > 0 } generated)
            Write(console, $"""
                Read what the generator made of samples/Quickstart/AdaBelief.cs:
                  {string.Join("\n  ", generated.Select(Shown))}
                """);
    }

    /// <summary>The path from here, unless that leads up.</summary>
    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>As it is: a path that the console had wrapped could not be copied.</summary>
    private static void Write(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);
}

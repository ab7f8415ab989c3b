using Spectre.Console;

namespace Quickstart;

/// <summary>The demo from beginning to end.</summary>
internal static class Demo
{
    public static void Run(Choices choices, CancellationToken cancellation)
    {
        var source = Source.Read(choices.Text);
        var report = ReportPage.Prepare(choices.Report);
        var corpus = new Corpus(source.Text);
        var unigram = corpus.UnigramPerplexity();
        using var trainer = new Trainer(corpus, choices.Epochs, choices.Seed, cancellation);

        var console = Terminal.Open();
        Write(console, $"""
            Text        {source.Description}
            Task        predict the next of {corpus.Characters} characters; the last tenth of the text is for validation
            To beat     perplexity {unigram:0.0}, from knowing only how frequent each character is
            Training    {trainer.Steps:N0} steps ({choices.Epochs} x the text) with each optimizer, from the same initial weights

            """);

        var outcomes = Terminal.Progress(console).Run(choices.Optimizers, trainer.Steps, trainer.Train);
        console.WriteLine();
        console.Write(ResultTable.Of(outcomes));
        File.WriteAllText(report, ReportPage.Of(source, unigram, outcomes));
        Write(console, $"""

            Open the learning curves in a browser:
              {report}
            """);
        if (Repository.GeneratedSource(typeof(AdaBelief)) is { } generated)
            Write(console, $"""
                Read what the generator made of samples/Quickstart/AdaBelief.cs:
                  {generated}
                """);
    }

    /// <summary>As it is: a path that the console had wrapped could not be copied.</summary>
    private static void Write(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);
}

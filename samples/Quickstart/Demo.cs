using Spectre.Console;

namespace Quickstart;

/// <summary>The demo from beginning to end.</summary>
internal static class Demo
{
    public static void Run(Choices choices, CancellationToken cancellation)
    {
        var source = Source.Read(choices.Text);
        var report = ReportFile(choices.Report);
        var corpus = new Corpus(source.Text);
        var unigram = corpus.UnigramPerplexity();
        using var trainer = new Trainer(corpus, choices.Epochs, choices.Seed, cancellation);

        Console.WriteLine($"Text: {source.Name}, {source.Text.Length:N0} characters, {corpus.Characters} different ones; the last tenth is for validation.");
        Console.WriteLine($"Task: predict the next character. Knowing only how frequent each is gives a perplexity of {unigram:0.0}.");
        Console.WriteLine($"Each optimizer trains for {trainer.Steps:N0} steps ({choices.Epochs} epochs) from the same weights.");
        Console.WriteLine();

        IProgressDisplay display = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? new ProgressBars() : new ProgressLines(Console.Out);
        var outcomes = display.Run(choices.Optimizers, trainer.Steps, trainer.Train);

        AnsiConsole.Write(ResultTable.Of(outcomes));
        File.WriteAllText(report, ReportPage.Of(source, unigram, outcomes));
        Console.WriteLine($"Learning curves:  open {report}");
        if (Repository.GeneratedSource(typeof(AdaBelief)) is { } generated)
            Console.WriteLine($"What the generator made of samples/Quickstart/AdaBelief.cs:  {generated}");
    }

    /// <summary>The path to write to, found out to be writable before the work is done rather than after.</summary>
    private static string ReportFile(string? chosen)
    {
        var file = Path.GetFullPath(chosen ?? Path.Combine(Repository.Root ?? "", "artifacts", "quickstart.html"));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var writable = File.Open(file, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--report: '{file}' cannot be written ({failure.Message.TrimEnd('.')})");
        }

        return file;
    }
}

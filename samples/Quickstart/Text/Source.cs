using System.Text;

namespace Quickstart;

/// <summary>The text to learn.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Text">As much of it as is used.</param>
/// <param name="Length">The characters of all of it.</param>
internal sealed record Source(string Name, string Text, int Length)
{
    /// <summary>Less than this teaches nothing.</summary>
    public const int Fewest = 10_000;

    /// <summary>What is beyond this is left out, so that the demo takes the same time on every text.</summary>
    public const int Most = 500_000;

    /// <summary>How much of it is used.</summary>
    public string Extent => Text.Length == Length ? $"{Length:N0} characters" : $"the first {Text.Length:N0} of {Length:N0} characters";

    /// <summary>Reads the file, or without one the sources and documents of this repository.</summary>
    /// <exception cref="BadInputException">There is no such file, or too little in it.</exception>
    public static Source Read(string? file)
    {
        if (file is null) return OwnSources();
        try
        {
            return Checked($"'{file}'", File.ReadAllText(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException(failure switch
            {
                _ when Directory.Exists(file) => $"--text: '{file}' is a folder, not a text file",
                FileNotFoundException or DirectoryNotFoundException => $"--text: there is no file '{file}'",
                _ => $"--text: '{file}' cannot be read ({failure.Message.TrimEnd('.')})",
            });
        }
    }

    private static Source OwnSources()
    {
        if (Repository.Root is null)
            throw new BadInputException("--text is needed: this program is not in the repository that it was built in");
        var text = new StringBuilder();
        foreach (var file in Repository.Sources(Repository.Root)) text.Append(File.ReadAllText(file)).Append('\n');
        return Checked("the sources of this repository", text.ToString());
    }

    private static Source Checked(string name, string text)
    {
        text = text.ReplaceLineEndings("\n");
        if (text.Length < Fewest)
        {
            var size = text.Length == 0 ? "is empty" : $"has only {text.Length:N0} characters";
            throw new BadInputException($"--text: {name} {size}; at least {Fewest:N0} characters are needed");
        }

        return new(name, text[..Math.Min(text.Length, Most)], text.Length);
    }
}

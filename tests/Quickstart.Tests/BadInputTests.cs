namespace Quickstart.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quickstart").FullName;

    [Theory]
    [InlineData("--epochs", "0", "'0' is not a whole number from 1 to 1000")]
    [InlineData("--epochs", "many", "'many' is not a whole number from 1 to 1000")]
    [InlineData("--seed", "1.5", "'1.5' is not a whole number")]
    [InlineData("--optimizer", "Adam,Sdg", "'Sdg'")]
    [InlineData("--optimizer", "Sdg", "Adam, AggMo, AdamCG, AdamCM, AdaBelief")]
    [InlineData("--device", "tpu", "'tpu' is not cpu or cuda")]
    [InlineData("--text", "no such file", "there is no file 'no such file'")]
    public void A_bad_option_is_a_line_that_names_it(string option, string value, string reason) =>
        AssertRefused(Session.Of(option, value), option, reason);

    [Fact]
    public void An_unknown_option_is_refused() => AssertRefused(Session.Of("--lr", "1"), "--lr");

    [Theory]
    [InlineData(0, "is empty")]
    [InlineData(9_999, "has only 9,999 characters; at least 10,000 characters are needed")]
    public void A_text_that_teaches_nothing_is_refused(int length, string reason)
    {
        var file = Path.Combine(_folder, "short.txt");
        File.WriteAllText(file, new string('a', length));
        AssertRefused(Session.Of("--text", file), "--text", "short.txt", reason);
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_refused_before_the_work() =>
        AssertRefused(Session.Of("--report", _folder), "--report", _folder);

    private static void AssertRefused(Session session, params string[] parts)
    {
        Assert.Equal(2, session.ExitCode);
        Assert.Empty(session.Output);
        Assert.Equal(1, session.Error.Count(character => character == '\n'));
        Assert.All(parts, part => Assert.Contains(part, session.Error));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

using System.Text;

namespace OptimizerDsl.Tests.Files;

/// <summary>A file is the old one or the new one, and nothing is left beside it.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atomic").FullName;

    private string Place => Path.Combine(_folder, "run.dat");

    [Fact]
    public void Is_made_and_replaced()
    {
        Write("first");
        Assert.Equal("first", File.ReadAllText(Place));
        Write("2nd");
        Assert.Equal("2nd", File.ReadAllText(Place));
        RequireAlone();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stays_what_it_was_if_writing_fails(bool exists)
    {
        if (exists) File.WriteAllText(Place, "old");
        var thrown = new InvalidOperationException("The optimizer is not there.");
        Assert.Same(thrown, Record.Exception(() => AtomicFile.Write(Place, file =>
        {
            file.Write(new byte[1 << 20]);
            throw thrown;
        })));
        Assert.Equal(exists, File.Exists(Place));
        if (exists) Assert.Equal("old", File.ReadAllText(Place));
        Assert.Equal(exists ? 1 : 0, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void What_a_killed_process_left_goes_and_nothing_else()
    {
        File.WriteAllText(Place + ".0123abcd.part", "half of a file");
        string[] others = [Place + ".part", Place + ".gz", Path.Combine(_folder, "run.dat2.0123abcd.part")];
        foreach (var other in others) File.WriteAllText(other, "of somebody else");
        Write("new");
        Assert.Equal([.. others.Append(Place).Order(StringComparer.Ordinal)], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Another_one_that_is_being_written_to_the_same_place_is_left_alone()
    {
        AtomicFile.Write(Place, outer =>
        {
            outer.Write(Encoding.UTF8.GetBytes("outer"));
            Write("inner");
            Assert.Equal("inner", File.ReadAllText(Place));
        });
        Assert.Equal("outer", File.ReadAllText(Place));
        RequireAlone();
    }

    [SkippableFact]
    public void A_link_stays_one_and_a_mode_too()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has neither modes nor links for everybody.");
        var real = Path.Combine(_folder, "real.dat");
        File.WriteAllText(real, "old");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(Place, real);
        Write("new");
        Assert.Equal(real, new FileInfo(Place).LinkTarget);
        Assert.Equal("new", File.ReadAllText(real));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(real));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error()
    {
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(Path.Combine(_folder, "none", "run.dat"), _ => { }));
        Assert.Throws<ArgumentException>(() => AtomicFile.Write("", _ => { }));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string text) => AtomicFile.Write(Place, file => file.Write(Encoding.UTF8.GetBytes(text)));

    private void RequireAlone() => Assert.Equal([Place], Directory.GetFiles(_folder));
}

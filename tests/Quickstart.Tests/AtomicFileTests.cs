namespace Quickstart.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atomic").FullName;

    private string Target => Path.Combine(_folder, "target.txt");

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 10)]
    [InlineData(true, 1_000_000)] // more than a buffer: part of it is on the disk
    public void A_write_that_fails_midway_leaves_the_old_file_and_nothing_beside_it(bool exists, int length)
    {
        if (exists) File.WriteAllText(Target, "old");
        var failure = new IOException("No space left on device");
        Assert.Same(failure, Assert.Throws<IOException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write(new byte[length]);
            throw failure;
        })));
        AssertOnly(exists ? "old" : null);
    }

    [Fact]
    public void Until_it_is_written_the_old_file_is_there()
    {
        File.WriteAllText(Target, "the old one, which is longer");
        AtomicFile.Write(Target, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("the old one, which is longer", File.ReadAllText(Target));
        });
        AssertOnly("new");
    }

    [Fact]
    public void What_a_killed_process_has_left_goes_with_the_next_write()
    {
        File.WriteAllText(Target + ".new", "half of what should have been wri");
        AtomicFile.WriteText(Target, "new");
        AssertOnly("new");
    }

    [Fact]
    public void Two_do_not_write_the_same_file_at_once()
    {
        AtomicFile.Write(Target, stream =>
        {
            stream.Write("fir"u8);
            Assert.Throws<IOException>(() => AtomicFile.WriteText(Target, "second"));
            stream.Write("st"u8);
        });
        AssertOnly("first");
    }

    [Fact]
    public void A_folder_is_no_place_for_a_file()
    {
        Directory.CreateDirectory(Target);
        Assert.ThrowsAny<SystemException>(() => AtomicFile.WriteText(Target, "new"));
        Assert.ThrowsAny<SystemException>(() => AtomicFile.RequireWritable(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_file_behind_a_link_is_replaced_and_not_the_link(bool exists)
    {
        Skip.If(OperatingSystem.IsWindows(), "making a link takes a privilege on Windows");
        var link = Path.Combine(_folder, "link.txt");
        File.CreateSymbolicLink(link, Target);
        if (exists) File.WriteAllText(Target, "old");
        AtomicFile.WriteText(link, "new");
        Assert.Equal(Target, new FileInfo(link).LinkTarget);
        File.Delete(link);
        AssertOnly("new");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("old")]
    public void Finding_out_whether_a_file_can_be_written_changes_nothing(string? content)
    {
        if (content is not null) File.WriteAllText(Target, content);
        AtomicFile.RequireWritable(Target);
        Assert.Equal(Target, ReportFile.Prepare(Target, "unused"));
        AssertOnly(content);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_found_out() =>
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.RequireWritable(Path.Combine(_folder, "absent", "file")));

    [SkippableTheory]
    [InlineData("/dev/null")]
    [InlineData("/dev/stdout")]
    public void A_device_is_not_replaced_by_a_file(string device)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no files that are devices");
        Assert.Contains(device, Assert.Throws<BadInputException>(() => ReportFile.Prepare(device, "unused")).Message);
    }

    [Fact]
    public void A_report_that_cannot_be_written_any_more_is_a_line_that_says_so()
    {
        var folder = Path.Combine(_folder, "gone");
        var report = ReportFile.Prepare(Path.Combine(folder, "report.html"), "unused");
        Directory.Delete(folder);
        var refusal = Assert.Throws<BadInputException>(() => ReportFile.Write(report, "page"));
        Assert.StartsWith($"--report: '{report}' cannot be written (", refusal.Message);
    }

    /// <summary>There is nothing in the folder but, with this content, the file.</summary>
    private void AssertOnly(string? content)
    {
        Assert.Equal(content is null ? [] : [Target], Directory.GetFileSystemEntries(_folder));
        if (content is not null) Assert.Equal(content, File.ReadAllText(Target));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

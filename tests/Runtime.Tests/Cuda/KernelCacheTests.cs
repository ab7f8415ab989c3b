using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cuda;

public sealed class KernelCacheTests : IDisposable
{
    private static readonly byte[] s_image = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("kernels-").FullName, "a", "b");

    public void Dispose() => Directory.Delete(Path.GetFullPath(Path.Combine(_folder, "..", "..")), recursive: true);

    [Fact]
    public void What_was_written_is_read()
    {
        var cache = new KernelCache(_folder);
        Assert.Null(cache.Read("one"));
        cache.Write("one", s_image);
        Assert.Equal(s_image, cache.Read("one"));
        Assert.Equal(s_image, new KernelCache(_folder).Read("one"));
        Assert.Null(cache.Read("two"));
        Assert.Single(Directory.GetFiles(_folder));

        cache.Write("one", [1]);
        Assert.Equal<byte>([1], cache.Read("one")!);
        cache.Remove("one");
        Assert.Null(cache.Read("one"));
    }

    [Fact]
    public void A_folder_of_the_user_is_nobody_elses()
    {
        new KernelCache(_folder).Write("one", s_image);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "empty", _ => [] },
        { "cut off", file => file[..^1] },
        { "only a head", file => file[..54] },
        { "longer", file => [.. file, 0] },
        { "a bit of the image", file => Flip(file, file.Length - 1) },
        { "a bit of the checksum", file => Flip(file, 30) },
        { "another format", file => Flip(file, 20) },
        { "zeros", file => new byte[file.Length] },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_file_is_as_none(string how, Func<byte[], byte[]> damage)
    {
        var cache = new KernelCache(_folder);
        cache.Write("one", s_image);
        var path = Assert.Single(Directory.GetFiles(_folder));
        File.WriteAllBytes(path, damage(File.ReadAllBytes(path)));

        Assert.True(cache.Read("one") is null, how);
        Assert.False(File.Exists(path), how);
        cache.Write("one", s_image);
        Assert.Equal(s_image, cache.Read("one"));
    }

    [Fact]
    public void Without_a_folder_nothing_is_kept()
    {
        var cache = new KernelCache(null);
        cache.Write("one", s_image);
        Assert.Null(cache.Read("one"));
        cache.Remove("one");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_costs_the_cache_only()
    {
        var file = Path.GetTempFileName();
        try
        {
            // A file is where the folder should be.
            var cache = new KernelCache(Path.Combine(file, "kernels"));
            cache.Write("one", s_image);
            Assert.Null(cache.Read("one"));
            cache.Remove("one");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [SkippableFact]
    public void A_folder_that_takes_no_files_costs_the_cache_only()
    {
        // Permissions do not stop the superuser, a folder of the kernel's does.
        Skip.IfNot(Directory.Exists("/proc/self/fd"), "this system has no /proc");
        var cache = new KernelCache("/proc/self/fd");
        cache.Write("one", s_image);
        Assert.Null(cache.Read("one"));
    }

    [Fact]
    public void What_has_not_been_used_for_longest_makes_room()
    {
        var cache = new KernelCache(_folder, limit: 3500);
        foreach (var (name, age) in new[] { ("old", 3), ("used", 2), ("young", 1) })
        {
            cache.Write(name, s_image);
            File.SetLastWriteTimeUtc(Path.Combine(_folder, $"{name}.kernel"), DateTime.UtcNow.AddHours(-age));
        }

        Assert.NotNull(cache.Read("used"));
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "old.kernel"), DateTime.UtcNow.AddHours(-3));
        cache.Write("new", s_image);

        Assert.Null(cache.Read("old"));
        Assert.All(["used", "young", "new"], name => Assert.NotNull(cache.Read(name)));
    }

    [Fact]
    public void What_a_process_left_unfinished_is_removed_after_a_day()
    {
        var cache = new KernelCache(_folder);
        cache.Write("one", s_image);
        var (fresh, stale) = (Path.Combine(_folder, "two.kernel.1.part"), Path.Combine(_folder, "two.kernel.2.part"));
        File.WriteAllBytes(fresh, [1]);
        File.WriteAllBytes(stale, [1]);
        File.SetLastWriteTimeUtc(stale, DateTime.UtcNow.AddDays(-2));

        cache.Write("three", s_image);
        Assert.True(File.Exists(fresh));
        Assert.False(File.Exists(stale));
    }

    [Fact]
    public void Writers_and_readers_at_once_see_whole_files()
    {
        var images = Enumerable.Range(1, 4).Select(i => Enumerable.Repeat((byte)i, 20000 * i).ToArray()).ToArray();
        Parallel.For(0, 400, i =>
        {
            var cache = new KernelCache(_folder);
            if (i % 2 == 0) cache.Write("one", images[i / 2 % images.Length]);
            else if (cache.Read("one") is { } seen) Assert.Contains(images, image => image.AsSpan().SequenceEqual(seen));
        });
        Assert.NotNull(new KernelCache(_folder).Read("one"));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_key_depends_on_every_part_and_on_where_it_ends()
    {
        string[][] lists = [["a", "b"], ["ab"], ["ab", ""], ["", "ab"], ["b", "a"], ["a", "b", ""], ["θ", "b"], []];
        var keys = lists.Select(list => KernelCache.Key(list)).ToList();
        Assert.Equal(lists.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^[0-9a-f]{64}$", key));
        Assert.Equal(keys[0], KernelCache.Key("a", "b"));
    }

    [Fact]
    public void The_folder_is_what_the_environment_says_or_the_users_own()
    {
        Assert.Equal(Path.Combine("/home/u/.local/share", "OptimizerDsl", "kernels"), KernelCache.FolderOf(null, "/home/u/.local/share"));
        Assert.Equal(Path.Combine("/home/u/.local/share", "OptimizerDsl", "kernels"), KernelCache.FolderOf("", "/home/u/.local/share"));
        Assert.Equal(Path.GetFullPath("/scratch/k"), KernelCache.FolderOf("/scratch/k", "/home/u/.local/share"));
        Assert.Null(KernelCache.FolderOf("off", "/home/u/.local/share"));
        // Without a home there is no place that only the user writes to.
        Assert.Null(KernelCache.FolderOf(null, ""));
    }

    private static byte[] Flip(byte[] file, int index)
    {
        file[index] ^= 1;
        return file;
    }
}

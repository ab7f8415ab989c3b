using OptimizerDsl.Setup;

namespace OptimizerDsl.Tests;

/// <summary>Set-up's copy of a native library: on TorchSharp's own, which its package has whatever this machine runs.</summary>
public class VersionNeedsTests
{
    private static readonly byte[] s_library = File.ReadAllBytes(Built.PackagedLibTorchSharp);
    private static readonly VersionNeeds s_needs = new(s_library);

    [Fact]
    public void Needs_are_read_with_the_library_that_has_them()
    {
        Assert.Contains(s_needs.All, need => need is { Library: "libc.so.6", Version: "GLIBC_2.34" });
        Assert.Contains(s_needs.All, need => need is { Library: "libstdc++.so.6", Version: "GLIBCXX_3.4", IsUsed: true, IsWeak: false });
    }

    [Fact]
    public void One_version_of_libstdcxx_is_not_used() =>
        Assert.Equal("GLIBCXX_3.4.32", Assert.Single(s_needs.All, need => need.Library == "libstdc++.so.6" && !need.IsUsed).Version);

    [Fact]
    public void Weakening_sets_one_bit_of_the_copy_and_none_of_the_original()
    {
        var before = (byte[])s_library.Clone();
        var unused = s_needs.All.Single(need => need.Version == "GLIBCXX_3.4.32");

        var copy = s_needs.Weakened([unused]);

        Assert.Equal(before, s_library);
        var changed = Assert.Single(Enumerable.Range(0, copy.Length), at => copy[at] != before[at]);
        Assert.Equal(2, copy[changed] ^ before[changed]);
        Assert.Equal(s_needs.All.Select(need => need == unused ? need with { IsWeak = true } : need), new VersionNeeds(copy).All);
    }

    [Fact]
    public void A_version_that_is_used_stays()
    {
        var used = s_needs.All.First(need => need.IsUsed);
        var error = Assert.Throws<InvalidOperationException>(() => s_needs.Weakened([used]));
        Assert.Equal($"{used.Version} of {used.Library} is used by the library.", error.Message);
    }

    [Fact]
    public void A_file_that_is_no_library_or_ends_early_is_invalid_data()
    {
        Assert.Throws<InvalidDataException>(() => new VersionNeeds([]));
        Assert.Throws<InvalidDataException>(() => new VersionNeeds([.. "MZ no ELF at all"u8]));
        foreach (var length in new[] { 6, 64, 4096, s_library.Length / 2, s_library.Length - 64 })
            Assert.Throws<InvalidDataException>(() => new VersionNeeds(s_library[..length]));
    }

    [Fact]
    public void This_process_runs_on_a_library_that_the_loader_takes()
    {
        using var three = TorchSharp.torch.tensor(3.0);
        Assert.Equal(3, three.item<double>());
    }
}

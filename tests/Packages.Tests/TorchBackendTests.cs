using System.Text.Json;

namespace OptimizerDsl.Tests;

/// <summary>Which package of TorchSharp the programs of the repository get, by the property TorchBackend.</summary>
public class TorchBackendTests
{
    [Theory]
    [InlineData("samples/Quickstart", null, "TorchSharp-cpu")]
    [InlineData("samples/Quickstart", "cpu", "TorchSharp-cpu")]
    [InlineData("samples/Quickstart", "cuda-windows", "TorchSharp-cuda-windows")]
    [InlineData("samples/Quickstart", "cuda-linux", "TorchSharp-cuda-linux")]
    [InlineData("samples/Quickstart", "none", "TorchSharp")]
    [InlineData("samples/Experiments", "cuda-windows", "TorchSharp-cuda-windows")]
    [InlineData("tests/Benchmarks", "cuda-linux", "TorchSharp-cuda-linux")]
    [InlineData("tests/Optimizers.Tests", "cuda-linux", "TorchSharp-cuda-linux")]
    [InlineData("src/Optimizers", "cuda-linux", "TorchSharp")]
    public void A_program_gets_the_libtorch_asked_for(string project, string? backend, string package)
    {
        string[] chosen = backend is null ? [] : [$"-p:TorchBackend={backend}"];
        var found = Built.Dotnet(Path.Combine(Built.Root, project), ["msbuild", "-getItem:PackageReference", .. chosen]);

        using var items = JsonDocument.Parse(found);
        var names = items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!);
        Assert.Equal(package, Assert.Single(names, name => name.StartsWith("TorchSharp", StringComparison.Ordinal)));
    }

    [Fact]
    public void Their_versions_are_one()
    {
        var found = Built.Dotnet(Path.Combine(Built.Root, "samples/Quickstart"), "msbuild", "-getItem:PackageVersion");

        using var items = JsonDocument.Parse(found);
        var versions = items.RootElement.GetProperty("Items").GetProperty("PackageVersion").EnumerateArray()
            .Where(item => item.GetProperty("Identity").GetString()!.StartsWith("TorchSharp", StringComparison.Ordinal))
            .Select(item => item.GetProperty("Version").GetString()).ToList();
        Assert.Equal(4, versions.Count);
        Assert.Single(versions.Distinct());
    }
}

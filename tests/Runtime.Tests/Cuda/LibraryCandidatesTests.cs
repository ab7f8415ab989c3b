using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>Where the driver and NVRTC are looked for, in folders laid out as packages, wheels and toolkits lay them out.</summary>
public sealed class LibraryCandidatesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("libraries-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_driver_goes_by_the_systems_name()
    {
        Assert.Equal(["libcuda.so.1"], LibraryCandidates.Driver(windows: false, []).Where(name => !Path.IsPathRooted(name)));
        Assert.Equal(["nvcuda.dll"], LibraryCandidates.Driver(windows: true, []));
    }

    [Fact]
    public void A_driver_that_is_loaded_comes_first()
    {
        var loaded = "/run/opengl-driver/lib/libcuda.so.580.10";
        Assert.Equal(loaded, LibraryCandidates.Driver(windows: false, ["/usr/lib/libc.so.6", loaded]).First());
    }

    [Fact]
    public void Beside_the_libtorch_of_the_packages()
    {
        var torch = Lay("app/libtorch_cuda.so");
        var nvrtc = Lay("app/libnvrtc-b51b459d.so.12");
        Lay("app/libnvrtc-builtins.so.12.8");
        Lay("app/libcaffe2_nvrtc.so");
        Assert.Equal([nvrtc, "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"], Linux(torch));
    }

    [Fact]
    public void Beside_the_libtorch_of_the_packages_on_Windows()
    {
        var torch = Lay("app/torch_cuda.dll");
        var nvrtc = Lay("app/nvrtc64_120_0.dll");
        Lay("app/nvrtc64_120_0.alt.dll");
        Lay("app/nvrtc-builtins64_128.dll");
        Lay("app/caffe2_nvrtc.dll");
        Assert.Equal([nvrtc, "nvrtc64_130_0.dll", "nvrtc64_112_0.dll"],
            Without(LibraryCandidates.Nvrtc(windows: true, [torch], _root), "nvrtc64_120_0.dll"));
    }

    [Theory]
    [InlineData("nvidia/cuda_nvrtc/lib/libnvrtc.so.12")]
    [InlineData("nvidia/cu13/lib/libnvrtc.so.13")]
    public void In_the_wheels_beside_PyTorch(string place)
    {
        var torch = Lay("site-packages/torch/lib/libtorch_cuda.so");
        var nvrtc = Lay($"site-packages/{place}");
        Assert.Equal(nvrtc, Linux(torch).First());
    }

    [Fact]
    public void In_the_wheels_beside_the_runtime_that_PyTorch_has_loaded()
    {
        var runtime = Lay("other/nvidia/cuda_runtime/lib/libcudart.so.12");
        var nvrtc = Lay("other/nvidia/cuda_nvrtc/lib/libnvrtc.so.12");
        Assert.Equal(nvrtc, Linux(runtime).First());
    }

    [Fact]
    public void One_that_is_loaded_comes_before_what_lies_beside_torch()
    {
        var torch = Lay("app/libtorch_cuda.so");
        Lay("app/libnvrtc.so.12");
        Assert.Equal("/elsewhere/libnvrtc.so.13", Linux(torch, "/elsewhere/libnvrtc.so.13").First());
    }

    [Fact]
    public void The_newest_of_several_comes_first()
    {
        Lay("app/libtorch.so");
        Lay("app/libnvrtc.so.12");
        var newest = Lay("app/libnvrtc.so.13");
        Assert.Equal(newest, Linux(Path.Combine(_root, "app", "libtorch.so")).First());
    }

    [Fact]
    public void Beside_the_program()
    {
        var nvrtc = Lay("program/runtimes/linux-x64/native/libnvrtc.so.12");
        Assert.Equal(nvrtc, LibraryCandidates.Nvrtc(windows: false, [], Path.Combine(_root, "program")).First());
    }

    [Fact]
    public void Only_the_libraries_of_torch_lead_to_others()
    {
        Lay("somewhere/libnvrtc.so.12");
        Assert.DoesNotContain(Linux(Lay("somewhere/libtorchlight.so"), Lay("somewhere/libm.so.6")), Path.IsPathRooted);
    }

    [Fact]
    public void What_is_missing_is_told_with_places_and_remedy()
    {
        var torch = Lay("app/libtorch_cuda.so");
        var broken = Lay("app/nvrtc.so");
        var library = new CudaLibrary("a compiler", () => new()
        {
            Given = null,
            Loaded = [torch],
            Places = [Path.Combine(_root, "elsewhere")],
            File = new(@"^nvrtc\.so$"),
            Names = ["libno-such-library.so.7"],
            Advice = "install it",
        });
        Assert.Equal(0, library.Handle);
        Assert.StartsWith("a compiler was not found: install it.\nTried the system's libno-such-library.so.7, and in the folders\n  ",
            library.Obstacle.ReplaceLineEndings("\n"));
        Assert.Contains(Path.Combine(_root, "app"), library.Obstacle);
        Assert.Contains(Path.Combine(_root, "elsewhere"), library.Obstacle);
        Assert.Contains($"Found, but not loaded:\n  {broken}: ", library.Obstacle.ReplaceLineEndings("\n"));
    }

    private IEnumerable<string> Linux(params string[] loaded) =>
        // Not the toolkit of this machine, if it has one.
        LibraryCandidates.Nvrtc(windows: false, loaded, Path.Combine(_root, "program"))
            .Where(file => !Path.IsPathRooted(file) || file.StartsWith(_root, StringComparison.Ordinal) || loaded.Contains(file));

    private static IEnumerable<string> Without(IEnumerable<string> names, string name) => names.Where(each => each != name);

    private string Lay(string path)
    {
        var file = Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "not a library");
        return file;
    }
}

using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests;

public sealed class CompileTests : FakeGpu, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernels-").FullName;

    public CompileTests() => FakeCuda.Reset();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void A_source_is_compiled_once_per_process()
    {
        var gpu = Open();
        var module = gpu.Compile("a.cu", "void step()", ["TYPE=float"]);
        Assert.Equal(module, gpu.Compile("a.cu", "void step()", ["TYPE=float"]));
        Assert.Single(Compilations());
        Assert.NotEqual(module, gpu.Compile("a.cu", "void step()", ["TYPE=double"]));
        Assert.Single(Compilations());
    }

    [SkippableFact]
    public void Options_say_architecture_and_definitions()
    {
        var gpu = Open();
        gpu.Compile("a.cu", "void step()", ["TYPE=float", "SLOTS=5"]);
        Assert.Equal(
            ["nvrtcCompileProgram --gpu-architecture=sm_90 --std=c++17 --fmad=false --device-as-default-execution-space --generate-line-info --define-macro=TYPE=float --define-macro=SLOTS=5"],
            Compilations());
    }

    [SkippableFact]
    public void A_source_is_compiled_once_per_cache()
    {
        Open(_folder).Compile("a.cu", "void step()", []);
        Assert.Single(Compilations());
        Open(_folder).Compile("a.cu", "void step()", []);
        Assert.Empty(Compilations());
    }

    [SkippableFact]
    public void What_the_driver_does_not_take_from_the_cache_is_compiled_anew()
    {
        Open(_folder).Compile("a.cu", "void step()", []);
        FakeCuda.Calls();
        var gpu = Open(_folder);
        FakeCuda.Fail("cuModuleLoadDataEx", 209);
        gpu.Compile("a.cu", "void step()", []);
        Assert.Single(Compilations());
        Open(_folder).Compile("a.cu", "void step()", []);
        Assert.Empty(Compilations());
    }

    [SkippableFact]
    public void A_kernel_that_does_not_load_is_not_kept()
    {
        var gpu = Open(_folder);
        FakeCuda.Fail("cuModuleLoadDataEx", 222);
        var failure = Assert.Throws<CudaException>(() => gpu.Compile("a.cu", "void step()", []));
        Assert.Contains("newer than the driver", failure.Message);
        Assert.Contains("The kernel a.cu for Fake GPU (sm_90). ptxas fatal: no luck", failure.Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [SkippableFact]
    public void An_error_shows_log_and_lines()
    {
        var gpu = Open(_folder);
        var failure = Assert.Throws<CudaException>(() => gpu.Compile("a.cu", "// m = ...\nfine();\n#error here\nfine();", ["X=1"]));
        Assert.Equal(6, failure.Code);
        Assert.Equal("""
            nvrtcCompileProgram failed: NVRTC_ERROR_COMPILATION (6).
            a.cu, --gpu-architecture=sm_90 --std=c++17 --fmad=false --device-as-default-execution-space --generate-line-info --define-macro=X=1:
            a.cu(3): error: #error directive

            1 error detected in the compilation of "a.cu".

            a.cu, line 3:
                    1 | // m = ...
                    2 | fine();
            -->     3 | #error here
                    4 | fine();
            """, failure.Message);
        Assert.Equal("nvrtcDestroyProgram", FakeCuda.Calls()[^1]);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [SkippableFact]
    public void A_gpu_newer_than_NVRTC_gets_code_for_the_driver_to_compile()
    {
        FakeCuda.Set("major", 12);
        var gpu = Open(_folder);
        Assert.Equal("Fake GPU (sm_120)", gpu.Name);
        gpu.Compile("a.cu", "void step()", []);
        var calls = FakeCuda.Calls();
        Assert.Contains(calls, call => call.StartsWith("nvrtcCompileProgram --gpu-architecture=compute_90 ", StringComparison.Ordinal));
        Assert.Contains("cuModuleLoadDataEx ptx  ", calls);
    }

    private static string[] Compilations() => [.. FakeCuda.Calls().Where(call => call.StartsWith("nvrtcCompileProgram", StringComparison.Ordinal))];
}

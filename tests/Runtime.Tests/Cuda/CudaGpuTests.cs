using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OptimizerDsl.Compiled;
using OptimizerDsl.GpuTiming;
using TorchSharp;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>The real driver on a real GPU; and, where there is none, what is said.</summary>
public sealed class CudaGpuTests
{
    private const string Source = """
        struct Argument { float* x; float a; int n; };
        extern "C" __global__ void scale(Argument argument)
        {
            for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < argument.n; i += gridDim.x * blockDim.x)
                argument.x[i] = FACTOR * argument.a * argument.x[i];
        }
        """;

    [SkippableFact]
    public void Without_a_driver_the_obstacle_says_so()
    {
        Skip.If(CudaLibrary.Driver.Handle != 0, "this machine has a CUDA driver");
        Assert.Null(CudaGpu.For(0, out var obstacle));
        Assert.StartsWith("the CUDA driver was not found: install NVIDIA's driver", obstacle);
        Assert.Null(CudaGpu.For(0, out var again));
        Assert.Same(obstacle, again);
    }

    [SkippableFact]
    public void A_kernel_runs_on_a_tensor_of_torch()
    {
        var gpu = Gpu();
        using var x = torch.ones(1000, device: torch.device("cuda:0"));
        Scale(gpu, x, 2);
        Scale(gpu, x, 5);
        Assert.All(x.cpu().data<float>().ToArray(), value => Assert.Equal(250, value));
    }

    [SkippableFact]
    public void A_launch_follows_what_torch_does_and_is_followed_by_it()
    {
        var gpu = Gpu();
        using var scope = torch.NewDisposeScope();
        var x = torch.zeros(1 << 22, device: torch.device("cuda:0"));
        for (var i = 0; i < 50; i++)
        {
            x.add_(1);
            Scale(gpu, x, 0.1f);
        }

        // x <- (x + 1) / 2 comes to 1.
        Assert.Equal(1, x.min().cpu().item<float>(), 1e-5);
        Assert.Equal(1, x.max().cpu().item<float>(), 1e-5);
    }

    [SkippableFact]
    public void Memory_is_zero_and_uploads_arrive_in_stream_order()
    {
        var gpu = Gpu();
        var address = gpu.Allocate(1 << 20);
        try
        {
            var bytes = new byte[1 << 20];
            gpu.Download(bytes, address, gpu.Stream);
            Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept((byte)0));

            for (var i = 0; i < 200; i++)
            {
                bytes.AsSpan().Fill((byte)i);
                gpu.Upload(address + 4096 * i, bytes.AsSpan(0, 4096), gpu.Stream);
            }

            bytes.AsSpan().Fill(255);
            gpu.Download(bytes, address, gpu.Stream);
            for (var i = 0; i < 200; i++) Assert.Equal(-1, bytes.AsSpan(4096 * i, 4096).IndexOfAnyExcept((byte)i));
        }
        finally
        {
            gpu.Free(address);
        }
    }

    [SkippableFact]
    public void A_graph_uploads_and_launches_at_every_replay()
    {
        var gpu = Gpu();
        using var x = torch.ones(4, device: torch.device("cuda:0"));
        Scale(gpu, x, 0.2f);
        var graph = CudaGraph.Capture(0, () =>
        {
            gpu.Upload(Native.Data(x.Handle), MemoryMarshal.AsBytes<float>([1, 2, 3, 4]), gpu.Stream);
            Scale(gpu, x, 2);
        });
        Assert.Equal([1f, 1, 1, 1], x.data<float>().ToArray());
        for (var i = 0; i < 3; i++)
        {
            graph.Launch();
            Assert.Equal([10f, 20, 30, 40], x.data<float>().ToArray());
        }
    }

    [SkippableFact]
    public void An_error_of_the_compiler_shows_the_line()
    {
        var gpu = Gpu();
        var failure = Assert.Throws<CudaException>(() => gpu.Compile("wrong.cu", "// the equation\nint f() { return no_such_thing; }", []));
        Assert.Contains("NVRTC_ERROR_COMPILATION (6)", failure.Message);
        Assert.Contains("-->     2 | int f() { return no_such_thing; }", failure.Message);
    }

    [SkippableFact]
    public void A_kernel_comes_from_the_cache_the_second_time()
    {
        Gpu();
        var folder = Directory.CreateTempSubdirectory("kernels-").FullName;
        try
        {
            for (var process = 0; process < 2; process++)
            {
                var gpu = CudaGpu.Open(0, new KernelCache(folder), out _)!;
                Assert.NotEqual(0, gpu.Function(gpu.Compile("scale.cu", Source, ["FACTOR=5"]), "scale"));
                Assert.Single(Directory.GetFiles(folder));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CudaGpu Gpu()
    {
        var gpu = CudaGpu.For(0, out var obstacle);
        Skip.If(gpu is null, $"no GPU here: {obstacle?.Split('\n')[0]}");
        Skip.IfNot(torch.cuda.is_available(), "this libtorch has no CUDA");
        return gpu!;
    }

    private static void Scale(CudaGpu gpu, torch.Tensor x, float a)
    {
        var function = gpu.Function(gpu.Compile("scale.cu", Source, ["FACTOR=5"]), "scale");
        var argument = new Argument { X = Native.Data(x.Handle), A = a, N = (int)x.numel() };
        gpu.Launch(function, 32, 256, MemoryMarshal.AsBytes(new ReadOnlySpan<Argument>(in argument)), gpu.Stream);
    }

    private struct Argument
    {
        public nint X;
        public float A;
        public int N;
    }
}

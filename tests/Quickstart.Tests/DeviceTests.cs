using TorchSharp;
using static TorchSharp.torch;

namespace Quickstart.Tests;

public sealed class DeviceTests
{
    [SkippableFact]
    public void Where_there_is_no_CUDA_a_line_says_what_is_missing()
    {
        Skip.If(cuda.is_available(), "this machine has CUDA");
        var session = Session.Of("--device", "cuda");
        Assert.Equal((2, ""), (session.ExitCode, session.Output));
        Assert.StartsWith("--device cuda: ", session.Error);
        Assert.Equal(1, session.Error.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData("cpu", "this build has libtorch for the CPU only; run with -p:TorchBackend=cuda-")]
    [InlineData("cuda-linux", "no CUDA device was found")]
    [InlineData("cuda-windows", "no CUDA device was found")]
    [InlineData("none", "no CUDA device was found")]
    public void It_depends_on_the_build(string backend, string missing) =>
        Assert.StartsWith(missing, ComputeDevice.MissingFrom(backend));

    [Fact]
    public void The_device_is_the_processor_unless_said_otherwise()
    {
        var commandLine = new CommandLine();
        Assert.Equal(DeviceType.CPU, commandLine.Read(commandLine.Root.Parse([])).Device);
        Assert.Equal(DeviceType.CPU, commandLine.Read(commandLine.Root.Parse(["--device", "cpu"])).Device);
        Assert.Equal(DeviceType.CUDA, commandLine.Read(commandLine.Root.Parse(["--device", "cuda"])).Device);
    }

    [Fact]
    public void The_batches_and_the_memory_of_the_model_are_on_the_device()
    {
        using var scope = NewDisposeScope();
        using var streams = new Streams([.. Enumerable.Range(0, 400).Select(i => (long)i % 5)], count: 2, META);
        var (input, target) = streams.Read(window: 1);
        var (h, c) = LanguageModel.Blank(streams.Count, streams.Device);
        Assert.All([input, target, h, c], tensor => Assert.Equal(DeviceType.META, tensor.device_type));
    }
}

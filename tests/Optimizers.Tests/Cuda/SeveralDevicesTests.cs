using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Executions;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>An optimizer whose parameters are on two devices.</summary>
[Collection(nameof(ProcessWide))]
public sealed class SeveralDevicesTests : IDisposable
{
    private const string OnProcessor = "The devices of this test run kernels on the processor, and the tensors are on a GPU.";

    private readonly Func<TorchSharp.DeviceType, int, (IGpu? Gpu, string? Obstacle)> _before = Gpus.Find;
    private readonly SoftwareGpu[] _devices = [new(), new()];
    private int _asked;

    // The parameters are asked for in their order, every second one is on the other device.
    public SeveralDevicesTests() => Gpus.Find = (_, _) => (_devices[_asked++ % 2], null);

    public void Dispose() => Gpus.Find = _before;

    [SkippableTheory]
    [InlineData("AdamW, amsgrad, maximize")]
    [InlineData("AggMo, three dampings")]
    public void Each_steps_its_own(string name)
    {
        Skip.IfNot(TestDevice.IsProcessor, OnProcessor);
        Agreement.Require((t, e) => new Run(OptimizerTable.Get(name), [[5], [17], [4100], [3]], t, e), float64, Execution.Cuda, 6, run =>
        {
            Assert.All(run.Optimizer.Executions, choice => Assert.Equal(Execution.Cuda, choice.Execution));
            Assert.Equal(run.Optimizer.Slots.Select((_, i) => (IGpu)_devices[i % 2]), run.Optimizer.Slots.Select(s => s.Gpu));
        });
        Assert.All(_devices, device => Assert.Equal(0, device.Allocated));
    }

    [SkippableFact]
    public void What_a_reduction_combines_must_be_on_one()
    {
        Skip.IfNot(TestDevice.IsProcessor, OnProcessor);
        using var run = new Run(OptimizerTable.Get("AdamCM, default"), [[5], [17]], float64, Execution.Cuda);
        var before = run.Everything();
        run.SetGradients(0);
        var error = Assert.Throws<InvalidOperationException>(() => run.Optimizer.step());
        Assert.Contains("parameter 0 of group 0", error.Message);
        Assert.Contains("not on the same device", error.Message);
        Assert.Equal(before, run.Everything());
    }
}

using System.Diagnostics;
using System.Text;
using OptimizerDsl.Tests.Interchange;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>Loading takes time in proportion to the file. The bounds are wide: what they rule out takes ten times as long.</summary>
public sealed class LoadingTimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void A_shape_of_very_many_dimensions()
    {
        using var optimizer = new Adam([new Parameter(ones(2))]);
        foreach (var last in new[] { "1", "{}" })
        {
            var header = Encoding.UTF8.GetBytes($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{string.Concat(Enumerable.Repeat("1,", 500_000))}{last}],\"data_offsets\":[0,4]}}}}");
            File.WriteAllBytes(_folder.File("o.safetensors"), [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[4]]);
            var time = Stopwatch.StartNew();
            var refused = Assert.Throws<InvalidDataException>(() => optimizer.load_safetensors(_folder.File("o.safetensors")));
            Assert.Contains("no type, shape and place", refused.Message);
            Assert.InRange(time.Elapsed.TotalSeconds, 0, 20);
        }
    }

    [Fact]
    public void Very_many_tensors()
    {
        const int Count = 20_000;
        var parameters = Enumerable.Range(0, Count).Select(_ => new Parameter(ones(2))).ToArray();
        using var optimizer = new Adam(parameters);
        foreach (var slot in optimizer.Slots) slot.State.step = 1;
        optimizer.save_safetensors(_folder.File("o.safetensors"));
        optimizer.save_state_dict(_folder.File("o.dat"));
        foreach (var load in new Action[] { () => optimizer.load_safetensors(_folder.File("o.safetensors")), () => optimizer.load_state_dict(_folder.File("o.dat")) })
        {
            var time = Stopwatch.StartNew();
            load();
            Assert.InRange(time.Elapsed.TotalSeconds, 0, 20);
        }
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}

using System.Diagnostics;
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using OptimizerDsl.Tests.Interchange;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>Whatever keeps a checkpoint from being saved, the one that was there stays, and nothing is left beside it.</summary>
public sealed class SavingTests : IDisposable
{
    private static readonly Dictionary<string, Func<Optimizers.Adam, (IDisposable Owner, Action<string> Save)>> s_ways = new()
    {
        ["TorchSharp's"] = o => (o, o.save_state_dict),
        ["PyTorch's"] = o => (o, o.save_safetensors),
        ["Sam's"] = o => Wrapped(new Sam(o)),
        ["Lookahead's"] = o => Wrapped(new Lookahead(o)),
        ["ApplyIfFinite's"] = o => Wrapped(new ApplyIfFinite(o)),
        ["a wrapper's in a wrapper"] = o => Wrapped(new Lookahead(new Sam(o))),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    private string Place => _folder.File("keep.dat");

    [Theory, MemberData(nameof(Ways))]
    public void A_disposed_optimizer(string way)
    {
        using var parameter = new Parameter(ones(3));
        var (owner, save) = s_ways[way](new Optimizers.Adam([parameter]));
        save(Place);
        var before = File.ReadAllBytes(Place);
        owner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => save(Place));
        RequireOld(before);
    }

    [Fact]
    public void Parameters_that_a_module_has_replaced()
    {
        using var model = nn.Linear(3, 2);
        using var optimizer = new Optimizers.Adam(model.parameters());
        optimizer.save_state_dict(Place);
        var before = File.ReadAllBytes(Place);
        model.to(float64);
        Assert.ThrowsAny<Exception>(() => optimizer.save_state_dict(Place));
        RequireOld(before);
    }

    [SkippableFact]
    public void A_full_disk()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows cannot limit the size of files.");
        byte[][] before = [.. new[] { "o.dat", "o.safetensors" }.Select(name => Old(_folder.File(name)))];
        // Just-in-time code lies in a file, too, unless it is writable.
        using var process = Child("bash", "-c", "ulimit -f 64; trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; exec dotnet exec \"$0\" save \"$1\"", s_program, _folder.Path);
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains($"at OptimizerDsl.{nameof(AtomicFile)}", errors);
        Assert.Equal(before, new[] { "o.dat", "o.safetensors" }.Select(name => File.ReadAllBytes(_folder.File(name))));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_process_that_is_killed()
    {
        using var scope = NewDisposeScope();
        using var optimizer = new Optimizers.Adam([new Parameter(ones(50_000)), new Parameter(zeros(2, 2))]);
        foreach (var delay in new[] { 5, 31, 83 })
        {
            using (var process = Child("dotnet", "exec", s_program, "save-for-ever", _folder.Path))
            {
                Assert.Equal("1", process.StandardOutput.ReadLine());
                Thread.Sleep(delay);
                process.Kill();
                process.WaitForExit();
            }

            foreach (var load in new Action[] { () => optimizer.load_state_dict(_folder.File("o.dat")), () => optimizer.load_safetensors(_folder.File("o.safetensors")) })
            {
                load();
                Assert.True(optimizer.Slots[0].State.step > 0);
                Assert.All(optimizer.Slots, s => Assert.Equal(optimizer.Groups[0].LearningRate, s.State.step));
            }

            optimizer.save_state_dict(_folder.File("o.dat"));
            optimizer.save_safetensors(_folder.File("o.safetensors"));
            Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "SmallProgram.dll");

    private static Process Child(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static (IDisposable Owner, Action<string> Save) Wrapped(OptimizerWrapper wrapper) => (wrapper, wrapper.save_state_dict);

    private static byte[] Old(string file)
    {
        File.WriteAllText(file, "the old checkpoint");
        return File.ReadAllBytes(file);
    }

    private void RequireOld(byte[] before)
    {
        Assert.Equal(before, File.ReadAllBytes(Place));
        Assert.Equal([Place], Directory.GetFiles(_folder.Path));
    }
}

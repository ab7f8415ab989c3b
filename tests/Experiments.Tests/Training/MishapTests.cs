using System.Diagnostics;

namespace Experiments.Tests.Training;

/// <summary>The program killed, and out of room: what it had written is whole, and it goes on from there.</summary>
public sealed class MishapTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mishaps").FullName;

    private string[] Command =>
    [
        "ae", "--data", Path.Combine(_folder, "data"), "--output", _folder, "--device", "cpu", "--optim", "SGD", "--resume",
        "-o", "layers=2", "-o", "batch=1", "-o", "log-every=1",
    ];

    private static string Program => typeof(CommandLine).Assembly.Location;

    private string Run => Path.Combine(_folder, "SGD-1");

    public MishapTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        new AutoencoderTask().WriteSynthetic(Path.Combine(_folder, "data"), seed: 1);
    }

    [Fact]
    public async Task A_killed_run_leaves_a_whole_checkpoint_and_goes_on()
    {
        var checkpoint = Path.Combine(Run, Trainer.CheckpointFile);
        for (var kill = 0; kill < 3; kill++)
        {
            var before = File.GetLastWriteTimeUtc(checkpoint);
            using var process = Start(new("dotnet", [Program, .. Command, "-o", "epochs=100", "-o", "checkpoint-every=1"]));
            while (!process.HasExited && File.GetLastWriteTimeUtc(checkpoint) == before) await Task.Delay(10);
            await Task.Delay(17 * kill); // wherever that is in the next steps
            Assert.False(process.HasExited);
            process.Kill();
            await process.WaitForExitAsync();
        }

        AssertGoesOn();
    }

    [SkippableFact]
    public async Task A_run_out_of_room_leaves_whole_rows_and_its_checkpoint_and_goes_on()
    {
        Skip.If(OperatingSystem.IsWindows(), "there is no limit to the size of a process's files on Windows");
        // As a full disk does, the limit lets part of a write through. Memory that .NET maps as a file must not count.
        string[] limit = ["-c", "trap '' XFSZ; ulimit -f 40; exec \"$@\"", "bash"];
        var limited = new ProcessStartInfo("bash", [.. limit, "dotnet", Program, .. Command, "-o", "epochs=1"]);
        limited.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using (var process = Start(limited))
        {
            await process.WaitForExitAsync();
            Assert.NotEqual(0, process.ExitCode);
        }

        var events = LoggedEvent.Read(Path.Combine(Run, EventWriter.FileName)); // which checks every record
        Assert.InRange(events.Count, 200, 899);
        Assert.EndsWith("\n", File.ReadAllText(Path.Combine(Run, "steps.csv")));
        AssertNothingBeside();
        AssertGoesOn();
    }

    private static Process Start(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void AssertGoesOn()
    {
        var resumed = Invocation.Of([.. Command, "-o", "epochs=1"]);
        Assert.Equal(("", 0), (resumed.Error, resumed.ExitCode));
        Assert.Equal(901, File.ReadAllLines(Path.Combine(Run, "steps.csv")).Length); // the headings, and 900 steps
        AssertNothingBeside();
    }

    private void AssertNothingBeside() => Assert.Empty(Directory.GetFiles(_folder, "*.new", SearchOption.AllDirectories));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

using TorchSharp;

namespace OptimizerDsl.Tests.Interchange;

/// <summary>The same against the PyTorch that is installed, and its continuation of what was saved here.</summary>
public sealed class LiveTests
{
    [SkippableFact]
    public void Continues_what_PyTorch_began()
    {
        Skip.If(PyTorchProcess.Obstacle is not null, PyTorchProcess.Obstacle);
        using var folder = new TemporaryFolder();
        using var torch = new PyTorchProcess();
        torch.Run("record", folder.Path);
        var recorded = Trajectories.Read(folder.File("trajectories.json"));
        Assert.All(InterchangeCase.All, it => RecordedTests.Continue(it, folder.Path, recorded[it.Name]));
    }

    [SkippableFact]
    public void PyTorch_continues_what_was_begun_here()
    {
        Skip.If(PyTorchProcess.Obstacle is not null, PyTorchProcess.Obstacle);
        using var folder = new TemporaryFolder();
        var begun = InterchangeCase.All.ToDictionary(it => it.Name, it => Begin(it, folder.File(it.Name + ".safetensors")));
        Trajectories.Write(folder.File("trajectories.json"), begun);
        using var torch = new PyTorchProcess();
        torch.Run("continue", folder.Path);
        var continued = Trajectories.Read(folder.File("continued.json"));
        Assert.All(InterchangeCase.All, it => it.RequireClose(begun[it.Name].end, continued[it.Name].end));
    }

    private static Trajectory Begin(InterchangeCase it, string file)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = it.Parameters();
        using var optimizer = it.Make(parameters);
        InterchangeCase.Run(optimizer, parameters, it.Type, 0, InterchangeCase.Stop);
        optimizer.save_safetensors(file);
        double[][] saved = [.. parameters.Select(Numbers.Of)];
        InterchangeCase.Run(optimizer, parameters, it.Type, InterchangeCase.Stop, InterchangeCase.End);
        return new(saved, [.. parameters.Select(Numbers.Of)]);
    }
}

using System.Text.Json;

namespace OptimizerDsl.Tests.Interchange;

/// <summary>The parameters when a case was saved and at its end, as numbers in JSON.</summary>
internal sealed record Trajectory(double[][] saved, double[][] end);

internal static class Trajectories
{
    public static Dictionary<string, Trajectory> Read(string file) =>
        JsonSerializer.Deserialize<Dictionary<string, Trajectory>>(File.ReadAllText(file))!;

    public static void Write(string file, Dictionary<string, Trajectory> trajectories) =>
        File.WriteAllText(file, JsonSerializer.Serialize(trajectories));
}

using System.Text.Json.Nodes;
using OptimizerDsl.Compiled;
using TorchSharp;

namespace OptimizerDsl.Tests.Interchange;

/// <summary>Files that PyTorch 1.13 wrote, once: what it saved continues here as it did there, and is what is saved here.</summary>
public sealed class RecordedTests
{
    private static readonly string s_folder = Path.Combine(InterchangeCase.Folder, "Recorded");
    private static readonly Dictionary<string, Trajectory> s_recorded = Trajectories.Read(Path.Combine(s_folder, "trajectories.json"));

    public static TheoryData<string> Rows => InterchangeCase.Rows;

    [Fact]
    public void Every_case_is_recorded() => Assert.Equal(InterchangeCase.All.Select(c => c.Name).Order(), s_recorded.Keys.Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void Continues_what_PyTorch_began(string name) => Continue(InterchangeCase.Get(name), s_folder, s_recorded[name]);

    internal static void Continue(InterchangeCase it, string folder, Trajectory recorded)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = it.Parameters(recorded.saved);
        using var optimizer = it.MakeOtherwise(parameters);
        optimizer.load_safetensors(Path.Combine(folder, it.Name + ".safetensors"));
        InterchangeCase.Run(optimizer, parameters, it.Type, InterchangeCase.Stop, InterchangeCase.End);
        it.RequireClose(recorded.end, parameters);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Saves_what_PyTorch_saves(string name)
    {
        using var scope = torch.NewDisposeScope();
        var it = InterchangeCase.Get(name);
        var parameters = it.Parameters();
        using var optimizer = it.Make(parameters);
        InterchangeCase.Run(optimizer, parameters, it.Type, 0, InterchangeCase.Stop);
        it.RequireClose(s_recorded[name].saved, parameters);

        using var folder = new TemporaryFolder();
        var file = folder.File("saved.safetensors");
        optimizer.save_safetensors(file);
        RequireSameTensors(it, optimizer, Path.Combine(s_folder, name + ".safetensors"), file);
        RequireSameGroups(File.ReadAllText(Path.Combine(s_folder, name + ".json")), SafeTensorsFile.Read(file).Groups);
    }

    private static void RequireSameTensors(InterchangeCase it, CompiledOptimizer optimizer, string expected, string actual)
    {
        using var expectedStream = File.OpenRead(expected);
        using var actualStream = File.OpenRead(actual);
        var (theirs, ours) = (new SafeTensorsReader(expectedStream), new SafeTensorsReader(actualStream));
        Assert.Equal(Stepping(it, theirs.Names).Order(), Stepping(it, ours.Names).Order());
        foreach (var name in ours.Names.Where(n => theirs.Names.Contains(n)))
        {
            var state = optimizer.Slots[int.Parse(name.Split('.')[1])].State;
            var field = state.GetType().GetField(name.Split('.')[2]);
            if (field?.GetValue(state) is not torch.Tensor tensor)
            {
                // Numbers: PyTorch keeps them in whatever type it likes.
                var value = theirs.ReadNumber(name);
                Assert.InRange(ours.ReadNumber(name), value - it.Tolerance * Math.Abs(value), value + it.Tolerance * Math.Abs(value));
                continue;
            }

            // Of the same type and shape, or they could not be read.
            using var read = torch.empty(tensor.shape, tensor.dtype);
            theirs.ReadInto(name, read);
            var values = Numbers.Of(read);
            ours.ReadInto(name, read);
            Numbers.AssertClose(values, Numbers.Of(read), it.Tolerance * Math.Max(1, values.Select(Math.Abs).DefaultIfEmpty().Max()), name);
        }
    }

    // Adagrad of PyTorch has its state from the beginning; here, as in the others, a parameter without steps has none.
    private static IEnumerable<string> Stepping(InterchangeCase it, IEnumerable<string> names) =>
        names.Where(n => it.Optimizer.Type.Name != "Adagrad" || !n.StartsWith("state.3.", StringComparison.Ordinal));

    private static void RequireSameGroups(string expected, string actual)
    {
        var (theirs, ours) = (JsonNode.Parse(expected)!, JsonNode.Parse(actual)!);
        Assert.Equal((string?)theirs["optimizer"], (string?)ours["optimizer"]);
        var (theirGroups, ourGroups) = (theirs["param_groups"]!.AsArray(), ours["param_groups"]!.AsArray());
        Assert.Equal(theirGroups.Count, ourGroups.Count);
        for (var i = 0; i < theirGroups.Count; i++)
            foreach (var (name, value) in theirGroups[i]!.AsObject())
            {
                // How PyTorch is to compute it.
                if (name is "foreach" or "fused" or "capturable" or "differentiable") continue;
                Assert.True(JsonNode.DeepEquals(value, ourGroups[i]![name]), $"group {i}, {name}: expected {value}, got {ourGroups[i]![name]}");
            }
    }
}

using OptimizerDsl.Compiled;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>Checkpoints of the versions of the format: the first, which had neither mark nor checksum, and one that is to come.</summary>
public sealed class VersionTests
{
    private static readonly long[][] s_shapes = [[2], [1, 1]];

    // Saved by the first version, after five steps in reference execution.
    [Theory]
    [InlineData("sgd-momentum", "Sgd, momentum, dampening")]
    [InlineData("adam-amsgrad", "Adam, amsgrad")]
    [InlineData("aggmo", "AggMo, three dampings")]
    [InlineData("adamcm", "AdamCM, capacity 3, slow decay")]
    public void The_first_still_loads(string file, string name)
    {
        using var expected = Trained(name);
        using var run = new Run(OptimizerTable.Get(name).With("lr", 0.7), s_shapes, float32, Execution.Reference, secondGroup: 1);
        run.Optimizer.load_state_dict(Path.Combine(AppContext.BaseDirectory, "Checkpoints", "Version1", file + ".dat"));

        Assert.Equal(expected.Optimizer.ParamGroups.Select(g => g.LearningRate), run.Optimizer.ParamGroups.Select(g => g.LearningRate));
        for (var i = 0; i < s_shapes.Length; i++)
            Assert.True(expected.Optimizer.Slots[i].State.ApproximatelyEquals(run.Optimizer.Slots[i].State), $"the state of parameter {i}");
    }

    [Fact]
    public void One_that_is_to_come_is_refused_with_a_word_on_what_to_do()
    {
        using var run = Trained("Adam, amsgrad");
        var before = run.Everything();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        run.Optimizer.save_state_dict(writer);
        var checkpoint = stream.ToArray();
        // The first mark follows the name and the numbers of groups and parameters; its version is its lowest byte.
        Assert.Equal(CheckpointPart.Version, checkpoint[1 + "Adam".Length + 2]);
        checkpoint[1 + "Adam".Length + 2]++;

        using var reader = new BinaryReader(new MemoryStream(checkpoint));
        var refused = Assert.Throws<InvalidDataException>(() => run.Optimizer.load_state_dict(reader));
        Assert.Contains($"version {CheckpointPart.Version + 1}", refused.Message);
        Assert.Contains("later", refused.Message);
        Assert.Equal(before, run.Everything());
    }

    private static Run Trained(string name)
    {
        var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Reference, secondGroup: 1);
        run.Steps(0, 5);
        return run;
    }
}

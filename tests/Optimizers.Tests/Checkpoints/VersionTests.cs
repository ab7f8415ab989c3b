using OptimizerDsl.Compiled;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>
/// Checkpoints of the versions of the format: the first, which had neither mark nor checksum, the second, which knew nothing of
/// critical_test, the third, which had no names, and one that is to come.
/// </summary>
public sealed class VersionTests
{
    private static readonly long[][] s_shapes = [[2], [1, 1]];

    // Saved by those versions, after five steps in reference execution.
    [Theory]
    [InlineData(1, "sgd-momentum", "Sgd, momentum, dampening")]
    [InlineData(1, "adam-amsgrad", "Adam, amsgrad")]
    [InlineData(1, "aggmo", "AggMo, three dampings")]
    [InlineData(1, "adamcm", "AdamCM, capacity 3, slow decay")]
    [InlineData(2, "adamcm", "AdamCM, capacity 3, slow decay")]
    [InlineData(2, "published-adamcm", "PublishedAdamCM, unsynced, amsgrad, weight decay")]
    [InlineData(2, "published-sgdcg", "PublishedSgdCG, momentum, weight decay")]
    [InlineData(3, "adam-amsgrad", "Adam, amsgrad")]
    [InlineData(3, "adamcm", "AdamCM, capacity 3, slow decay")]
    [InlineData(3, "aggmo", "AggMo, three dampings")]
    public void Former_ones_still_load(int version, string file, string name)
    {
        using var expected = Trained(name);
        var otherwise = OptimizerTable.Get(name).With("lr", 0.7);
        if (otherwise.Accepts("critical_test")) otherwise = otherwise.With("critical_test", 0.7);
        using var run = new Run(otherwise, s_shapes, float32, Execution.Reference, secondGroup: 1);
        run.Optimizer.load_state_dict(Saved(version, file + ".dat"));
        RequireSame(expected, run);
    }

    // A pair of files: the tensors, and the groups in JSON beside them.
    [Theory]
    [InlineData("adam-amsgrad", "Adam, amsgrad")]
    [InlineData("adamcm", "AdamCM, capacity 3, slow decay")]
    [InlineData("aggmo", "AggMo, three dampings")]
    public void Former_pairs_for_PyTorch_still_load(string file, string name)
    {
        using var expected = Trained(name);
        using var run = new Run(OptimizerTable.Get(name).With("lr", 0.7), s_shapes, float32, Execution.Reference, secondGroup: 1);
        run.Optimizer.load_safetensors(Saved(3, file + ".safetensors"));
        RequireSame(expected, run);
    }

    private static string Saved(int version, string file) => Path.Combine(AppContext.BaseDirectory, "Checkpoints", $"Version{version}", file);

    private static void RequireSame(Run expected, Run run)
    {
        Assert.Equal(expected.Optimizer.ParamGroups.Select(g => g.LearningRate), run.Optimizer.ParamGroups.Select(g => g.LearningRate));
        for (var i = 0; i < s_shapes.Length; i++)
            Assert.True(expected.Optimizer.Slots[i].State.ApproximatelyEquals(run.Optimizer.Slots[i].State), $"the state of parameter {i}");

        // The same options, too: nothing has changed for training that goes on.
        using (no_grad())
            for (var i = 0; i < s_shapes.Length; i++) run.Parameters[i].copy_(expected.Parameters[i]);
        foreach (var each in new[] { expected, run }) each.Steps(5, 9);
        for (var i = 0; i < s_shapes.Length; i++) Numbers.AssertClose(Numbers.Of(expected.Parameters[i]), Numbers.Of(run.Parameters[i]), 1e-5, $"parameter {i}");
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

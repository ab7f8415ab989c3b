using OptimizerDsl.Compiled;
using TorchSharp;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Executions;

/// <summary>The eager and the fused execution compute what the declaration's own Update computes in float64.</summary>
public sealed class AgreementTests
{
    private const int Steps = 9;
    private static readonly Execution[] s_executions = [Execution.Eager, Execution.Cpu, Execution.Cuda];

    // A scalar, nothing at all, and around every vector width.
    private static readonly long[][] s_small =
        [[], [0], [1], [2], [3], [4], [5], [7], [8], [9], [15], [16], [17], [31], [33], [3, 0, 2], [4, 5], [3, 2, 2], [2, 1, 1, 3]];

    private static readonly long[][] s_large = [[ChunkList.Size - 1], [ChunkList.Size], [ChunkList.Size + 1]];

    public static TheoryData<string, Execution, ScalarType> Rows => RowsOf(OptimizerTable.All);

    public static TheoryData<string, Execution, ScalarType> SituationRows => RowsOf(Situations.All);

    [Theory]
    [MemberData(nameof(Rows))]
    public void On_small_tensors_together(string name, Execution execution, ScalarType type) =>
        Agreement.Require((t, e) => new Run(OptimizerTable.Get(name), s_small, t, e), type, execution, Steps);

    [Theory]
    [MemberData(nameof(SituationRows))]
    public void On_each_small_tensor_alone(string name, Execution execution, ScalarType type)
    {
        foreach (var shape in s_small)
            Agreement.Require((t, e) => new Run(OptimizerTable.Get(name), [shape], t, e, seed: 5), type, execution, 3);
    }

    [Theory]
    [MemberData(nameof(Situations.TypeRows), MemberType = typeof(Situations))]
    public void Around_the_size_of_a_chunk(string name) =>
        Agreement.Require((t, e) => new Run(OptimizerTable.Get(name), s_large, t, e, seed: 2), float32, Execution.Cpu, 3);

    [Theory]
    [MemberData(nameof(SituationRows))]
    public void With_some_gradients_missing(string name, Execution execution, ScalarType type) =>
        Agreement.Require(
            (t, e) => new Run(OptimizerTable.Get(name), [[5], [2, 3], [9], [1]], t, e, seed: 3) { Without = Missing }, type, execution, 12);

    [Theory]
    [MemberData(nameof(SituationRows))]
    public void On_two_groups_with_their_own_options(string name, Execution execution, ScalarType type) =>
        Agreement.Require(
            (t, e) => new Run(OptimizerTable.Get(name), [[5], [2, 3], [9], [17]], t, e, seed: 4, secondGroup: 2) { Without = Missing },
            type, execution, Steps);

    [Theory]
    [MemberData(nameof(SituationRows))]
    public void On_many_tensors(string name, Execution execution, ScalarType type)
    {
        long[][] shapes = [.. Enumerable.Range(0, 200).Select(i => new long[] { 1 + i * 13 % 40 })];
        Agreement.Require((t, e) => new Run(OptimizerTable.Get(name), shapes, t, e, seed: 6), type, execution, 3);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_gradients_that_are_not_finite(string name, Execution execution, ScalarType type)
    {
        Agreement.Require(
            (t, e) => new Run(OptimizerTable.Get(name), [[7], [4, 5], [33]], t, e, seed: 7) { Gradients = Poison }, type, execution, Steps,
            OptimizerTable.Get(name).SpreadsWhatIsNotFinite ? null : AssertOthersFinite);
    }

    /// <summary>The tolerance is no wider than rounding asks for: a coefficient that is off by a ten-thousandth is seen.</summary>
    /// <remarks>
    /// In steps of a tenth, where they are float32: parameters of magnitude 1 are rounded by as much as a ten-thousandth of a step
    /// of a thousandth.
    /// </remarks>
    [Theory]
    [MemberData(nameof(TightRows))]
    public void A_coefficient_that_is_slightly_off_is_seen(string name, Execution execution, ScalarType type)
    {
        var right = OptimizerTable.Get(name);
        if (type == float32) right = right.With("lr", 0.1);
        var wrong = right.With("lr", right.Rate * (1 + 1e-4));
        Agreement.Require((t, e) => new Run(right, [[5], [4, 5]], t, e), type, execution, Steps);
        Assert.ThrowsAny<XunitException>(() =>
            Agreement.Require((t, e) => new Run(e == Execution.Reference ? right : wrong, [[5], [4, 5]], t, e), type, execution, Steps));
    }

    public static TheoryData<string, Execution, ScalarType> TightRows
    {
        get
        {
            var rows = new TheoryData<string, Execution, ScalarType>();
            foreach (var execution in s_executions)
            {
                foreach (var optimizer in OptimizerTable.All) rows.Add(optimizer.Name, execution, ScalarType.Float64);
                foreach (var optimizer in Situations.All) rows.Add(optimizer.Name, execution, ScalarType.Float32);
            }

            return rows;
        }
    }

    private static TheoryData<string, Execution, ScalarType> RowsOf(IEnumerable<OptimizerCase> optimizers)
    {
        var rows = new TheoryData<string, Execution, ScalarType>();
        foreach (var optimizer in optimizers)
            foreach (var execution in s_executions)
                foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 }) rows.Add(optimizer.Name, execution, type);
        return rows;
    }

    // Step 5 has no gradient at all.
    private static bool Missing(int step, int tensor) => step == 5 || (step * 2 + tensor) % 5 == 3;

    private static void Poison(int step, int tensor, double[] gradient)
    {
        if (step == 4) gradient[tensor + 1] = new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity }[tensor];
    }

    private static void AssertOthersFinite(Run run)
    {
        for (var tensor = 0; tensor < run.Parameters.Length; tensor++)
        {
            var values = Numbers.Of(run.Parameters[tensor]);
            for (var i = 0; i < values.Length; i++)
                if (i != tensor + 1 && !double.IsFinite(values[i])) Assert.Fail($"Tensor {tensor}, element {i} is {values[i]}, though its gradients were finite.");
        }
    }
}

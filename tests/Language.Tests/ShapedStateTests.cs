using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>States in shapes of their own, which methods between passes read and make anew.</summary>
public sealed class ShapedStateTests
{
    private static readonly Dictionary<string, OptimizerCase> s_cases =
        new OptimizerCase[] { Case<PerRow>(), Case<ClippedPerRow>(), Case<PerRowCM>(), Case<AdafactorCG>() }.ToDictionary(c => c.Type.Name);

    public static TheoryData<string> Rows => [.. s_cases.Keys];

    public static TheoryData<Execution> Executions => [Execution.Reference, .. MethodRuns.Compiled];

    [Theory, MemberData(nameof(Rows))]
    public void The_executions_agree(string name)
    {
        MethodRuns.RequireAgreement(s_cases[name], [[], [1], [7], [4, 5], [2, 3, 2], [33], [ChunkList.Size + 5]]);
    }

    [Theory, MemberData(nameof(Rows))]
    public void Goes_on_after_loading_as_if_it_had_not_stopped(string name)
    {
        foreach (var execution in MethodRuns.CompiledOf(s_cases[name]).Prepend(Execution.Reference))
        {
            using var whole = Start(name, [[], [4], [2, 3]], float32, execution);
            whole.Steps(0, 6);
            using var first = Start(name, [[], [4], [2, 3]], float32, execution);
            first.Steps(0, 3);
            using var second = Start(name, [[], [4], [2, 3]], float32, execution);
            using (no_grad())
                for (var i = 0; i < 3; i++) second.Parameters[i].copy_(first.Parameters[i]);
            Load(second, Saved(first));
            second.Steps(3, 6);
            Assert.Equal(whole.Everything(), second.Everything());
        }
    }

    [Fact]
    public void Another_shape_is_not_loaded()
    {
        using var first = new Run(Case<PerRow>(), [[2, 3]], float32, Execution.Cpu);
        first.Steps(0, 2);
        using var second = new Run(Case<PerRow>(), [[3, 2]], float32, Execution.Cpu);
        second.Steps(0, 2);
        var before = second.Everything();
        var saved = Saved(first);
        Assert.Contains("[3]", Assert.ThrowsAny<Exception>(() => Load(second, saved)).Message);
        Assert.Equal(before, second.Everything());
    }

    public static TheoryData<Execution, string> Failures
    {
        get
        {
            var rows = new TheoryData<Execution, string>();
            foreach (var execution in MethodRuns.Compiled.Prepend(Execution.Reference))
                foreach (var what in new[] { "shape", "null", "throws" }) rows.Add(execution, what);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Failures))]
    public void What_fails_changes_nothing(Execution execution, string what)
    {
        using var run = new Run(Case<PerRow>(), [[3], [2, 3]], float32, execution);
        run.Steps(0, 3);
        run.SetGradients(3);
        var before = run.Everything();
        // Of the second parameter, when the first has been through all of it.
        PerRow.PerRowFailure = rows => rows.numel() == 3 ? rows.clone() : what switch
        {
            "shape" => zeros(3, dtype: rows.dtype),
            "null" => null,
            _ => throw new FormatException("mine"),
        };
        try
        {
            var refused = Assert.ThrowsAny<Exception>(() => run.Optimizer.step());
            Assert.Equal(before, run.Everything());
            if (what == "throws") Assert.Equal("mine", refused.Message);
            // There, Update itself may stumble over it first.
            else if (execution != Execution.Reference)
            {
                Assert.Contains(what == "shape" ? "[3]" : "null", refused.Message);
                Assert.Contains("the state 'row_mean', [2]", refused.Message);
            }
            else if (what == "null") Assert.Equal("Update left the state 'row_mean' of parameter 1 of group 0 (shape [2, 3]) null (its shape is [2]).", refused.Message);
        }
        finally
        {
            PerRow.PerRowFailure = null;
        }
    }

    [Theory, MemberData(nameof(Executions))]
    public void Tensors_do_not_pile_up(Execution execution)
    {
        using var run = new Run(Case<PerRow>(), [[7], [4, 5], []], float32, execution);
        run.SetGradients(0);
        run.Optimizer.step();
        using var scope = NewDisposeScope();
        for (var step = 0; step < 5; step++) run.Optimizer.step();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_state_is_the_same_tensor_all_along_and_moves_with_the_others()
    {
        using var scope = NewDisposeScope();
        Parameter parameter = new(ones(2, 3));
        using var optimizer = new PerRow([parameter]);
        var state = (PerRow.State)optimizer.state_dict().State[0];
        var rows = state.row_mean!;
        parameter.grad = ones(2, 3);
        optimizer.step();
        Assert.Same(rows, state.row_mean);
        Assert.NotEqual([0.0, 0.0], Numbers.Of(rows));
        state.to(CPU);
        Assert.Equal([2], state.row_mean!.shape);
        Assert.NotSame(rows, state.row_mean);
        optimizer.step();
        Assert.Equal(2, state.step);
    }

    private static byte[] Saved(Run run)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) run.Optimizer.save_state_dict(writer);
        return stream.ToArray();
    }

    private static void Load(Run run, byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        run.Optimizer.load_state_dict(reader);
    }

    private static Run Start(string name, long[][] shapes, ScalarType type, Execution execution) => MethodRuns.Start(s_cases[name], shapes, type, execution);

    private static OptimizerCase Case<T>() => new(typeof(T), "", new Dictionary<string, object>());
}

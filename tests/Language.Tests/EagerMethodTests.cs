using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>Rules that call TorchSharp between their passes.</summary>
public sealed class EagerMethodTests
{
    private static readonly Dictionary<string, OptimizerCase> s_cases = new OptimizerCase[]
    {
        Case<Direct>(), Case<Direct>(("negative", false), ("power", 3)), Case<Nested>(), Case<Nested>(("twice", false)), Case<ClippedNested>(),
        Case<CautiousProbe>(), Case<ProbeCG>(), Case<MuonCM>(("lr", 0.01)) with { IsForMatrices = true },
    }.ToDictionary(c => c.Type.Name + string.Concat(c.Hyperparameters.Select(h => $", {h.Key} {h.Value}")));

    public static TheoryData<string> Rows => [.. s_cases.Keys];

    public static TheoryData<Execution> Executions => [Execution.Reference, .. MethodRuns.Compiled];

    [Theory, MemberData(nameof(Rows))]
    public void The_executions_agree(string name)
    {
        MethodRuns.RequireAgreement(s_cases[name], [[], [0], [1], [7], [4, 5], [3, 0], [2, 3, 2], [33], [ChunkList.Size + 5]]);
    }

    [Theory, MemberData(nameof(Rows))]
    public void Goes_on_after_loading_as_if_it_had_not_stopped(string name)
    {
        foreach (var execution in new[] { Execution.Eager, Execution.Cpu })
        {
            using var whole = Start(name, [[4], [2, 3]], float32, execution);
            whole.Steps(0, 6);
            using var first = Start(name, [[4], [2, 3]], float32, execution);
            first.Steps(0, 3);
            using var second = Start(name, [[4], [2, 3]], float32, execution);
            using (no_grad())
                for (var i = 0; i < 2; i++) second.Parameters[i].copy_(first.Parameters[i]);
            second.Optimizer.load_state_dict(first.Optimizer.state_dict());
            second.Steps(3, 6);
            Assert.Equal(whole.Everything(), second.Everything());
        }
    }

    [Fact]
    public void A_transposed_parameter_runs_fused_and_one_with_gaps_eagerly()
    {
        foreach (var (layout, expected) in new (Func<torch.Tensor, torch.Tensor>, Execution)[] { (Transposed, Execution.Cpu), (WithGaps, Execution.Eager) })
        {
            using var oracle = new Run(s_cases["Nested"], [[4, 3]], float64, Execution.Reference);
            using var run = new Run(s_cases["Nested"], [[4, 3]], float64, Execution.Automatic, layout: layout) { GradientLayout = layout };
            for (var step = 0; step < 4; step++)
            {
                oracle.Step(step);
                run.Step(step);
                Assert.Equal(expected, run.Optimizer.Executions[0].Execution);
                Numbers.AssertClose(Numbers.Of(oracle.Parameters[0]), Numbers.Of(run.Parameters[0]), 1e-13, $"{expected}, step {step}");
            }
        }
    }

    public static TheoryData<Execution, string> Failures
    {
        get
        {
            var rows = new TheoryData<Execution, string>();
            foreach (var execution in MethodRuns.Compiled.Prepend(Execution.Reference))
                foreach (var what in new[] { "shape", "elements", "null", "throws" }) rows.Add(execution, what);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Failures))]
    public void What_fails_changes_nothing(Execution execution, string what)
    {
        foreach (var type in new[] { typeof(Probe), typeof(ProbeCG) })
        {
            if (type == typeof(ProbeCG) && execution == Execution.Cuda) continue;
            using var run = new Run(new OptimizerCase(type, "", new Dictionary<string, object>()), [[3], [2, 3]], float32, execution);
            run.Steps(0, 3);
            run.SetGradients(3);
            var before = run.Everything();

            // Of the second parameter, when the first has been through its passes.
            var refused = WithMethod(x => x.dim() == 1 ? x.clone() : Failing(what, x), () => Assert.ThrowsAny<Exception>(() => run.Optimizer.step()));
            Assert.Equal(before, run.Everything());
            if (what == "throws") Assert.Equal("mine", refused.Message);
            else
            {
                Assert.IsType<InvalidOperationException>(refused);
                Assert.Contains(what switch { "shape" => "[3, 2]", "elements" => "[1]", _ => "null" }, refused.Message);
                if (execution != Execution.Reference) Assert.Contains("Chosen", refused.Message);
                if (execution != Execution.Reference || what != "null") Assert.Contains("[2, 3]", refused.Message);
            }

            // And the next step is as if nothing had been.
            using var other = new Run(new OptimizerCase(type, "", new Dictionary<string, object>()), [[3], [2, 3]], float32, execution);
            other.Steps(0, 4);
            run.Optimizer.step();
            Assert.Equal(other.Everything(), run.Everything());
        }
    }

    private static torch.Tensor Failing(string what, torch.Tensor x) => what switch
    {
        "shape" => x.t(),
        "elements" => x.sum().reshape(1),
        "null" => null!,
        _ => throw new FormatException("mine"),
    };

    [Theory, MemberData(nameof(Executions))]
    public void A_result_may_be_of_another_type_and_order_and_the_argument_itself(Execution execution)
    {
        foreach (var method in new Func<torch.Tensor, torch.Tensor>[] { x => x, x => x.to(float64), x => x.t().contiguous().t() })
        {
            using var plain = new Run(Case<Probe>(), [[2, 3]], float32, execution);
            using var run = new Run(Case<Probe>(), [[2, 3]], float32, execution);
            plain.Steps(0, 4);
            WithMethod(method, () => run.Steps(0, 4));
            Assert.Equal(plain.Everything(), run.Everything());
        }
    }

    [Theory, MemberData(nameof(Executions))]
    public void A_method_gets_the_shape_and_the_type_and_records_nothing(Execution execution)
    {
        using var run = new Run(Case<Probe>(), [[2, 3]], float32, execution);
        WithMethod(x =>
        {
            Assert.Equal([2, 3], x.shape);
            Assert.Equal(execution == Execution.Reference ? float64 : float32, x.dtype);
            Assert.False(is_grad_enabled());
            return x.clone();
        }, () => run.Step(0));
        Assert.True(is_grad_enabled());
    }

    [Theory, MemberData(nameof(Executions))]
    public void Tensors_do_not_pile_up(Execution execution)
    {
        using var run = new Run(s_cases["Nested"], [[7], [4, 5]], float32, execution);
        run.SetGradients(0);
        run.Optimizer.step();
        // What a step makes and does not dispose of is left to the scope around it.
        using var scope = NewDisposeScope();
        for (var step = 0; step < 5; step++) run.Optimizer.step();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Parameters_of_other_dimensions_are_refused_when_they_are_given()
    {
        using var scope = NewDisposeScope();
        Parameter matrix = new(ones(2, 3)), vector = new(ones(3));
        var refused = Assert.Throws<ArgumentException>(() => new Muon([matrix, vector]));
        Assert.StartsWith("Parameter 1 of group 0 (shape [3]) has 1 dimensions, but Orthogonalize of this optimizer needs 2", refused.Message);
        using var optimizer = new MuonCM([matrix]);
        Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new MuonCM.ParamGroup([vector])));
        Assert.Single(optimizer.ParamGroups);
    }

    [Fact]
    public void A_captured_step_is_refused()
    {
        using var optimizer = new Muon([new Parameter(ones(2, 3))]);
        Assert.Contains("Orthogonalize", Assert.Throws<InvalidOperationException>(() => optimizer.Capturable = true).Message);
        Assert.False(optimizer.Capturable);
    }

    private static T WithMethod<T>(Func<torch.Tensor, torch.Tensor> method, Func<T> run)
    {
        Methods.Present = method;
        try
        {
            return run();
        }
        finally
        {
            Methods.Present = null;
        }
    }

    private static void WithMethod(Func<torch.Tensor, torch.Tensor> method, Action run) => WithMethod(method, () =>
    {
        run();
        return 0;
    });

    private static Run Start(string name, long[][] shapes, ScalarType type, Execution execution) => MethodRuns.Start(s_cases[name], shapes, type, execution);

    private static OptimizerCase Case<T>(params (string Name, object Value)[] hyperparameters) =>
        new(typeof(T), "", hyperparameters.ToDictionary(h => h.Name, h => h.Value));

    private static torch.Tensor Transposed(torch.Tensor t) => t.t().contiguous().t();

    private static torch.Tensor WithGaps(torch.Tensor t)
    {
        var view = zeros([t.shape[0], 2 * t.shape[1]], t.dtype).as_strided(t.shape, [2 * t.shape[1], 2]);
        view.copy_(t);
        return view;
    }
}

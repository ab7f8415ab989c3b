using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;
using AdamCM = OptimizerDsl.Optimizers.AdamCM;

namespace OptimizerDsl.Tests.Faults;

/// <summary>States and groups are public: whatever is put there that does not fit is named by the next step, which changes nothing.</summary>
public sealed class TamperingTests
{
    private static readonly Execution[] s_executions = [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    private static readonly Dictionary<string, (Func<torch.Tensor, torch.Tensor> Replace, string Says)> s_replacements = new()
    {
        ["fewer elements"] = (t => zeros(1, dtype: t.dtype), "has the shape [1], not"),
        ["more elements"] = (t => zeros([.. t.shape, 2], dtype: t.dtype), "2], not"),
        ["another type"] = (t => t.to(float64), "is of type Float64, not Float32"),
        ["expanded"] = (t => zeros(1, dtype: t.dtype).expand(t.shape), "share memory"),
        ["sparse"] = (t => t.to_sparse(), "sparse"),
        ["disposed"] = (Disposed, "has been disposed"),
    };

    public static TheoryData<string, string, Execution> States
    {
        get
        {
            var rows = new TheoryData<string, string, Execution>();
            foreach (var row in OptimizerTable.All.DistinctBy(o => o.Type))
                foreach (var replacement in s_replacements.Keys)
                    foreach (var execution in s_executions) rows.Add(row.Name, replacement, execution);
            return rows;
        }
    }

    public static TheoryData<Execution> Executions => [.. s_executions];

    [Theory, MemberData(nameof(States))]
    public void A_state_that_has_been_replaced(string name, string replacement, Execution execution)
    {
        var row = OptimizerTable.Get(name);
        using var run = Started(name, execution);
        var state = run.Optimizer.Slots[2].State;
        for (var i = 0; i < row.Rule.States.Count; i++)
        {
            if (state.TensorAt(i) is not { } own) continue;
            state.TensorAt(i) = s_replacements[replacement].Replace(own);
            RequireRefused(run, row.Rule.States[i].Name, "parameter 0 of group 1", s_replacements[replacement].Says);
            state.TensorAt(i)!.Dispose();
            state.TensorAt(i) = replacement == "disposed" ? StateLayout.ZerosLike(own.IsInvalid ? run.Parameters[2] : own) : own;
            if (replacement == "disposed") return;
        }

        run.Step(3);
    }

    [Theory, MemberData(nameof(Executions))]
    public void A_state_of_the_right_kind_is_taken_up(Execution execution)
    {
        using Run replaced = Started("Adam, default", execution), copied = Started("Adam, default", execution);
        var value = ones(3, device: TestDevice.Of(execution));
        ((Adam.State)replaced.Optimizer.Slots[2].State).exp_avg = value;
        ((Adam.State)copied.Optimizer.Slots[2].State).exp_avg.copy_(value);
        replaced.Steps(3, 6);
        copied.Steps(3, 6);
        Assert.Equal(copied.Everything(), replaced.Everything());
    }

    [Theory, MemberData(nameof(Executions))]
    public void A_critical_memory_that_has_been_replaced(Execution execution)
    {
        using Run run = Started("AdamCM, default", execution), other = Started("AdamCM, default", execution);
        var own = run.Optimizer.Slots[2].State.memory;
        run.Optimizer.Slots[2].State.memory = null;
        RequireRefused(run, "critical memory of parameter 0 of group 1", "is null");
        run.Optimizer.Slots[2].State.memory = other.Optimizer.Slots[0].State.memory;
        RequireRefused(run, "critical memory of parameter 0 of group 1", "has the shape [5], not [3]");
        run.Optimizer.Slots[2].State.memory = own;
        run.Step(3);
    }

    [Theory, MemberData(nameof(Executions))]
    public void A_step_counter_out_of_range(Execution execution)
    {
        using var run = Started("Adam, default", execution);
        foreach (var step in new[] { -1, int.MaxValue, long.MinValue, long.MaxValue })
        {
            run.Optimizer.Slots[2].State.step = step;
            RequireRefused(run, "step counter of parameter 0 of group 1", $"is {step}");
        }

        run.Optimizer.Slots[2].State.step = 0;
        run.Step(3);
    }

    [Theory, MemberData(nameof(Executions))]
    public void Other_parameters_in_a_group(Execution execution)
    {
        using var run = Started("Adam, default", execution);
        var group = run.Optimizer.Groups[1];
        var own = group.Parameters;
        group.Parameters = [run.Parameters[0]];
        RequireRefused(run, "The parameters of group 1 have been set to others");
        Assert.Contains("group 1", Assert.Throws<InvalidOperationException>(() => run.Optimizer.state_dict()).Message);
        group.Parameters = own;
        run.Step(3);
        Assert.Throws<NotSupportedException>(() => ((IList<Parameter>)own).Add(run.Parameters[0]));
    }

    [Theory, MemberData(nameof(Executions))]
    public void Groups_that_were_removed_or_replaced(Execution execution)
    {
        using var run = Started("Adam, default", execution);
        var group = run.Optimizer.Groups[1];
        run.Optimizer.Groups.RemoveAt(1);
        RequireRefused(run, "was given 2 parameter groups, but its list has 1");
        Assert.Contains("2 parameter groups", Assert.Throws<InvalidOperationException>(() => run.Optimizer.state_dict()).Message);
        run.Optimizer.Groups.Add(new Adam.ParamGroup([run.Parameters[2]], lr: 0.1));
        RequireRefused(run, "group 1", "replaced by another");
        run.Optimizer.Groups[1] = group;
        run.Step(3);
    }

    [Theory, MemberData(nameof(Executions))]
    public void Options_that_are_null_or_of_another_optimizer(Execution execution)
    {
        using var run = Started("Adam, default", execution);
        var own = run.Optimizer.Groups[1].Options;
        run.Optimizer.Groups[1].Options = null;
        RequireRefused(run, "The options of group 1 are null");
        run.Optimizer.Groups[1].Options = new AdamCM.Options { LearningRate = 1 };
        RequireRefused(run, "The options of group 1 are of the type", nameof(AdamCM));
        run.Optimizer.Groups[1].Options = own;
        run.Step(3);
    }

    [Theory, MemberData(nameof(Executions))]
    public void What_new_options_leave_open_is_as_in_the_optimizer(Execution execution)
    {
        using Run replaced = Started("Adam, weight decay, maximize", execution), changed = Started("Adam, weight decay, maximize", execution);
        replaced.Optimizer.Groups[1].Options = new Adam.Options { LearningRate = 0.25, InitialLearningRate = 0.003 };
        changed.Optimizer.Groups[1].Options.LearningRate = 0.25;
        replaced.Steps(3, 5);
        changed.Steps(3, 5);
        ((Adam.Options)replaced.Optimizer.Groups[0].Options).maximize = null;
        replaced.Steps(5, 7);
        changed.Steps(5, 7);
        Assert.Equal(changed.Everything(), replaced.Everything());
    }

    private static torch.Tensor Disposed(torch.Tensor tensor)
    {
        var copy = tensor.clone();
        copy.Dispose();
        return copy;
    }

    private static void RequireRefused(Run run, params string[] words)
    {
        run.SetGradients(3);
        var (before, steps) = (run.Parameters.SelectMany(Numbers.Of).ToArray(), run.Optimizer.Slots.Select(s => s.State.step).ToArray());
        var message = Assert.Throws<InvalidOperationException>(() => run.Optimizer.step()).Message;
        Assert.All(words, word => Assert.Contains(word, message));
        Assert.Equal(before, run.Parameters.SelectMany(Numbers.Of));
        Assert.Equal(steps, run.Optimizer.Slots.Select(s => s.State.step));
    }

    private static Run Started(string name, Execution execution)
    {
        var run = new Run(OptimizerTable.Get(name), [[5], [2, 2], [3]], float32, execution, secondGroup: 1);
        run.Steps(0, 3);
        return run;
    }
}

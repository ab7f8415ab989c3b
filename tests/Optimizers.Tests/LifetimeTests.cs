using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>What happens to an optimizer between its steps.</summary>
public sealed class LifetimeTests
{
    private static readonly long[][] s_shapes = [[5], [2, 3], [9]];

    public static TheoryData<string> Rows => OptimizerTable.Rows;

    [Theory]
    [MemberData(nameof(Situations.IndependentRows), MemberType = typeof(Situations))]
    public void A_group_added_in_mid_training_starts_afresh(string name)
    {
        // Nothing is shared between groups, so two optimizers must give the same bits.
        using var together = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic);
        using var apart = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic);
        using var first = OptimizerTable.Get(name).Make(apart.Parameters[..2]);
        using var second = OptimizerTable.Get(name).With("lr", 0.003).Make(apart.Parameters[2..]);
        using var growing = OptimizerTable.Get(name).Make(together.Parameters[..2]);
        for (var step = 0; step < 9; step++)
        {
            if (step == 3) growing.add_param_group(OptimizerTable.Get(name).Group(together.Parameters[2..], ("lr", 0.003)));
            together.SetGradients(step);
            apart.SetGradients(step);
            growing.step();
            first.step();
            if (step >= 3) second.step();
        }

        for (var i = 0; i < 3; i++) Assert.Equal(Numbers.Of(apart.Parameters[i]), Numbers.Of(together.Parameters[i]));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_group_takes_what_it_leaves_open_from_the_optimizer(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        var (own, added) = (run.Optimizer.Groups[0].Options, run.Optimizer.Groups[1].Options);
        Assert.Equal(0.003, added.LearningRate);
        Assert.Equal(0.003, added.InitialLearningRate);
        foreach (var field in own.GetType().GetFields()) Assert.Equal(field.GetValue(own), field.GetValue(added));
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void Moving_to_where_it_is_changes_nothing(string name)
    {
        using var moved = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic);
        using var stayed = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic);
        moved.Steps(0, 4);
        stayed.Steps(0, 4);
        moved.Optimizer.to(CPU);
        moved.Steps(4, 8);
        stayed.Steps(4, 8);
        Assert.Equal(stayed.Everything(), moved.Everything());
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void State_outlives_the_scope_it_was_made_in(string name)
    {
        using var outer = NewDisposeScope();
        var shape = OptimizerTable.Get(name).Shape(3);
        Parameter parameter = new(ones(shape));
        CompiledOptimizer optimizer;
        using (NewDisposeScope()) optimizer = OptimizerTable.Get(name).Make([parameter]);
        for (var step = 0; step < 7; step++)
            using (NewDisposeScope())
            {
                parameter.grad = full(shape, step + 1f);
                optimizer.step();
            }

        using (NewDisposeScope()) optimizer.to(CPU);
        optimizer.step();
        Assert.Equal(8, optimizer.Slots[0].State.step);
        optimizer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void After_Dispose_it_says_so_and_the_parameters_live_on(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic);
        run.Step(0);
        run.Optimizer.Dispose();
        run.Optimizer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => run.Optimizer.step());
        Assert.Throws<ObjectDisposedException>(() => run.Optimizer.add_param_group(OptimizerTable.Get(name).Group([new Parameter(ones(2))])));
        Assert.Equal(5, Numbers.Of(run.Parameters[0]).Length);
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void Clearing_gradients_clears_those_of_all_groups(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        run.SetGradients(0);
        run.Optimizer.zero_grad();
        Assert.All(run.Parameters, p => Assert.True(p.grad is not { } g || Numbers.Of(g).All(x => x == 0)));
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void Without_a_gradient_a_parameter_and_its_state_stay(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic) { Without = (step, tensor) => tensor == 1 || step == 2 };
        var before = Numbers.Of(run.Parameters[1]);
        run.Steps(0, 4);
        Assert.Equal(before, Numbers.Of(run.Parameters[1]));
        Assert.Equal([3, 0, 3], run.Optimizer.Slots.Select(s => s.State.step));
    }

    [Fact]
    public void Takes_named_parameters()
    {
        using var model = nn.Linear(3, 2);
        using var optimizer = new Optimizers.Adam(model.named_parameters(), lr: 0.1);
        Assert.Equal(2, optimizer.parameters().Count());
        Assert.Equal(0.1, optimizer.ParamGroups.Single().LearningRate);
    }
}

using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Precisions;

/// <summary>The option that says in what type a memory keeps its slots. What it computes is tested with all other precisions.</summary>
public sealed class BufferDtypeTests
{
    public static TheoryData<Execution> Executions => [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    [Theory]
    [InlineData(ScalarType.Float32, null, ScalarType.Float32)]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16, ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64, null, ScalarType.Float64)]
    [InlineData(ScalarType.Float64, ScalarType.Float64, ScalarType.Float64)]
    [InlineData(ScalarType.Float64, ScalarType.Float32, ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16, ScalarType.Float16, ScalarType.Float16)]
    public void Slots_are_of_the_type_that_is_asked_for(ScalarType parameter, ScalarType? asked, ScalarType slots)
    {
        using var optimizer = new PublishedAdamCG([new Parameter(zeros(3, parameter))], buffer_dtype: asked);
        Assert.Equal((slots, parameter), Types(optimizer, 0));
    }

    [Fact]
    public void Null_is_what_the_declaration_says()
    {
        using var optimizer = new ChosenAdamCM([new Parameter(zeros(3))]);
        Assert.Equal((bfloat16, float32), Types(optimizer, 0));
    }

    [Theory, MemberData(nameof(Executions))]
    public void The_type_of_the_parameter_is_no_change(Execution execution)
    {
        foreach (var type in new[] { float32, float64 })
            Assert.Equal(Trained(new OptimizerCase(typeof(PublishedAdamCM), "", new Dictionary<string, object>()), type, execution),
                Trained(new OptimizerCase(typeof(PublishedAdamCM), "", new Dictionary<string, object> { ["buffer_dtype"] = type }), type, execution));

        static double[][] Trained(OptimizerCase optimizer, ScalarType type, Execution execution)
        {
            using var run = new Run(optimizer, [[37], [4, 5]], type, execution);
            run.Steps(0, 12);
            return [.. run.Parameters.Select(Numbers.Of)];
        }
    }

    /// <summary>The groups of one step: on a device, each type has launches of its own.</summary>
    [Theory, MemberData(nameof(Executions))]
    public void Groups_have_types_of_their_own(Execution execution)
    {
        ScalarType?[] types = [null, bfloat16, float16, bfloat16];
        var together = Ends(types);
        for (var i = 0; i < types.Length; i++) Assert.Equal(Ends([types[i]])[0], together[i]);
        Assert.NotEqual(together[0], together[1]);
        Assert.NotEqual(together[1], together[2]);

        double[][] Ends(ScalarType?[] types)
        {
            var device = TestDevice.Of(execution);
            Parameter[] parameters = [.. types.Select(_ => Numbers.ToParameter(Numbers.Random(1, 9), [9], float32, device))];
            using var optimizer = new PublishedSgdCG([.. parameters.Select((p, i) => new PublishedSgdCG.ParamGroup([p], buffer_dtype: types[i]))], capacity: 2) { Execution = execution };
            for (var step = 0; step < 12; step++)
            {
                foreach (var parameter in parameters) parameter.grad = Numbers.ToTensor(Numbers.Random(100 + step, 9), [9], float32, device);
                optimizer.step();
            }

            return [.. parameters.Select(Numbers.Of)];
        }
    }

    /// <summary>The option is part of the checkpoint, and the memory with it.</summary>
    [Theory, MemberData(nameof(Executions))]
    public void A_checkpoint_brings_its_type_along(Execution execution)
    {
        foreach (var load in new Action<CompiledOptimizer, CompiledOptimizer>[] { PrecisionTests.ThroughStream, PrecisionTests.ThroughPyTorch, (from, to) => to.load_state_dict(from.state_dict()) })
        {
            using var saved = new Run(With(bfloat16), [[5], [7]], float32, execution);
            saved.Steps(0, 5);
            using var loaded = new Run(With(null), [[5], [7]], float32, execution);
            loaded.Steps(0, 2);
            using (no_grad())
                for (var i = 0; i < 2; i++) loaded.Parameters[i].copy_(saved.Parameters[i]);
            load(saved.Optimizer, loaded.Optimizer);
            Assert.Equal((bfloat16, float32), Types(loaded.Optimizer, 1));
            foreach (var run in new[] { saved, loaded }) run.Steps(5, 9);
            Assert.Equal(saved.Everything(), loaded.Everything());
        }

        static OptimizerCase With(ScalarType? type)
        {
            var hyperparameters = new Dictionary<string, object> { ["capacity"] = 2 };
            if (type is { } t) hyperparameters["buffer_dtype"] = t;
            return new(typeof(PublishedAdamCM), "", hyperparameters);
        }
    }

    [Theory]
    [InlineData(ScalarType.Int64, "The hyperparameter buffer_dtype must be null, Float32, BFloat16, Float16 or the type of the parameters, but is Int64.")]
    [InlineData(ScalarType.Float64, "The hyperparameter buffer_dtype is Float64, but the memory of a parameter of type Float32 can be kept in that type, Float32, BFloat16 or Float16 only.")]
    public void A_type_that_it_cannot_be(ScalarType type, string message)
    {
        Refuses(() => new PublishedAdamCM([new Parameter(zeros(3))], buffer_dtype: type));
        using var optimizer = new PublishedAdamCM([new Parameter(zeros(3))]);
        Refuses(() => optimizer.add_param_group(new PublishedAdamCM.ParamGroup([new Parameter(zeros(3))], buffer_dtype: type)));
        Assert.Single(optimizer.ParamGroups);

        void Refuses(Action make) => Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(make).Message);
    }

    [Theory, MemberData(nameof(Executions))]
    public void Is_fixed_in_training(Execution execution)
    {
        using var run = new Run(new(typeof(PublishedAdamCM), "", new Dictionary<string, object>()), [[5]], float32, execution);
        run.Steps(0, 2);
        ((PublishedAdamCM.ParamGroup)run.Optimizer.ParamGroups.First()).Options.buffer_dtype = float16;
        var before = run.Everything();
        var refused = Assert.Throws<InvalidOperationException>(() => run.Step(2));
        Assert.Equal("The critical memory was made with slots of type Float32, but the options now say Float16 (the type is fixed once the group is added).", refused.Message);
        Assert.Equal(before, run.Everything());
    }

    private static (ScalarType Slots, ScalarType Sum) Types(CompiledOptimizer optimizer, int parameter)
    {
        var memory = ((CompiledState)optimizer.state_dict().State[parameter]).memory!;
        return (memory.Slots.dtype, memory.Sum.dtype);
    }
}

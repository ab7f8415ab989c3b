using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Members;

/// <summary>Schedule-free optimizers go to their average and back.</summary>
public sealed class ScheduleFreeTests
{
    private const double Lr = 0.1, Beta = 0.9;

    public static TheoryData<Execution> Executions => [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    [Theory]
    [MemberData(nameof(Executions))]
    public void Eval_gives_the_average_of_the_iterates_and_Train_goes_back(Execution execution)
    {
        using var scope = NewDisposeScope();
        var (parameter, optimizer) = Make(execution);
        using var owner = optimizer;
        var plain = new Plain(Numbers.Of(parameter));
        optimizer.Eval();
        optimizer.Train();
        for (var step = 0; step < 5; step++)
        {
            Step(parameter, optimizer, plain, step);
            optimizer.Eval();
            optimizer.Eval();
            Numbers.AssertClose(plain.X, Numbers.Of(parameter), 1e-14, $"x after step {step}");
            optimizer.Train();
            optimizer.Train();
            Numbers.AssertClose(plain.Y(Beta), Numbers.Of(parameter), 1e-14, $"y after step {step}");
        }
    }

    [Fact]
    public void AdamW_has_the_switch_too()
    {
        using var scope = NewDisposeScope();
        Parameter parameter = new(ones(3, float64));
        using var optimizer = new ScheduleFreeAdamW([parameter], lr: 0.1);
        parameter.grad = ones(3, float64);
        optimizer.step();
        // After one step x is z: lr √(1 - β2) / √(1 - β2) from the beginning.
        optimizer.Eval();
        Numbers.AssertClose([0.9, 0.9, 0.9], Numbers.Of(parameter), 1e-7, "x");
        Numbers.AssertClose(Numbers.Of(((ScheduleFreeAdamW.State)optimizer.state_dict().State[0]).z), Numbers.Of(parameter), 1e-14, "z");
    }

    [Fact]
    public void Another_momentum_goes_on_from_the_same_average()
    {
        using var scope = NewDisposeScope();
        var (parameter, optimizer) = Make(Execution.Cpu);
        using var owner = optimizer;
        var plain = new Plain(Numbers.Of(parameter));
        Step(parameter, optimizer, plain, 0);
        Step(parameter, optimizer, plain, 1);
        optimizer.Eval();
        optimizer.Train();
        Step(parameter, optimizer, plain, 2);
        optimizer.ParamGroups.Cast<ScheduleFreeSgd.ParamGroup>().Single().Options.momentum = 0.5;
        Step(parameter, optimizer, plain, 3);
        Numbers.AssertClose(plain.Y(0.5), Numbers.Of(parameter), 1e-14, "y");
        optimizer.Eval();
        Numbers.AssertClose(plain.X, Numbers.Of(parameter), 1e-14, "x");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_saved_in_evaluation_is_loaded_in_evaluation(bool capturable)
    {
        using var scope = NewDisposeScope();
        var (parameter, optimizer) = Make(capturable ? Execution.Cuda : Execution.Cpu);
        using var owner = optimizer;
        optimizer.Capturable = capturable;
        var plain = new Plain(Numbers.Of(parameter));
        for (var step = 0; step < 3; step++) Step(parameter, optimizer, plain, step);
        optimizer.Eval();
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;

        Parameter copy = Numbers.ToParameter(Numbers.Of(parameter), [5], float64, TestDevice.Of(optimizer.Execution));
        using var loaded = new ScheduleFreeSgd([copy]);
        loaded.load_state_dict(new BinaryReader(stream));
        loaded.Train();
        Numbers.AssertClose(plain.Y(Beta), Numbers.Of(copy), 1e-14, "y");
        optimizer.Train();
        Step(parameter, optimizer, plain, 3);
        Numbers.AssertClose(plain.Y(Beta), Numbers.Of(parameter), 1e-14, "y of the first");
    }

    private static (Parameter Parameter, ScheduleFreeSgd Optimizer) Make(Execution execution)
    {
        Parameter parameter = Numbers.ToParameter(Numbers.Random(1, 5), [5], float64, TestDevice.Of(execution));
        return (parameter, new ScheduleFreeSgd([parameter], lr: Lr, momentum: Beta) { Execution = execution });
    }

    private static void Step(Parameter parameter, CompiledOptimizer optimizer, Plain plain, int step)
    {
        var g = Numbers.Random(step + 2, 5);
        parameter.grad = Numbers.ToTensor(g, [5], float64, TestDevice.Of(optimizer.Execution));
        optimizer.step();
        plain.Step(g);
    }

    private sealed class Plain(double[] start)
    {
        private double[] _z = start;
        private int _steps;

        public double[] X { get; private set; } = start;

        public double[] Y(double beta) => [.. _z.Zip(X, (z, x) => (1 - beta) * z + beta * x)];

        public void Step(double[] g)
        {
            _z = [.. _z.Zip(g, (z, d) => z - Lr * d)];
            var c = 1.0 / ++_steps;
            X = [.. X.Zip(_z, (x, z) => (1 - c) * x + c * z)];
        }
    }
}

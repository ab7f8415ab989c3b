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
        optimizer.ParamGroups.Cast<ScheduleFreeSgd.ParamGroup>().Single().Options.momentum = 0.5;
        optimizer.Train();
        Numbers.AssertClose(plain.Y(Beta), Numbers.Of(parameter), 1e-14, "y of the former momentum");
        Step(parameter, optimizer, plain, 2);
        Numbers.AssertClose(plain.Y(0.5), Numbers.Of(parameter), 1e-14, "y");
        optimizer.Eval();
        Numbers.AssertClose(plain.X, Numbers.Of(parameter), 1e-14, "x");
    }

    [Fact]
    public void A_step_in_evaluation_is_refused()
    {
        using var scope = NewDisposeScope();
        var (parameter, optimizer) = Make(Execution.Automatic);
        using var owner = optimizer;
        var plain = new Plain(Numbers.Of(parameter));
        Step(parameter, optimizer, plain, 0);
        optimizer.Eval();
        var before = Bits(parameter);
        Assert.Contains("Train()", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
        Assert.Equal(before, Bits(parameter));
        optimizer.Train();
        Step(parameter, optimizer, plain, 1);
        Numbers.AssertClose(plain.Y(Beta), Numbers.Of(parameter), 1e-14, "y");
    }

    public static TheoryData<Execution, ScalarType, bool> Everywhere
    {
        get
        {
            var rows = new TheoryData<Execution, ScalarType, bool>();
            foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
            foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16 })
            foreach (var adam in new[] { false, true })
                if (execution != Execution.Cpu || type is ScalarType.Float32 or ScalarType.Float64) rows.Add(execution, type, adam);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void There_and_back_is_the_same_to_the_bit(Execution execution, ScalarType type, bool adam)
    {
        using var scope = NewDisposeScope();
        using var run = Trained(execution, type, adam);
        var y = run.Everything();
        for (var i = 0; i < 100; i++)
        {
            Eval(run.Optimizer);
            Assert.NotEqual(y, run.Everything());
            Train(run.Optimizer);
            Assert.Equal(y, run.Everything());
        }
    }

    private static readonly Dictionary<string, Action<CompiledOptimizer, CompiledOptimizer>> s_ways = new()
    {
        ["a file"] = ThroughStream,
        ["another optimizer"] = (from, to) => to.load_state_dict(from.state_dict()),
        ["PyTorch's files"] = (from, to) =>
        {
            using var folder = new Interchange.TemporaryFolder();
            from.save_safetensors(folder.File("optimizer.safetensors"));
            to.load_safetensors(folder.File("optimizer.safetensors"));
        },
        // They own what they wrap, and so does the test.
        ["wrappers"] = (from, to) => ThroughStream(new Sam(new ApplyIfFinite(from)), new Sam(new ApplyIfFinite(to))),
    };

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Training_goes_on_to_the_same_bits_from_what_was_saved_in_evaluation(Execution execution, ScalarType type, bool adam)
    {
        using var scope = NewDisposeScope();
        using var whole = Trained(execution, type, adam);
        whole.Steps(5, 7);
        using var stopped = Trained(execution, type, adam);
        Eval(stopped.Optimizer);
        foreach (var (way, load) in s_ways)
        {
            using var loaded = new Run(Case(adam), [[5], [2, 3]], type, execution, secondGroup: 1);
            using (no_grad())
                for (var i = 0; i < loaded.Parameters.Length; i++) loaded.Parameters[i].copy_(stopped.Parameters[i]);
            load(stopped.Optimizer, loaded.Optimizer);
            Train(loaded.Optimizer);
            loaded.Steps(5, 7);
            for (var i = 0; i < loaded.Parameters.Length; i++)
                Numbers.AssertClose(Numbers.Of(whole.Parameters[i]), Numbers.Of(loaded.Parameters[i]), 0, $"parameter {i} through {way}");
        }
    }

    [Fact]
    public void What_was_saved_in_evaluation_before_the_parameters_were_kept_still_loads()
    {
        using var run = new Run(Case(adam: false), [[2], [1, 1]], float32, Execution.Reference, secondGroup: 1);
        run.Optimizer.load_state_dict(Path.Combine(AppContext.BaseDirectory, "Checkpoints", "Version3", "schedule-free-evaluated.dat"));
        using (no_grad())
        {
            run.Parameters[0].copy_(tensor([-0.64914470911026f, -0.017826179042458534f]));
            run.Parameters[1].copy_(tensor([0.3344895839691162f]));
        }

        Train(run.Optimizer);
        using var whole = new Run(Case(adam: false), [[2], [1, 1]], float32, Execution.Reference, secondGroup: 1);
        whole.Steps(0, 5);
        for (var i = 0; i < 2; i++) Numbers.AssertClose(Numbers.Of(whole.Parameters[i]), Numbers.Of(run.Parameters[i]), 1e-6, $"parameter {i}");
    }

    private static void ThroughStream(OptimizerHelper from, OptimizerHelper to)
    {
        using var stream = new MemoryStream();
        from.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        to.load_state_dict(new BinaryReader(stream));
    }

    private static OptimizerCase Case(bool adam) => OptimizerTable.Get(adam ? "ScheduleFreeAdamW, default" : "ScheduleFreeSgd, warm-up, weight decay");

    private static Run Trained(Execution execution, ScalarType type, bool adam)
    {
        var run = new Run(Case(adam), [[5], [2, 3]], type, execution, secondGroup: 1);
        run.Steps(0, 5);
        return run;
    }

    private static void Eval(CompiledOptimizer optimizer) => ((ITrainingMode)optimizer).Eval();

    private static void Train(CompiledOptimizer optimizer) => ((ITrainingMode)optimizer).Train();

    private static byte[] Bits(Parameter parameter) => [.. parameter.detach().contiguous().bytes];

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

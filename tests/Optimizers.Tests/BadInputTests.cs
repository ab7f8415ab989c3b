using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>Bad input is an exception that names it, and leaves parameters and states as they were.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string> Rows => Situations.Rows;

    public static TheoryData<string, string, double> BadNumbers
    {
        get
        {
            (string Name, double Value)[] bad =
            [
                ("lr", -0.1), ("lr", double.NaN), ("lr", double.PositiveInfinity), ("beta1", 1), ("beta1", -0.1), ("beta2", 1), ("beta2", double.NaN),
                ("eps", -1e-8), ("weight_decay", -1), ("decay", 1.01), ("decay", -0.1), ("momentum", -0.1), ("dampening", double.NaN), ("critical_test", -0.01),
                ("critical_test", 1.01), ("critical_test", double.NaN),
            ];
            var rows = new TheoryData<string, string, double>();
            foreach (var optimizer in OptimizerTable.All.DistinctBy(o => o.Type))
                foreach (var (name, value) in bad) if (optimizer.Accepts(name)) rows.Add(optimizer.Name, name, value);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public void A_hyperparameter_out_of_bounds(string name, string hyperparameter, double value)
    {
        using var scope = NewDisposeScope();
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => OptimizerTable.Get(name).With(hyperparameter, value).Make([Parameter(name)]));
        RequireWords(refused, hyperparameter, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public void A_hyperparameter_that_goes_out_of_bounds_between_steps(string name, string hyperparameter, double value) =>
        RequireRefusal<ArgumentOutOfRangeException>(name, run => OptimizerCase.Set(run.Optimizer.Groups[1].Options, hyperparameter, value), hyperparameter);

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public void A_group_with_a_hyperparameter_out_of_bounds(string name, string hyperparameter, double value)
    {
        using var run = Started(name);
        var before = run.Everything();
        var group = OptimizerTable.Get(name).Group([Parameter()], (hyperparameter, value));
        RequireWords(Assert.Throws<ArgumentOutOfRangeException>(() => run.Optimizer.add_param_group(group)), hyperparameter);
        Assert.Equal(before, run.Everything());
    }

    [Fact]
    public void A_coefficient_out_of_bounds()
    {
        var aggMo = OptimizerTable.Get("AggMo, three dampings");
        using var scope = NewDisposeScope();
        RequireWords(Assert.Throws<ArgumentOutOfRangeException>(() => aggMo.With("betas", Coefficients.Create([0.5, 1])).Make([Parameter()])), "betas", "entry 1");
        RequireWords(Assert.Throws<ArgumentOutOfRangeException>(() => aggMo.With("betas", Coefficients.Create([])).Make([Parameter()])), "betas", "at least one");
    }

    private const string Nesterov = "Nesterov momentum requires a momentum and zero dampening, but nesterov is true, momentum is ";

    [Theory]
    [InlineData("Sgd, plain", 0.0, 0.0, "0 and dampening is 0.")]
    [InlineData("Sgd, plain", 0.9, 0.1, "0.9 and dampening is 0.1.")]
    [InlineData("SgdCG, default", 0.0, 0.0, "0 and dampening is 0.")]
    public void Hyperparameters_that_do_not_go_together(string name, double momentum, double dampening, string values)
    {
        using var scope = NewDisposeScope();
        var wrong = OptimizerTable.Get(name).With("momentum", momentum).With("dampening", dampening).With("nesterov", true);
        Assert.Equal(Nesterov + values, Assert.Throws<ArgumentException>(() => wrong.Make([Parameter()])).Message);

        using var run = Started(name);
        var before = run.Everything();
        var group = wrong.Group([Parameter()], ("momentum", momentum), ("dampening", dampening), ("nesterov", true));
        Assert.Equal(Nesterov + values, Assert.Throws<ArgumentException>(() => run.Optimizer.add_param_group(group)).Message);
        Assert.Equal(before, run.Everything());
    }

    [Theory]
    [InlineData("momentum", 0.0)]
    [InlineData("dampening", 0.5)]
    public void Hyperparameters_that_do_not_go_together_any_more(string hyperparameter, double value)
    {
        RequireRefusal<ArgumentException>("Sgd, nesterov, weight decay", run => OptimizerCase.Set(run.Optimizer.Groups[1].Options, hyperparameter, value), Nesterov);
        using var run = Started("Sgd, nesterov, weight decay");
        using var other = Started("Sgd, nesterov, weight decay");
        OptimizerCase.Set(other.Optimizer.Groups[1].Options, hyperparameter, value);
        var before = run.Everything();
        RequireWords(Assert.Throws<ArgumentException>(() => run.Optimizer.load_state_dict(other.Optimizer.state_dict())), Nesterov);
        using var stream = new MemoryStream();
        other.Optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        RequireWords(Assert.Throws<InvalidDataException>(() => run.Optimizer.load_state_dict(new BinaryReader(stream))), Nesterov);
        Assert.Equal(before, run.Everything());
    }

    [Fact]
    public void A_negative_capacity()
    {
        using var scope = NewDisposeScope();
        RequireWords(Assert.Throws<ArgumentOutOfRangeException>(() => OptimizerTable.Get("AdamCM, default").With("capacity", -1).Make([Parameter()])), "capacity", "-1");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void No_parameters(string name) =>
        RequireWords(Assert.Throws<ArgumentException>(() => OptimizerTable.Get(name).Make([])), "no parameters");

    [Theory]
    [MemberData(nameof(Rows))]
    public void Parameters_that_cannot_be_optimized(string name)
    {
        using var scope = NewDisposeScope();
        var (optimizer, good) = (OptimizerTable.Get(name), Parameter(name));
        Require([good, null!], "Parameter 1 of group", "null");
        Require([good, good], "Parameter 1 of group", "already", "[3");
        Require([good, new Parameter(zeros(2, 4, dtype: int64), requires_grad: false)], "Parameter 1 of group", "Int64", "[2, 4]");
        Require([good, new Parameter(zeros(2, dtype: complex64))], "Parameter 1 of group", "Complex");

        using var run = Started(name);
        var before = run.Everything();
        var again = optimizer.Group([good, run.Parameters[0]]);
        RequireWords(Assert.Throws<ArgumentException>(() => run.Optimizer.add_param_group(again)), "Parameter 1 of group 2", "already");
        Assert.Equal(before, run.Everything());
        Assert.Equal(2, run.Optimizer.ParamGroups.Count());

        void Require(Parameter[] parameters, params string[] words) =>
            RequireWords(Assert.ThrowsAny<ArgumentException>(() => optimizer.Make(parameters)), words);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_sparse_gradient(string name)
    {
        using var scope = NewDisposeScope();
        using var embedding = nn.Embedding(10, 3, sparse: true);
        Parameter[] parameters = [Parameter(name), .. embedding.parameters()];
        using var optimizer = OptimizerTable.Get(name).Make(parameters);
        parameters[0].grad = ones_like(parameters[0]);
        embedding.forward(tensor([1L, 7L])).sum().backward();
        double[][] before = [.. parameters.Select(Numbers.Of)];

        RequireWords(Assert.Throws<InvalidOperationException>(() => optimizer.step()), "parameter 1 of group 0", "sparse", "[10, 3]");
        Assert.Equal(before, parameters.Select(Numbers.Of));
        Assert.All(optimizer.Slots, slot => Assert.Equal(0, slot.State.step));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_gradient_of_another_device(string name)
    {
        using var run = Started(name);
        run.SetGradients(3);
        var before = run.Everything();
        using var elsewhere = zeros(3, dtype: float32, device: new Device(DeviceType.META));
        // Autograd refuses such a gradient where it is set; where it does not, the step does.
        var refused = Record.Exception(() =>
        {
            run.Parameters[2].grad = elsewhere;
            run.Optimizer.step();
        });
        Assert.NotNull(refused);
        Assert.Contains("device", refused.Message);
        Assert.Equal(before, run.Everything());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_gradient_of_another_type(string name)
    {
        using var gradient = ones(OptimizerTable.Get(name).Shape(3), dtype: float64);
        RequireGradientRefused(name, gradient, "type", "Float64", "Float32");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_gradient_of_another_shape(string name)
    {
        using var gradient = ones(3, 1, 1, dtype: float32);
        RequireGradientRefused(name, gradient, "shape");
    }

    [Theory]
    [InlineData("Adam, default", "amsgrad", "max_exp_avg_sq")]
    [InlineData("PublishedAdamCM, default", "amsgrad", "max_exp_avg_sq")]
    public void A_variant_whose_state_was_never_made(string name, string hyperparameter, string state) =>
        RequireRefusal<InvalidOperationException>(name, run => OptimizerCase.Set(run.Optimizer.Groups[1].Options, hyperparameter, true), state);

    [Fact]
    public void Momentum_switched_on_later() =>
        RequireRefusal<InvalidOperationException>("Sgd, plain", run => OptimizerCase.Set(run.Optimizer.Groups[1].Options, "momentum", 0.9), "momentum_buffer");

    [Fact]
    public void Another_number_of_coefficients() =>
        RequireRefusal<InvalidOperationException>(
            "AggMo, three dampings", run => OptimizerCase.Set(run.Optimizer.Groups[1].Options, "betas", Coefficients.Create([0.5, 0.9])), "momentum_buffer", "3", "2");

    [Theory]
    [InlineData("AdamCM, default")]
    [InlineData("PublishedAdamCG, default")]
    public void Another_capacity(string name) =>
        RequireRefusal<InvalidOperationException>(name, run => OptimizerCase.Set(run.Optimizer.Groups[1].Options, "capacity", 17), "capacity", "17");

    [Theory]
    [MemberData(nameof(Rows))]
    public void Options_of_another_optimizer(string name)
    {
        using var run = Started(name);
        var before = run.Everything();
        var other = OptimizerTable.All.First(o => o.Type != OptimizerTable.Get(name).Type).Group([Parameter()]);
        RequireWords(Assert.Throws<ArgumentException>(() => run.Optimizer.add_param_group(other)), "options", other.Options.GetType().FullName!);
        Assert.Equal(before, run.Everything());
    }

    private static void RequireGradientRefused(string name, torch.Tensor gradient, params string[] words)
    {
        using var run = Started(name);
        run.SetGradients(3);
        var before = run.Everything();
        // Where autograd itself refuses the gradient, there is nothing left to test.
        if (Record.Exception(() => run.Parameters[2].grad = gradient) is not null) return;
        var refused = Assert.Throws<InvalidOperationException>(() => run.Optimizer.step());
        RequireWords(refused, ["parameter 0 of group 1", "[3", .. words]);
        Assert.Equal(before, run.Everything());
    }

    private static void RequireRefusal<T>(string name, Action<Run> spoil, params string[] words) where T : Exception
    {
        foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            using var run = Started(name, execution);
            run.SetGradients(3);
            spoil(run);
            var before = run.Everything();
            RequireWords(Assert.Throws<T>(() => run.Optimizer.step()), words);
            Assert.Equal(before, run.Everything());
        }
    }

    private static Run Started(string name, Execution execution = Execution.Automatic)
    {
        var run = new Run(OptimizerTable.Get(name), [[5], [2, 2], [3]], float32, execution, secondGroup: 1);
        run.Steps(0, 3);
        return run;
    }

    private static Parameter Parameter(string? name = null) => new(ones(name is null ? [3] : OptimizerTable.Get(name).Shape(3), dtype: float32));

    private static void RequireWords(Exception exception, params string[] words)
    {
        foreach (var word in words) Assert.Contains(word, exception.Message);
    }
}

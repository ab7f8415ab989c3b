using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adadelta = OptimizerDsl.Optimizers.Adadelta;
using Adagrad = OptimizerDsl.Optimizers.Adagrad;

namespace OptimizerDsl.Tests.Training;

/// <summary>A small problem in training by one optimizer.</summary>
internal sealed class Problem : IDisposable
{
    // What suits a problem of this size. Critical memories and momenta lengthen a step, signs and norms set its length.
    private static readonly Dictionary<Type, double> s_rates = new()
    {
        [typeof(SgdCG)] = 0.005, [typeof(SgdCM)] = 0.003, [typeof(PublishedSgdCG)] = 0.003, [typeof(ScheduleFreeSgd)] = 0.1,
        [typeof(AdamCM)] = 0.005, [typeof(AdamWCM)] = 0.005, [typeof(AdaBeliefCM)] = 0.01, [typeof(NAdamCM)] = 0.01,
        [typeof(PublishedAdamCM)] = 0.005, [typeof(PublishedAdamCG)] = 0.01,
        [typeof(Adadelta)] = 5, [typeof(Adagrad)] = 0.1, [typeof(Asgd)] = 0.1, [typeof(Lars)] = 10, [typeof(Prodigy)] = 0.2,
        [typeof(RMSprop)] = 0.005, [typeof(RMSpropCG)] = 0.003, [typeof(PublishedRMSpropCG)] = 0.002,
        [typeof(Lion)] = 0.01, [typeof(LionCM)] = 0.01, [typeof(LionCG)] = 0.01,
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Func<torch.Tensor> _loss;
    private readonly bool _maximizes;

    private Problem(OptimizerCase optimizer, IEnumerable<Parameter> parameters, Func<torch.Tensor> loss, Execution execution = Execution.Automatic)
    {
        (_loss, _maximizes) = (loss, true.Equals(optimizer.Hyperparameters.GetValueOrDefault("maximize")));
        Rate = s_rates.TryGetValue(optimizer.Type, out var rate) ? rate : optimizer.Accepts("eps") ? 0.02 : 0.05;
        Optimizer = optimizer.With("lr", Rate).Make(parameters, execution);
    }

    /// <summary>The problems by name.</summary>
    public static IReadOnlyDictionary<string, Func<OptimizerCase, Problem>> All { get; } = new Dictionary<string, Func<OptimizerCase, Problem>>
    {
        ["a quadratic"] = Quadratic, ["Rosenbrock"] = Rosenbrock, ["a network"] = optimizer => Network(optimizer),
    };

    public CompiledOptimizer Optimizer { get; }

    /// <summary>The learning rate that suits it.</summary>
    public double Rate { get; }

    /// <summary>A small network that learns a sine.</summary>
    public static Problem Network(OptimizerCase optimizer, Execution execution = Execution.Automatic)
    {
        // Without biases where these are not for the optimizer: the sine needs none.
        var hasBias = !optimizer.IsForMatrices;
        var model = nn.Sequential(nn.Linear(1, 16, hasBias), nn.Tanh(), nn.Linear(16, 1, hasBias)).to(TestDevice.Of(execution));
        Initialize(model);
        var x = Numbers.ToTensor([.. Enumerable.Range(0, 64).Select(i => i / 16.0 - 2)], [64, 1], float32, TestDevice.Of(execution));
        var y = x.sin();
        return new Problem(optimizer, model.parameters(), () => nn.functional.mse_loss(model.forward(x), y), execution);
    }

    /// <summary>As layers are by default, but of numbers that nothing else draws from: tests run side by side.</summary>
    private static void Initialize(nn.Module model)
    {
        using var disabled = no_grad();
        foreach (var (i, parameter) in model.parameters().Index())
        {
            var inputs = i * 2 < model.parameters().Count() ? 1 : 16;
            parameter.copy_(Numbers.ToTensor([.. Numbers.Random(3 + i, parameter.numel()).Select(x => x / Math.Sqrt(inputs))], parameter.shape, float32));
        }
    }

    /// <summary>Curvatures from 0.1 to 10.</summary>
    private static Problem Quadratic(OptimizerCase optimizer)
    {
        Parameter x = new(ones(optimizer.Shape(9)));
        var curvatures = Numbers.ToTensor([.. Enumerable.Range(0, 9).Select(i => Math.Pow(10, i / 4.0 - 1))], optimizer.Shape(9), float32);
        return new Problem(optimizer, [x], () => 0.5 * (curvatures * x * x).sum());
    }

    /// <summary>A hundredth of Rosenbrock's valley, from (-1.2, 1), with each coordinate a tensor of its own.</summary>
    private static Problem Rosenbrock(OptimizerCase optimizer)
    {
        Parameter x = new(full(optimizer.Shape(1), -1.2f)), y = new(full(optimizer.Shape(1), 1f));
        return new Problem(optimizer, [x, y], () => ((1 - x).square() / 100 + (y - x * x).square()).sum());
    }

    /// <summary>The loss, negative for an optimizer that maximizes.</summary>
    public torch.Tensor SignedLoss() => _maximizes ? -_loss() : _loss();

    public double Loss()
    {
        using var scope = NewDisposeScope();
        using var disabled = no_grad();
        return Math.Abs(SignedLoss().ToDouble());
    }

    /// <summary>Takes a step, and returns the loss before it.</summary>
    public double Step()
    {
        using var scope = NewDisposeScope();
        Optimizer.zero_grad();
        var loss = SignedLoss();
        loss.backward();
        Optimizer.step();
        return Math.Abs(loss.ToDouble());
    }

    /// <summary>The published critical momenta do not move in their first step.</summary>
    public double LossAfterAnotherStep()
    {
        Step();
        return Loss();
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _scope.Dispose();
    }
}

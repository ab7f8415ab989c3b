using OptimizerDsl;
using OptimizerDsl.Compiled;
using TorchSharp.Modules;

namespace Experiments;

/// <summary>An optimizer to train with, in SAM or not.</summary>
/// <param name="Name">Its name, for --optim too.</param>
/// <param name="Hyperparameters">What -o may change, with the defaults.</param>
/// <param name="Source">Where the defaults are from.</param>
/// <param name="Rule">Makes it without SAM, given its hyperparameters and the weight decay.</param>
internal sealed record Method(
    string Name, IReadOnlyList<Setting> Hyperparameters, string Source,
    Func<IEnumerable<Parameter>, Settings, double, CompiledOptimizer> Rule)
{
    /// <summary>Whether its gradients are those of SAM (Foret et al. 2021).</summary>
    public bool IsSharpnessAware => Has("rho");

    /// <summary>Whether it has a critical memory.</summary>
    public bool HasMemory => Has("capacity");

    public bool Has(string hyperparameter) => Hyperparameters.Any(setting => setting.Name == hyperparameter);

    /// <summary>Makes the optimizer, with all parameters in one group: critical memories go by the norm of all gradients together.</summary>
    public OptimizerHelper Create(IEnumerable<Parameter> parameters, Settings with, double weightDecay)
    {
        var rule = Rule(parameters, with, weightDecay);
        return IsSharpnessAware ? new Sam(rule, with.Number("rho")) : rule;
    }
}

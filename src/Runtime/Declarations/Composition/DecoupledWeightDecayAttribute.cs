namespace OptimizerDsl;

/// <summary>
/// Makes the class the optimizer <typeparamref name="TRule"/> with decoupled weight decay: each step begins with
/// θ *= 1 - lr * weight_decay (Loshchilov and Hutter 2019).
/// </summary>
/// <remarks>
/// Where steps are in proportion to a number that the rule keeps, as in θ -= lr * d * m with a state d, so is the decay: it is
/// θ *= 1 - lr * d * weight_decay then.
/// </remarks>
/// <typeparam name="TRule">An optimizer declared with this library that has a learning rate and no weight decay of its own.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class DecoupledWeightDecayAttribute<TRule> : Attribute where TRule : class
{
    /// <summary>The default of the hyperparameter <c>weight_decay</c>; 0.01 unless set.</summary>
    public double WeightDecay { get; init; } = 1e-2;
}

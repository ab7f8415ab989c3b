namespace OptimizerDsl;

/// <summary>
/// Makes the class the optimizer <typeparamref name="TRule"/> with cautious updates: an element moves only where the update and
/// the gradient agree in sign, and the update is scaled by the inverse of the share of those (Liang et al. 2024, Algorithm 1).
/// </summary>
/// <typeparam name="TRule">An optimizer declared with this library whose last equation is θ -= update.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class CautiousAttribute<TRule> : Attribute where TRule : class;

namespace OptimizerDsl;

/// <summary>
/// Makes the class the optimizer <typeparamref name="TRule"/> behind gradient clipping: where the norm of the gradients exceeds
/// <c>max_norm</c>, they are scaled down to it (Pascanu et al. 2013), as by <c>torch.nn.utils.clip_grad_norm_</c> but within
/// the step and without writing the gradients.
/// </summary>
/// <typeparam name="TRule">An optimizer declared with this library.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class ClippedAttribute<TRule> : Attribute where TRule : class
{
    /// <summary>The default of the hyperparameter <c>max_norm</c>; 1 unless set.</summary>
    public double MaxNorm { get; init; } = 1;

    /// <summary>Whose gradients make up the norm; those of all parameters unless set.</summary>
    public Over Over { get; init; } = Over.All;
}

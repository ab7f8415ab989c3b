namespace OptimizerDsl;

/// <summary>
/// Makes the class the optimizer <typeparamref name="TRule"/> behind gradient clipping by value: every element of a gradient is cut
/// to the interval from -<c>clip_value</c> to <c>clip_value</c>, as by <c>torch.nn.utils.clip_grad_value_</c> but within the step
/// and without writing the gradients.
/// </summary>
/// <typeparam name="TRule">An optimizer declared with this library.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class ClippedByValueAttribute<TRule> : Attribute where TRule : class
{
    /// <summary>The default of the hyperparameter <c>clip_value</c>; 1 unless set.</summary>
    public double Limit { get; init; } = 1;
}

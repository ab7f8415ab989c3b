namespace OptimizerDsl;

/// <summary>
/// Makes a <see cref="bool"/> property a condition that the hyperparameters must fulfil together, where the bounds of each one do
/// not say enough, as in
/// <code>
/// [Constraint("Nesterov momentum requires a momentum and zero dampening")]
/// bool NesterovHasMomentum => !nesterov || momentum > 0 &amp;&amp; dampening == 0;
/// </code>
/// </summary>
/// <remarks>
/// Where it is false, an <see cref="ArgumentException"/> says so when the optimizer or a parameter group is made, when a
/// checkpoint is loaded, and before a step. The property is one expression of hyperparameters; a rule that is composed of this one
/// has its constraints.
/// </remarks>
/// <param name="message">What is required, a sentence without a full stop; the values that do not fulfil it are added.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false, Inherited = false)]
public sealed class ConstraintAttribute(string message) : Attribute
{
    /// <summary>What is required, a sentence without a full stop.</summary>
    public string Message { get; } = message;
}

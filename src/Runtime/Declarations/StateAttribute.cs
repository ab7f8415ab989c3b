namespace OptimizerDsl;

/// <summary>
/// Makes a field part of the optimizer's state of one parameter (or of several, see <see cref="Over"/>): kept from step to step, saved and loaded. A
/// <see cref="Tensor"/> has the parameter's shape; a <see cref="TensorBank"/> is one such tensor per coefficient
/// (<see cref="Per"/>); a <c>torch.Tensor</c> has a shape of its own (<see cref="Shape"/>); a <see cref="Scalar"/> or <see cref="double"/> is one number. State starts at zero, a
/// <see cref="double"/> at its initializer, or as <see cref="Init"/> says.
/// </summary>
/// <param name="name">PyTorch's name of the state, such as <c>"exp_avg"</c>, under which it is kept and saved;
/// <see langword="null"/> for the field's own name.</param>
[AttributeUsage(AttributeTargets.Field, AllowMultiple = false, Inherited = false)]
public sealed class StateAttribute(string? name = null) : Attribute
{
    /// <summary>PyTorch's name of the state; <see langword="null"/> for the field's own name.</summary>
    public string? Name { get; } = name;

    /// <summary>
    /// The <see cref="Coefficients"/> hyperparameter that this <see cref="TensorBank"/> has one tensor for each entry of, as in
    /// <c>Per = nameof(betas)</c>.
    /// </summary>
    public string? Per { get; init; }

    /// <summary>
    /// A hyperparameter, as in <c>When = nameof(amsgrad)</c>, without which the state is not needed: it is allocated only where
    /// that <see cref="bool"/> is true or that number is not zero. <see langword="null"/>, the default, for always.
    /// </summary>
    public string? When { get; init; }

    /// <summary>
    /// For a field of type <c>torch.Tensor?</c>: the static method of the class that makes the state's shape of the parameter's, as in
    /// <c>Shape = nameof(Rows)</c> with <c>static long[]? Rows(long[] shape)</c>; <see langword="null"/> of it is for a parameter that
    /// has no such state.
    /// </summary>
    /// <remarks>
    /// Such a state has the parameter's type, and starts at zero. Methods marked <see cref="EagerAttribute">[Eager]</see> read it, and
    /// <c>Update</c> assigns it once, to what one of them returns: <c>row_var = Averaged(row_var, g)</c>.
    /// </remarks>
    public string? Shape { get; init; }

    /// <summary>
    /// What the state is before the parameter's first step: a number, <see cref="OptimizerDsl.Init.Parameter"/>,
    /// <see cref="OptimizerDsl.Init.Gradient"/>, or the name of a hyperparameter, as in
    /// <c>Init = nameof(initial_accumulator_value)</c>. <see langword="null"/>, the default, for zero.
    /// </summary>
    public object? Init { get; init; }

    /// <summary>
    /// For a <see cref="Scalar"/> or <see cref="double"/>: whose number it is. That of <see cref="Over.Tensor"/>, the default, is the
    /// parameter's own; those of <see cref="Over.Group"/> and <see cref="Over.All"/> are one for all parameters of a group, or of
    /// the optimizer.
    /// </summary>
    /// <remarks>
    /// A step reads it as it was before and changes it once, when all parameters have been stepped. What it becomes depends on
    /// nothing of one parameter: on hyperparameters (those of the first parameter that has a gradient, where groups differ), on
    /// such numbers, and on reductions as wide. A parameter that joins later finds it as it is.
    /// </remarks>
    public Over Over { get; init; }

    /// <summary>
    /// The type in which the state is kept between steps; by default that of the parameter. Each state may have its own,
    /// whatever the parameter's.
    /// </summary>
    public Precision Precision { get; init; } = Precision.Same;

    /// <summary>
    /// Whether a state of a narrower <see cref="Precision"/> is rounded up or down at random, so that it is right on average:
    /// what a moving average adds in a step is often less than half a unit in its last place, which rounding to nearest loses.
    /// False by default.
    /// </summary>
    /// <remarks>
    /// The randomness is a hash of the parameter's place in the optimizer, its step, the state and the element: the same in
    /// every execution and on any number of threads, and after a checkpoint the same as without.
    /// </remarks>
    public bool StochasticRounding { get; init; }
}

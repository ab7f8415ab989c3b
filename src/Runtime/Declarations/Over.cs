namespace OptimizerDsl;

/// <summary>What a reduction such as <see cref="Equations.Norm(Tensor, Over)"/> is taken over, or whose a number of the state is.</summary>
public enum Over
{
    /// <summary>This parameter's elements.</summary>
    Tensor,

    /// <summary>The elements of every parameter of this parameter's group that has a gradient in this step.</summary>
    Group,

    /// <summary>The elements of every parameter of the optimizer that has a gradient in this step.</summary>
    All,
}

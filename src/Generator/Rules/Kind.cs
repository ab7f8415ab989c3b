namespace OptimizerDsl.Generator.Rules;

/// <summary>The binding time and shape of a value: the C# type of an expression in <c>Update</c> says which it is.</summary>
internal enum Kind
{
    /// <summary><c>bool</c>: known on the host before the step. Selects a specialised kernel.</summary>
    Condition,

    /// <summary><c>double</c> or <c>int</c>: known on the host before the step; computed once, in float64.</summary>
    Host,

    /// <summary><c>Coefficients</c>: K host numbers.</summary>
    Coefficients,

    /// <summary><c>Scalar</c>: one value per tensor or group, known after the pass that reduces it.</summary>
    Scalar,

    /// <summary><c>Mask</c>: the result of a comparison, one per element.</summary>
    Mask,

    /// <summary><c>Tensor</c>: one value per element.</summary>
    Tensor,

    /// <summary><c>TensorBank</c>: K values per element.</summary>
    Bank,

    /// <summary><c>torch.Tensor</c>: a state in a shape of its own, which eager methods read and make anew.</summary>
    Torch,
}

internal static class Kinds
{
    /// <summary>Whether a value of this kind differs from element to element and so belongs in a kernel.</summary>
    public static bool IsElementwise(this Kind kind) => kind >= Kind.Mask;

    /// <summary>Whether the value is known before the first pass of a step.</summary>
    public static bool IsHost(this Kind kind) => kind <= Kind.Coefficients;
}

namespace OptimizerDsl;

/// <summary>What a state can begin with, other than a number.</summary>
public enum Init
{
    /// <summary>The parameter as it is before its first step.</summary>
    Parameter,

    /// <summary>The gradient of the parameter's first step.</summary>
    Gradient,
}

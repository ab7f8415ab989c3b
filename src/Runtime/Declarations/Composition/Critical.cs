namespace OptimizerDsl;

/// <summary>What a critical memory keeps.</summary>
public enum Critical
{
    /// <summary>Momenta: the state named <c>exp_avg</c> or <c>momentum_buffer</c> of the rule (Malviya et al. 2023).</summary>
    Momentum,

    /// <summary>Gradients (McRae et al. 2022).</summary>
    Gradient,
}

namespace Experiments;

/// <summary>Examples that a model is evaluated on and not trained with.</summary>
internal enum Subset
{
    /// <summary>What hyperparameters and epochs are chosen by.</summary>
    Validation,

    /// <summary>What nothing is chosen by.</summary>
    Test,
}

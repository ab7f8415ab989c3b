namespace OptimizerDsl;

/// <summary>An optimizer whose parameters are not the same in training and in evaluation, as those of schedule-free ones.</summary>
/// <remarks>Wrappers pass it on. A step in evaluation is refused.</remarks>
public interface ITrainingMode
{
    /// <summary>Whether the parameters are those to be trained. They are at first.</summary>
    bool IsTraining { get; }

    /// <summary>Makes the parameters those to evaluate or save the model with. A second call changes nothing.</summary>
    void Eval();

    /// <summary>Makes the parameters those to take gradients at again. A second call changes nothing.</summary>
    void Train();
}

using static TorchSharp.torch;

namespace Experiments;

/// <summary>A model that is being trained on a task's data.</summary>
/// <remarks>
/// The order of the examples, augmentation and dropout are drawn from the seed, the epoch and the step alone, so that a run that is
/// resumed goes on to the same bits without a random state being kept.
/// </remarks>
internal abstract class Workload : IDisposable
{
    /// <summary>The model. Its parameters are trained; its buffers, such as those of batch normalization, belong to a checkpoint.</summary>
    public abstract nn.Module Model { get; }

    /// <summary>How many steps an epoch has.</summary>
    public abstract int StepsPerEpoch { get; }

    /// <summary>The mean loss of a batch in training mode, with its graph. The same arguments give the same batch and the same dropout.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="step">The step within the epoch, from 0.</param>
    public abstract Tensor Loss(int epoch, int step);

    /// <summary>What goes from step to step beside the model, by name: the hidden state of a recurrent network. Not to be disposed.</summary>
    public virtual IEnumerable<KeyValuePair<string, Tensor>> Carried => [];

    /// <summary>Sets what is carried, by copying it: from a checkpoint, or back to before a step that is evaluated twice.</summary>
    public virtual void Restore(IReadOnlyDictionary<string, Tensor> carried)
    {
    }

    /// <summary>The mean loss and the metric of all examples of a subset, in evaluation mode. What is carried stays as it is.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract Scores Evaluate(Subset subset, CancellationToken cancellation);

    public virtual void Dispose()
    {
        Model.Dispose();
        GC.SuppressFinalize(this);
    }
}

using System.ComponentModel;
using TorchSharp.Modules;

namespace OptimizerDsl.Compiled;

/// <summary>The hyperparameters of a parameter group.</summary>
/// <remarks>A value that is not set is filled from the optimizer's own when the group is added.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CompiledOptions : OptimizerOptions
{
    internal CompiledOptimizer? Owner { get; set; }

    /// <summary>Sets what is not set yet.</summary>
    protected abstract void FillFrom(OptimizerOptions defaults);

    /// <summary>Checks every value against its bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its bounds or not finite; the message says which.</exception>
    protected abstract void Validate();

    /// <summary>Checks what the values must fulfil together.</summary>
    /// <exception cref="ArgumentException">They do not; the message says what.</exception>
    protected virtual void ValidateConstraints() { }

    /// <summary>A new instance without values.</summary>
    protected abstract CompiledOptions Empty();

    /// <summary>Takes over all values.</summary>
    protected abstract void Assign(CompiledOptions source);

    /// <summary>Writes the values in the order of the declaration, each after its name.</summary>
    protected abstract void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    protected abstract void Read(BinaryReader reader);

    /// <summary>A new instance with these values, and with those of the optimizer where this one has none.</summary>
    internal static CompiledOptions Completed(CompiledOptions? given, CompiledOptions defaults)
    {
        var options = defaults.Empty();
        if (given is not null) options.Take(given);
        options.FillFrom(defaults);
        options.RequireValid();
        return options;
    }

    /// <summary>Takes what has no value from the optimizer's own.</summary>
    internal void Complete(CompiledOptions defaults) => FillFrom(defaults);

    /// <summary>A new instance without values.</summary>
    internal CompiledOptions NewEmpty() => Empty();

    /// <summary>Checks every value, and all of them together.</summary>
    /// <exception cref="ArgumentException">A value is outside its bounds, or some break a constraint; the message says which.</exception>
    internal void RequireValid()
    {
        Validate();
        ValidateConstraints();
    }

    /// <inheritdoc/>
    public sealed override void SaveStateDict(BinaryWriter writer)
    {
        CheckpointPart.Write(writer, part =>
        {
            base.SaveStateDict(part);
            Write(part);
        });
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The stream holds other hyperparameters, is damaged, or ends too early.</exception>
    public sealed override void LoadStateDict(BinaryReader reader)
    {
        var loaded = Empty();
        Checkpoint.Read("the options of a parameter group", () => CheckpointPart.Read(reader, (part, first) =>
        {
            loaded.InitialLearningRate = BitConverter.Int64BitsToDouble(first);
            loaded.LearningRate = part.ReadDouble();
            try
            {
                loaded.Read(part);
            }
            catch (MissingFromCheckpointException)
            {
                // Hyperparameters that have been declared since, after those of then, stay as the optimizer has them.
                loaded.FillFrom(this);
            }

            loaded.RequireValid();
        }));
        if (Owner is { } owner) owner.Loading.Add(this, loaded);
        else Take(loaded);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The source belongs to another kind of optimizer.</exception>
    public sealed override void LoadStateDict(OptimizerOptions source)
    {
        var options = RequireSameType(source);
        using var occupied = Owner is { } owner ? owner.Occupancy.EnterOrShare("load_state_dict") : default;
        Take(options);
    }

    internal CompiledOptions RequireSameType(OptimizerOptions source)
    {
        if (source is not CompiledOptions options || options.GetType() != GetType())
            throw new ArgumentException($"These are the options of {source.GetType().DeclaringType?.Name ?? source.GetType().Name}, not of {GetType().DeclaringType?.Name}.", nameof(source));
        options.RequireValid();
        return options;
    }

    internal void Take(CompiledOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
        Assign(source);
    }
}

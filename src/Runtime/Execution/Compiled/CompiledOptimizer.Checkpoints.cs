using OptimizerDsl.Training;
using TorchSharp.Modules;

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    /// <summary>Saves all that training needs to go on but the parameters.</summary>
    /// <remarks>
    /// The file is replaced as a whole: if saving fails, or the process is killed, what was there before is as it was. To save it in one
    /// file with a model, see <see cref="AtomicFile"/>. Through a variable of TorchSharp's type OptimizerHelper the method of TorchSharp
    /// is called, which empties the old file first.
    /// </remarks>
    /// <param name="location">The file, made or replaced.</param>
    /// <exception cref="ObjectDisposedException">The optimizer has been disposed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public new void save_state_dict(string location) => CheckpointFile.Save(this, location);

    /// <summary>Loads what <see cref="save_state_dict(string)"/> saved, with or without the hyperparameters.</summary>
    /// <param name="location">The file.</param>
    /// <param name="options">Whether the hyperparameters are taken from the file too, learning rates included, or stay as they are.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or of another optimizer, other groups, parameters, shapes or types; the message says which. Nothing has been
    /// loaded then.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void load_state_dict(string location, bool options = true) => CheckpointFile.Load(this, location, options);

    /// <summary>Loads what <c>save_state_dict</c> wrote, with or without the hyperparameters.</summary>
    /// <param name="reader">Where it begins; afterwards, what follows it.</param>
    /// <param name="options">Whether the hyperparameters are taken from the file too, learning rates included, or stay as they are.</param>
    /// <exception cref="InvalidDataException">
    /// It is damaged, or of another optimizer, other groups, parameters, shapes or types; the message says which. Nothing has been
    /// loaded then.
    /// </exception>
    public void load_state_dict(BinaryReader reader, bool options = true) => CheckpointFile.Load(this, reader, options);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A parameter has been disposed, or the groups are not those that were added.</exception>
    public override StateDictionary state_dict()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RequireGroups();
        RequireAlive();
        return base.state_dict();
    }

    /// <summary>Loads the state of another optimizer of the same kind.</summary>
    /// <remarks>Groups correspond by their order, and so do parameters, unless both optimizers know the parameters by names.</remarks>
    /// <param name="state_dict">What the other optimizer's <c>state_dict()</c> returned.</param>
    /// <exception cref="ArgumentException">It has other groups, parameters, names, shapes or types; nothing has been loaded then.</exception>
    public override void load_state_dict(StateDictionary state_dict) => load_state_dict(state_dict, options: true);

    /// <inheritdoc cref="load_state_dict(StateDictionary)"/>
    /// <param name="state_dict">What the other optimizer's <c>state_dict()</c> returned.</param>
    /// <param name="options">Whether the hyperparameters are taken over too, learning rates included, or stay as they are.</param>
    public void load_state_dict(StateDictionary state_dict, bool options)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        state_dict = WrappedCheckpoint.Bare(this, state_dict);
        var own = this.state_dict();
        if (state_dict.Options.Count != own.Options.Count)
            throw new ArgumentException($"The state has {state_dict.Options.Count} parameter groups, but this optimizer has {own.Options.Count}.", nameof(state_dict));
        if (state_dict.State.Count != own.State.Count)
            throw new ArgumentException($"The state has {state_dict.State.Count} parameters, but this optimizer has {own.State.Count}.", nameof(state_dict));
        using var occupied = Occupancy.Enter(nameof(load_state_dict));
        for (var i = 0; i < own.Options.Count; i++) ((CompiledOptions)own.Options[i]).RequireSameType(state_dict.Options[i]);

        var sources = new Dictionary<CompiledState, CompiledState>();
        for (var i = 0; i < own.State.Count; i++)
        {
            var target = ((CompiledState)own.State[i]).TargetOf(state_dict.State[i]);
            target.RequireFits(state_dict.State[i]);
            if (!options) target.RequireKept((CompiledState)state_dict.State[i]);
            if (!sources.TryAdd(target, (CompiledState)state_dict.State[i]))
                throw new ArgumentException($"The state has two parameters '{target.GivenName}'.", nameof(state_dict));
        }

        for (var i = 0; options && i < own.Options.Count; i++) own.Options[i].LoadStateDict(state_dict.Options[i]);
        foreach (var (target, source) in sources)
            if (!ReferenceEquals(target, source)) target.LoadStateDict(source);
    }

    /// <summary>The state of the parameter that a checkpoint calls so.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is in another group.</exception>
    internal CompiledState StateOf(string name, int group)
    {
        if (!_named.TryGetValue(name, out var slot))
            throw new InvalidDataException($"The checkpoint has a parameter '{Checkpoint.Printable(name)}', but this optimizer has only {NamesOf(_named.Keys)}.");
        if (slot.Group != group)
            throw new InvalidDataException($"The checkpoint has the parameter '{name}' in group {group}, but this optimizer has it in group {slot.Group}.");
        return slot.State;
    }

    /// <summary>Some names, for messages.</summary>
    internal static string NamesOf(ICollection<string> names) =>
        string.Join(", ", names.Take(5).Select(n => $"'{Checkpoint.Printable(n)}'")) + (names.Count > 5 ? $" and {names.Count - 5} others" : "");
}

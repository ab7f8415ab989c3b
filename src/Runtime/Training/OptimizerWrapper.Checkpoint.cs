using OptimizerDsl.Compiled;
using OptimizerDsl.Training;

namespace OptimizerDsl;

public abstract partial class OptimizerWrapper
{
    private static readonly Dictionary<string, double> s_none = [];

    /// <summary>What a checkpoint keeps of the wrapper in numbers, by name.</summary>
    internal virtual IReadOnlyDictionary<string, double> Numbers => s_none;

    /// <inheritdoc cref="CompiledOptimizer.save_state_dict(string)"/>
    public new void save_state_dict(string location) => CheckpointFile.Save(this, location);

    /// <inheritdoc cref="CompiledOptimizer.load_state_dict(string, bool)"/>
    public void load_state_dict(string location, bool options = true) => CheckpointFile.Load(this, location, options);

    /// <inheritdoc cref="CompiledOptimizer.load_state_dict(BinaryReader, bool)"/>
    public void load_state_dict(BinaryReader reader, bool options = true) => CheckpointFile.Load(this, reader, options);

    /// <summary>The state of the inner optimizer, and behind the options of the groups an entry of each wrapper, from the outermost.</summary>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public override StateDictionary state_dict()
    {
        using var occupied = Occupancy.Enter(nameof(state_dict));
        var all = Helper.state_dict();
        var groups = all.Options.FindIndex(o => o is WrapperOptions);
        all.Options.Insert(groups < 0 ? all.Options.Count : groups, new WrapperOptions(this));
        return all;
    }

    /// <summary>Loads the state of an optimizer of the inner one's kind, with the same wrappers around it, others, or none.</summary>
    /// <param name="state_dict">What the other optimizer's <c>state_dict()</c> returned.</param>
    /// <exception cref="ArgumentException">It has other groups, parameters, shapes or types; nothing has been loaded then.</exception>
    public override void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var own = state_dict.Options.OfType<WrapperOptions>().FirstOrDefault(o => o.Wrapper.GetType() == GetType());
        var take = own is null ? null : Accept(own.Wrapper.Numbers, options: true);
        var others = WrappedCheckpoint.Replaced(Helper, state_dict.Options.Where(o => o != own), state_dict.State);
        Helper.load_state_dict(Inner is OptimizerWrapper ? others : WrappedCheckpoint.Bare(Helper, others));
        take?.Invoke();
    }

    /// <summary>Checks numbers that a checkpoint has of such a wrapper.</summary>
    /// <param name="numbers">The numbers by name; an older checkpoint may lack some.</param>
    /// <param name="options">Whether those that somebody chose are to be taken over, too.</param>
    /// <returns>What takes them over.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of bounds.</exception>
    internal virtual Action Accept(IReadOnlyDictionary<string, double> numbers, bool options) => () => { };
}

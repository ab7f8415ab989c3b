using TorchSharp.Modules;

namespace OptimizerDsl.Compiled;

/// <summary>A checkpoint in TorchSharp's format: the name of the class, the numbers of groups and of states, then one after the other.</summary>
/// <remarks>
/// What TorchSharp itself has for this is not virtual: it empties the old file before it writes the new one, and what a damaged file
/// makes it throw is of any type.
/// </remarks>
internal static class CheckpointFile
{
    public static void Save(OptimizerHelper optimizer, string location) => AtomicFile.Write(location, optimizer.save_state_dict);

    public static void Load(OptimizerHelper optimizer, string location, bool options)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        Load(optimizer, reader, options);
    }

    /// <summary>Loads a checkpoint as a whole, or not at all.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="reader">Where the checkpoint begins.</param>
    /// <param name="options">Whether to load the hyperparameters too.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another optimizer; nothing has been loaded.</exception>
    public static void Load(OptimizerHelper optimizer, BinaryReader reader, bool options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var own = optimizer.state_dict();
        Checkpoint.Read("the name of the optimizer and the numbers of its groups and parameters", () => ReadHead(optimizer, reader, own.Options.Count, own.State.Count));
        var loading = OptimizerWrapper.Innermost(optimizer)?.Loading;
        if (loading is null && !options)
            throw new NotSupportedException("An optimizer of TorchSharp's own loads its hyperparameters with its states.");
        if (loading is not null) loading.TakesOptions = options;
        try
        {
            foreach (var group in own.Options) group.LoadStateDict(reader);
            foreach (var state in own.State) state.LoadStateDict(reader);
        }
        finally
        {
            if (loading is not null) loading.TakesOptions = true;
        }
    }

    private static void ReadHead(OptimizerHelper optimizer, BinaryReader reader, int groups, int states)
    {
        var (name, own) = (ReadName(reader), optimizer.GetType().Name);
        if (name != own) throw new InvalidDataException($"The checkpoint is of the optimizer '{Checkpoint.Printable(name)}', not of {own}; it was saved by another one, or is damaged. Nothing was loaded.");
        Require(reader.Read7BitEncodedInt64(), groups, "parameter groups");
        Require(reader.Read7BitEncodedInt64(), states, "states");
    }

    private static string ReadName(BinaryReader reader)
    {
        try
        {
            return reader.ReadString();
        }
        catch (IOException e) when (e.GetType() == typeof(IOException))
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static void Require(long found, int own, string what)
    {
        if (found != own) throw new InvalidDataException($"The checkpoint has another number of {what}, {found}, than this optimizer, {own}; it is of another model, or is damaged. Nothing was loaded.");
    }
}

using OptimizerDsl.Training;
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
        var (name, groups, states) = ("", 0L, 0L);
        Checkpoint.Read("the name of the optimizer and the numbers of its groups and parameters", () =>
            (name, groups, states) = (ReadName(reader), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));
        using var checkpoint = new WrappedCheckpoint(optimizer, options);
        checkpoint.Load(reader, name, groups, states);
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
}

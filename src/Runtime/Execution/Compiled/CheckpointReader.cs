using System.Text;

namespace OptimizerDsl.Compiled;

/// <summary>Reads the content of a part of a checkpoint, and knows the version of the format that it was written in.</summary>
internal sealed class CheckpointReader(Stream stream) : BinaryReader(stream, Encoding.UTF8, leaveOpen: true)
{
    /// <summary>The version, from 1 to <see cref="CheckpointPart.Version"/>.</summary>
    public int Version { get; set; } = 1;
}

using System.Text;

namespace OptimizerDsl.Compiled;

/// <summary>Reads the content of a part of a checkpoint, and knows the version of the format that it was written in.</summary>
internal sealed class CheckpointReader(ChecksumStream stream) : BinaryReader(stream, Encoding.UTF8, leaveOpen: true)
{
    /// <summary>The version, from 1 to <see cref="CheckpointPart.Version"/>.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Whether the content ends here. Version 1 did not say.</summary>
    public bool IsAtEnd => Version > 1 && stream.IsAtChecksum();
}

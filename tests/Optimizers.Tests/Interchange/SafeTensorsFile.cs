using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace OptimizerDsl.Tests.Interchange;

/// <summary>A safetensors file taken apart: the header, and the bytes of the tensors.</summary>
internal sealed record SafeTensorsFile(JsonObject Header, byte[] Data)
{
    private const string Metadata = "__metadata__", Key = "optimizer";

    /// <summary>The groups, in JSON.</summary>
    public string Groups => (string)Header[Metadata]![Key]!;

    public static SafeTensorsFile Read(string path)
    {
        var file = File.ReadAllBytes(path);
        var end = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        return new(JsonNode.Parse(file.AsSpan(8, end - 8))!.AsObject(), file[end..]);
    }

    /// <summary>The file with other groups.</summary>
    public byte[] With(string groups)
    {
        Header[Metadata]![Key] = groups;
        return Bytes(Header);
    }

    /// <summary>The file without groups.</summary>
    public byte[] Without()
    {
        var tensors = Header.DeepClone().AsObject();
        tensors.Remove(Metadata);
        return Bytes(tensors);
    }

    private byte[] Bytes(JsonObject header)
    {
        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. Data];
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>Writes a safetensors file: the length of the header, the header in JSON, then the elements of one tensor after the other.</summary>
internal sealed class SafeTensorsWriter
{
    private readonly List<(string Name, string Type, long[] Shape, long Bytes, Action<Stream> Write)> _entries = [];

    /// <summary>Texts for the head of the file.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Adds a tensor, which must live until the file is written.</summary>
    public void Add(string name, TorchTensor tensor) =>
        _entries.Add((name, SafeTensorsType.Of(tensor.dtype), tensor.shape, tensor.numel() * tensor.element_size(), stream => WriteTensor(tensor, stream)));

    /// <summary>Adds numbers: a tensor of dimension 0 for one, of dimension 1 for a list.</summary>
    public void Add(string name, double value) => Add(name, "F64", [], [value]);

    /// <inheritdoc cref="Add(string, double)"/>
    public void Add(string name, float value) => Add(name, "F32", [], [value]);

    /// <inheritdoc cref="Add(string, double)"/>
    public void Add(string name, long value) => Add(name, "I64", [], [value]);

    /// <inheritdoc cref="Add(string, double)"/>
    public void Add(string name, ReadOnlySpan<double> values) => Add(name, "F64", [values.Length], values.ToArray());

    private void Add<T>(string name, string type, long[] shape, T[] values) where T : unmanaged =>
        _entries.Add((name, type, shape, values.Length * Marshal.SizeOf<T>(), stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan()))));

    /// <summary>Writes the file.</summary>
    public void WriteTo(Stream stream)
    {
        // The widest elements first, so that all are aligned.
        var entries = _entries.OrderByDescending(e => SafeTensorsType.Size(e.Type)).ToArray();
        var header = Header(entries);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var entry in entries) entry.Write(stream);
    }

    private byte[] Header((string Name, string Type, long[] Shape, long Bytes, Action<Stream> Write)[] entries)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            var begin = 0L;
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, text) in Metadata) json.WriteString(key, text);
                json.WriteEndObject();
            }

            foreach (var (name, type, shape, bytes, _) in entries)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                WriteArray(json, "shape", shape);
                WriteArray(json, "data_offsets", [begin, begin += bytes]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        return header.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, long[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static void WriteTensor(TorchTensor tensor, Stream stream)
    {
        if (TensorBytes.IsInPlace(tensor))
        {
            TensorBytes.Write(stream, tensor);
            return;
        }

        using var scope = torch.NewDisposeScope();
        TensorBytes.Write(stream, tensor.detach().cpu().contiguous());
    }
}

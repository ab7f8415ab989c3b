using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>Reads a safetensors file. The whole header is checked first, against the length of the file too.</summary>
internal sealed class SafeTensorsReader
{
    // The bound of the format's own implementation.
    private const long LongestHeader = 100_000_000;

    // That of NumPy; libtorch's own operations stop before it.
    private const int HighestRank = 64;

    private const string MetadataKey = "__metadata__";

    private readonly Stream _stream;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly Dictionary<long, List<string>> _ofParameters = [];
    private readonly long _dataStart;

    private sealed record Entry(string Type, long[] Shape, long Begin, long End);

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidDataException">It is not one, or does not fit the file.</exception>
    public SafeTensorsReader(Stream stream)
    {
        _stream = stream;
        var length = ReadHeaderLength(stream);
        _dataStart = sizeof(ulong) + length;
        var header = new byte[length];
        stream.ReadExactly(header);
        try
        {
            using var json = JsonDocument.Parse(header);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw Damaged("its header is not an object");
            foreach (var property in json.RootElement.EnumerateObject())
                if (property.Name == MetadataKey) ReadMetadata(property.Value);
                else if (!_entries.TryAdd(property.Name, ReadEntry(property)))
                    throw Damaged($"it has two tensors called '{property.Name}'");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter where a string is not UTF-8.
            throw new InvalidDataException($"This is not a safetensors file, or it is damaged: its header is not JSON ({e.Message}).", e);
        }

        RequireWholeFile(stream.Length - _dataStart);
        foreach (var name in Names)
        {
            if (ParameterOf(name) is not { } parameter) continue;
            if (_ofParameters.TryGetValue(parameter, out var names)) names.Add(name);
            else _ofParameters[parameter] = [name];
        }
    }

    public IReadOnlyCollection<string> Names => _entries.Keys;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The names of the tensors that belong to a parameter: <c>state.INDEX.NAME</c>.</summary>
    public IReadOnlyCollection<string> NamesOf(long parameter) => _ofParameters.TryGetValue(parameter, out var names) ? names : [];

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>The parameter that a tensor of this name belongs to; null if to none.</summary>
    public static long? ParameterOf(string name)
    {
        const string Prefix = "state.";
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var rest = name.AsSpan(Prefix.Length);
        var end = rest.IndexOf('.');
        return end >= 0 && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var parameter) ? parameter : null;
    }

    /// <summary>Reads a tensor into one of the same type and shape, whatever its strides and device.</summary>
    /// <exception cref="InvalidDataException">It is of another type or shape.</exception>
    public void ReadInto(string name, TorchTensor target)
    {
        _stream.Position = Place(name, SafeTensorsType.Of(target.dtype), target.shape);
        if (TensorBytes.IsInPlace(target))
        {
            TensorBytes.Read(_stream, target);
            return;
        }

        using var guard = torch.no_grad();
        using var read = torch.empty(target.shape, target.dtype);
        TensorBytes.Read(_stream, read);
        target.copy_(read);
    }

    /// <summary>Where the tensor begins in the file, which must be of this type and shape.</summary>
    private long Place(string name, string type, long[] shape)
    {
        var entry = Find(name);
        if (entry.Type == type && entry.Shape.AsSpan().SequenceEqual(shape)) return _dataStart + entry.Begin;
        throw new InvalidDataException($"The file's '{name}' is {entry.Type} of shape [{string.Join(", ", entry.Shape)}], but this optimizer's is {type} of shape [{string.Join(", ", shape)}].");
    }

    /// <summary>Reads a tensor of one number, of any type that numbers have in PyTorch's states.</summary>
    /// <exception cref="InvalidDataException">It is not one number.</exception>
    public double ReadNumber(string name)
    {
        var entry = Find(name);
        if (entry.Shape.Aggregate(1L, (a, b) => a * b) != 1)
            throw new InvalidDataException($"The file's '{name}' is of shape [{string.Join(", ", entry.Shape)}], but should be one number.");
        Span<byte> bytes = stackalloc byte[(int)(entry.End - entry.Begin)];
        _stream.Position = _dataStart + entry.Begin;
        _stream.ReadExactly(bytes);
        return entry.Type switch
        {
            "F64" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            "F32" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16),
            "I64" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            "I32" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => throw new InvalidDataException($"The file's '{name}' is of type {entry.Type}, but should be a number."),
        };
    }

    /// <summary>Reads a tensor of one number that counts something, in whatever type.</summary>
    /// <exception cref="InvalidDataException">It is not a whole number from 0.</exception>
    public long ReadCount(string name)
    {
        var value = ReadNumber(name);
        if (value is >= 0 and < 1L << 53 && value == Math.Floor(value)) return (long)value;
        throw new InvalidDataException($"The file's '{name}' is {value}, but should be a count.");
    }

    /// <summary>Reads float64 numbers, as many as the span has.</summary>
    public void ReadNumbers(string name, Span<double> values)
    {
        _stream.Position = Place(name, "F64", [values.Length]);
        _stream.ReadExactly(MemoryMarshal.AsBytes(values));
    }

    private Entry Find(string name) => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new InvalidDataException($"The file lacks '{name}', which this optimizer needs.");

    private static long ReadHeaderLength(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Damaged("it is too short");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > LongestHeader || (long)length > stream.Length - bytes.Length)
            throw Damaged($"its header claims {length} bytes, but the file has {stream.Length}");
        return (long)length;
    }

    private static Entry ReadEntry(JsonProperty property)
    {
        var name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !property.Value.TryGetProperty("shape", out var sizes) || !TryRead(sizes, out var shape)
            || !property.Value.TryGetProperty("data_offsets", out var pair) || !TryRead(pair, out var offsets) || offsets.Length != 2)
            throw Damaged($"the header has no type, shape and place for '{name}'");
        if (SafeTensorsType.Size(type.GetString()!) is not { } element)
            throw Damaged($"'{name}' is of the unknown type '{type.GetString()}'");
        long bytes = element;
        foreach (var size in shape)
            bytes = Multiply(bytes, size) ?? throw Damaged($"the shape of '{name}' is impossible");
        if (offsets[1] - offsets[0] != bytes)
            throw Damaged($"'{name}' has {offsets[1] - offsets[0]} bytes, but its shape and type need {bytes}");
        return new(type.GetString()!, shape, offsets[0], offsets[1]);
    }

    // Numbers from 0. An element of an array is found by counting from its beginning, so they are enumerated.
    private static bool TryRead(JsonElement array, out long[] values)
    {
        values = [];
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > HighestRank) return false;
        values = new long[array.GetArrayLength()];
        var i = 0;
        foreach (var item in array.EnumerateArray())
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out values[i]) || values[i++] < 0) return false;
        return true;
    }

    private void ReadMetadata(JsonElement entries)
    {
        if (entries.ValueKind != JsonValueKind.Object) throw Damaged("its metadata is not an object");
        foreach (var entry in entries.EnumerateObject())
            if (entry.Value.ValueKind != JsonValueKind.String || !_metadata.TryAdd(entry.Name, entry.Value.GetString()!))
                throw Damaged($"its metadata '{entry.Name}' is not one text");
    }

    /// <summary>Tensors follow each other without gap or overlap, up to the end.</summary>
    private void RequireWholeFile(long bytes)
    {
        var end = 0L;
        foreach (var (name, entry) in _entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            if (entry.Begin != end) throw Damaged($"'{name}' begins at byte {entry.Begin}, but the tensor before it ends at {end}");
            end = entry.End;
        }

        if (end != bytes) throw Damaged($"its tensors end at byte {end}, but it has {bytes}");
    }

    private static long? Multiply(long a, long b) => b != 0 && a > long.MaxValue / b ? null : a * b;

    private static InvalidDataException Damaged(string why) => new($"This is not a safetensors file, or it is damaged: {why}.");
}

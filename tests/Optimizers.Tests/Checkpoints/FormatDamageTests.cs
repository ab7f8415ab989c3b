using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Interchange;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>A small checkpoint of each format, cut off at each byte and with each byte flipped: refused, with nothing changed.</summary>
public sealed class FormatDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    /// <summary>A format: what was saved in it, how to load, what there is then, and whether it has a checksum, without which numbers can be any.</summary>
    private sealed record Format(byte[] Saved, Action<byte[]> Load, Func<byte[]> State, bool HasChecksum = true);

    public static TheoryData<string> Formats => ["an optimizer", "Sam", "Lookahead", "PyTorch's", "a WeightAverage", "a GradientScaler"];

    [Theory, MemberData(nameof(Formats))]
    public void Cut_off_anywhere(string name)
    {
        var format = Make(name);
        for (var length = 0; length < format.Saved.Length; length++) RequireRefused(format, format.Saved[..length], $"{length} bytes");
    }

    [Theory, MemberData(nameof(Formats))]
    public void With_a_byte_flipped_anywhere(string name)
    {
        var format = Make(name);
        for (var i = 0; i < format.Saved.Length; i++)
            foreach (var bits in new byte[] { 0xFF, 0x80, (byte)(1 << i % 8) })
            {
                var damaged = format.Saved.ToArray();
                damaged[i] ^= bits;
                RequireRefused(format, damaged, $"byte {i} with {bits:X}");
            }
    }

    [Fact]
    public void An_empty_file()
    {
        using var optimizer = new Adam([new Parameter(ones(2))]);
        System.IO.File.WriteAllBytes(_folder.File("o.dat"), []);
        Assert.Contains("truncated", Assert.Throws<InvalidDataException>(() => optimizer.load_state_dict(_folder.File("o.dat"))).Message);
        Assert.Contains("too short", Assert.Throws<InvalidDataException>(() => optimizer.load_safetensors(_folder.File("o.dat"))).Message);
    }

    [Fact]
    public void An_average_of_another_shape()
    {
        using WeightAverage saved = new([new Parameter(ones(3))]), loaded = new([new Parameter(ones(4))]);
        var message = Assert.Throws<InvalidDataException>(() => loaded.Load(Reader(Bytes(saved.Save)))).Message;
        Assert.StartsWith("The checkpoint does not fit the average of the weights: its average of a parameter is not of type Float32 and shape [4], as the one here is;", message);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private static void RequireRefused(Format format, byte[] damaged, string what)
    {
        var before = format.State();
        var refused = Record.Exception(() => format.Load(damaged));
        if (refused is null && !format.HasChecksum && damaged.Length == format.Saved.Length)
        {
            format.Load(format.Saved);
            return;
        }

        Assert.True(refused is InvalidDataException, $"{what}: {refused?.ToString() ?? "loaded"}");
        Assert.Equal(before, format.State());
    }

    private Format Make(string name)
    {
        var optimizer = new Adam([new Parameter(ones(2)) { grad = ones(2) }]);
        optimizer.step();
        var (average, scaler) = (new WeightAverage(optimizer.parameters()), new GradientScaler());
        return name switch
        {
            "Sam" => Of(new Sam(optimizer)),
            "Lookahead" => Of(new Lookahead(optimizer)),
            "PyTorch's" => new(Through(optimizer.save_safetensors), bytes => optimizer.load_safetensors(File(bytes)), () => Bytes(optimizer.save_state_dict), HasChecksum: false),
            "a WeightAverage" => Of(average.Save, average.Load),
            "a GradientScaler" => Of(scaler.Save, scaler.Load),
            _ => Of(optimizer.save_state_dict, reader => optimizer.load_state_dict(reader)),
        };
    }

    private static Format Of(OptimizerWrapper wrapper) => Of(wrapper.save_state_dict, reader => wrapper.load_state_dict(reader));

    private static Format Of(Action<BinaryWriter> save, Action<BinaryReader> load) => new(Bytes(save), bytes => load(Reader(bytes)), () => Bytes(save));

    private byte[] Through(Action<string> save)
    {
        save(_folder.File("saved"));
        return System.IO.File.ReadAllBytes(_folder.File("saved"));
    }

    private string File(byte[] bytes)
    {
        System.IO.File.WriteAllBytes(_folder.File("damaged"), bytes);
        return _folder.File("damaged");
    }

    private static BinaryReader Reader(byte[] bytes) => new(new MemoryStream(bytes));

    private static byte[] Bytes(Action<BinaryWriter> save)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        save(writer);
        return stream.ToArray();
    }
}

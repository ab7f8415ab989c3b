using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Interchange;

/// <summary>Files for PyTorch that are damaged or do not fit are refused as a whole, in words that say what is wrong.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly long[][] s_shapes = [[2], [1, 1]];

    public static TheoryData<string> Rows => ["Sgd, momentum, dampening", "Adam, amsgrad", "AggMo, three dampings", "AdamCM, capacity 3, slow decay"];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Tensors_cut_off_anywhere(string name)
    {
        var pair = Saved(name);
        using var run = Other(name);
        for (var length = 0; length < pair.Tensors.Length; length++) RequireRefused(run, pair with { Tensors = pair.Tensors[..length] });
        RequireRefused(run, pair with { Tensors = [.. pair.Tensors, 0] }, "end at byte");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_header_with_a_bit_flipped_anywhere(string name)
    {
        var pair = Saved(name);
        using var run = Other(name);
        var header = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(pair.Tensors);
        for (var i = 0; i < header; i++)
        {
            var damaged = pair.Tensors.ToArray();
            damaged[i] ^= (byte)(1 << i % 8);
            RequireRefused(run, pair with { Tensors = damaged });
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Groups_cut_off_anywhere(string name)
    {
        var pair = Saved(name);
        using var run = Other(name);
        for (var length = 0; length < pair.Groups.Length; length++) RequireRefused(run, pair with { Groups = pair.Groups[..length] });
    }

    [Theory]
    [InlineData("""{"state.0.exp_avg": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "state.0.exp_avg": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}""", 16, "two tensors")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}""", 12, "begins at byte 4")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]}}""", 16, "begins at byte 8")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 12]}}""", 12, "need 8")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}""", 8, "need 8")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 8]}}""", 8, "impossible")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}""", 8, "no type, shape and place")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8000000000]}}""", 8, "need 8")]
    [InlineData("""{"a": {"dtype": "F31", "shape": [2], "data_offsets": [0, 8]}}""", 8, "unknown type")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2]}}""", 8, "no type, shape and place")]
    [InlineData("""["a"]""", 0, "not an object")]
    [InlineData("""{"a": """, 0, "not JSON")]
    public void A_header_that_cannot_be(string header, int bytes, string words)
    {
        using var run = Other("Adam, amsgrad");
        RequireRefused(run, Saved("Adam, amsgrad") with { Tensors = File(header, bytes) }, words);
    }

    [Fact]
    public void A_header_longer_than_the_file()
    {
        using var run = Other("Adam, amsgrad");
        RequireRefused(run, Saved("Adam, amsgrad") with { Tensors = [255, 255, 255, 255, 255, 255, 255, 127, 0] }, "claims");
    }

    [Theory]
    [InlineData("\"state.0.exp_avg\"", "\"state.0.exp_avh\"", "lacks 'state.0.exp_avg'")]
    [InlineData("\"state.0.step\"", "\"state.0.stop\"", "lacks 'state.0.step'")]
    [InlineData("\"state.0.step\"", "\"state.7.step\"", "lacks 'state.0.step'")]
    [InlineData("\"F32\",\"shape\":[2]", "\"F16\",\"shape\":[4]", "F16 of shape [4]", "F32 of shape [2]")]
    [InlineData("\"F32\",\"shape\":[1,1]", "\"F32\",\"shape\":[1]  ", "[1]", "[1, 1]")]
    public void Tensors_that_do_not_fit(string from, string to, params string[] words)
    {
        var pair = Saved("Adam, amsgrad");
        var header = Encoding.UTF8.GetString(pair.Tensors);
        Assert.Contains(from, header);
        var at = Encoding.Latin1.GetString(pair.Tensors).IndexOf(from, StringComparison.Ordinal);
        var damaged = pair.Tensors.ToArray();
        Encoding.Latin1.GetBytes(to).CopyTo(damaged, at);
        using var run = Other("Adam, amsgrad");
        RequireRefused(run, pair with { Tensors = damaged }, words);
    }

    [Fact]
    public void A_state_of_no_parameter()
    {
        var (tensors, groups) = Saved("Adam, amsgrad");
        var changed = Groups(groups, g => g["params"] = new JsonArray(5), group: 1);
        using var run = Other("Adam, amsgrad");
        RequireRefused(run, new(tensors, changed), "state.1.", "none of the parameters");
    }

    public static TheoryData<string, string, string> WrongGroups => new()
    {
        { "lr", "null", "lr" },
        { "lr", "-1", "lr" },
        { "betas", "[0.9]", "betas" },
        { "betas", "[0.9, 1.5]", "beta2" },
        { "betas", "0.9", "betas" },
        { "eps", "true", "eps" },
        { "eps", "\"1e-8\"", "eps" },
        { "amsgrad", "0", "amsgrad" },
        { "amsgrad", "false", "max_exp_avg_sq" },
        { "params", "[0, 1]", "2 parameters" },
        { "params", "[1]", "twice" },
        { "params", "[\"a\"]", "params" },
        { "nesterov", "true", "nesterov" },
    };

    [Theory]
    [MemberData(nameof(WrongGroups))]
    public void Groups_that_do_not_fit(string name, string value, string word)
    {
        var pair = Saved("Adam, amsgrad");
        using var run = Other("Adam, amsgrad");
        RequireRefused(run, pair with { Groups = Groups(pair.Groups, g => g[name] = JsonNode.Parse(value)) }, word);
        if (value == "null") RequireRefused(run, pair with { Groups = Groups(pair.Groups, g => g.Remove(name)) }, "lacks", word);
    }

    [Fact]
    public void Another_number_of_groups_or_parameters()
    {
        using var one = new Run(OptimizerTable.Get("Adam, amsgrad"), s_shapes, float32, Execution.Automatic);
        RequireRefused(one, Saved("Adam, amsgrad"), "2 parameter groups", "1");
        using var more = new Run(OptimizerTable.Get("Adam, amsgrad"), [.. s_shapes, [3]], float32, Execution.Automatic, secondGroup: 1);
        RequireRefused(more, Saved("Adam, amsgrad"), "1 parameter,", "2");
    }

    [Fact]
    public void Another_optimizer()
    {
        using var run = Other("AdamW, default");
        RequireRefused(run, Saved("Adam, amsgrad"), "Adam", "AdamW");
        using var memory = Other("AdamCM, default");
        RequireRefused(memory, Saved("Adam, amsgrad"), "Adam", "AdamCM");
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        using var run = Other("Adam, amsgrad");
        var before = run.Everything();
        Assert.Throws<FileNotFoundException>(() => run.Optimizer.load_safetensors(Path.Combine(Path.GetTempPath(), "none.safetensors")));
        Assert.Throws<ArgumentException>(() => run.Optimizer.load_safetensors("optimizer.json"));
        Assert.Throws<ArgumentException>(() => run.Optimizer.save_safetensors("optimizer.json"));
        Assert.Equal(before, run.Everything());
    }

    public void Dispose() => _folder.Dispose();

    private sealed record Pair(byte[] Tensors, byte[] Groups);

    private static Pair Saved(string name)
    {
        using var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        run.Steps(0, 4);
        using var folder = new TemporaryFolder();
        run.Optimizer.save_safetensors(folder.File("o.safetensors"));
        // Apart, as PyTorch and earlier versions wrote them.
        var file = SafeTensorsFile.Read(folder.File("o.safetensors"));
        return new(file.Without(), Encoding.UTF8.GetBytes(file.Groups));
    }

    private static Run Other(string name)
    {
        var run = new Run(OptimizerTable.Get(name), s_shapes, float32, Execution.Automatic, seed: 2, secondGroup: 1);
        run.Steps(0, 2);
        return run;
    }

    private static byte[] File(string header, int bytes)
    {
        var file = new byte[8 + header.Length + bytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        Encoding.Latin1.GetBytes(header).CopyTo(file, 8);
        return file;
    }

    private static byte[] Groups(byte[] groups, Action<JsonObject> change, int group = 0)
    {
        var root = JsonNode.Parse(groups)!;
        change(root["param_groups"]![group]!.AsObject());
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private void RequireRefused(Run run, Pair pair, params string[] words)
    {
        var before = run.Everything();
        var refused = Assert.IsType<InvalidDataException>(Load(run, pair));
        foreach (var word in words) Assert.Contains(word, refused.Message);
        Assert.Equal(before, run.Everything());
    }

    private Exception? Load(Run run, Pair pair)
    {
        System.IO.File.WriteAllBytes(_folder.File("o.safetensors"), pair.Tensors);
        System.IO.File.WriteAllBytes(_folder.File("o.json"), pair.Groups);
        return Record.Exception(() => run.Optimizer.load_safetensors(_folder.File("o.safetensors")));
    }
}

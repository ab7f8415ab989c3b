using System.Text.Json;
using TorchSharp;

namespace OptimizerDsl.Tests.Golden;

/// <summary>A run of a reference optimizer over a fixed sequence of gradients.</summary>
internal sealed class Recording
{
    private readonly JsonElement _root;

    private Recording(string file, JsonElement root) => (File, _root) = (file, root);

    public string File { get; }

    public string Reference => _root.GetProperty("reference").GetString()!;

    public torch.ScalarType Type => _root.GetProperty("dtype").GetString() switch
    {
        "float64" => torch.float64,
        "float32" => torch.float32,
        var other => throw new InvalidDataException($"{File} has the dtype {other}."),
    };

    public IEnumerable<JsonProperty> Hyperparameters => _root.GetProperty("hyperparameters").EnumerateObject();

    public long[][] Shapes => [.. _root.GetProperty("shapes").EnumerateArray().Select(s => s.EnumerateArray().Select(d => d.GetInt64()).ToArray())];

    public double[][] Initial => [.. Tensors(_root.GetProperty("initial")).Select(t => t!)];

    /// <summary>By step and tensor; null where a tensor had no gradient.</summary>
    public double[]?[][] Gradients => [.. _root.GetProperty("gradients").EnumerateArray().Select(Tensors)];

    /// <summary>By step and tensor, after the step.</summary>
    public double[]?[][] Parameters => [.. _root.GetProperty("parameters").EnumerateArray().Select(Tensors)];

    /// <summary>How often, per step, a full memory replaced a slot; null where none was recorded.</summary>
    public int[]? Replaced => Counts("replaced");

    /// <summary>How often, per step, a full memory refused a candidate.</summary>
    public int[]? Rejected => Counts("rejected");

    public static Recording Read(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        return new Recording(Path.GetFileName(path), document.RootElement.Clone());
    }

    private int[]? Counts(string name) =>
        _root.TryGetProperty(name, out var counts) ? [.. counts.EnumerateArray().Select(c => c.GetInt32())] : null;

    private static double[]?[] Tensors(JsonElement step) =>
        [.. step.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.Null ? null : t.EnumerateArray().Select(Number).ToArray())];

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : value.GetDouble();
}

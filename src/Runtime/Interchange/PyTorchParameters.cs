using System.Text.Json;
using TorchSharp.Modules;

namespace OptimizerDsl.Compiled;

/// <summary>The parameters of a group in a file: their numbers, and since PyTorch 2.6 their names where they were given with names.</summary>
internal static class PyTorchParameters
{
    public const string Numbers = "params", Names = "param_names";

    /// <summary>The numbers by which a group of a file calls the parameters of a group, in the order of the latter.</summary>
    /// <exception cref="InvalidDataException">There are others, or as many with other names.</exception>
    public static IEnumerable<long> Read(JsonElement group, IEnumerable<Parameter> own, int number)
    {
        var (indices, expected) = (List(group, Numbers, number).Select(item => Index(item, number)).ToArray(), own.Count());
        if (indices.Length != expected)
            throw new InvalidDataException($"Group {number} of the file has {Count(indices.Length)}, but this optimizer's has {expected}.");
        if (own is not NamedParameters named || !group.TryGetProperty(Names, out _)) return indices;

        var found = new Dictionary<string, long>();
        foreach (var item in List(group, Names, number))
            if (item.ValueKind != JsonValueKind.String || found.Count == indices.Length || !found.TryAdd(item.GetString()!, indices[found.Count]))
                throw Damaged(number);
        if (found.Count != indices.Length) throw Damaged(number);
        return named.Names.Select(name => found.TryGetValue(name, out var index)
            ? index
            : throw new InvalidDataException($"Group {number} of the file has no parameter '{name}', which this optimizer's has; it has only {CompiledOptimizer.NamesOf(found.Keys)}.")).ToArray();
    }

    private static IEnumerable<JsonElement> List(JsonElement group, string name, int number) =>
        group.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new InvalidDataException($"Group {number} of the file has no list {name}.");

    private static long Index(JsonElement item, int number) => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var index)
        ? index
        : throw new InvalidDataException($"The params of group {number} of the file are not numbers.");

    private static string Count(int parameters) => $"{parameters} parameter{(parameters == 1 ? "" : "s")}";

    private static InvalidDataException Damaged(int number) => new($"The param_names of group {number} of the file are not a name for each of its parameters, all different.");
}

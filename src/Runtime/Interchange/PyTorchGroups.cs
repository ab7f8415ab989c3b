using System.Reflection;
using System.Text.Json;
using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

/// <summary>Parameter groups in JSON, as in the <c>param_groups</c> of PyTorch's <c>state_dict()</c>.</summary>
internal static class PyTorchGroups
{
    private const string LearningRate = "lr", InitialLearningRate = "initial_lr", Parameters = "params";

    // They choose how PyTorch computes a step, not which.
    private static readonly HashSet<string> s_implementation = ["foreach", "fused", "capturable", "differentiable", "use_addmm"];

    /// <summary>Writes the groups of an optimizer, whose parameters are numbered throughout.</summary>
    public static void Write(Utf8JsonWriter json, CompiledOptimizer optimizer, PyTorchLayout layout)
    {
        json.WriteStartObject();
        json.WriteString("optimizer", layout.Name);
        json.WriteStartArray("param_groups");
        var index = 0;
        foreach (var group in optimizer.Groups)
        {
            json.WriteStartObject();
            var options = (CompiledOptions)group.Options;
            json.WriteNumber(LearningRate, options.LearningRate!.Value);
            foreach (var entry in layout.Entries) Write(json, entry, options);
            if (options.InitialLearningRate != options.LearningRate) json.WriteNumber(InitialLearningRate, options.InitialLearningRate);
            json.WriteStartArray(Parameters);
            foreach (var _ in group.Parameters) json.WriteNumberValue(index++);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PyTorchLayout.Entry entry, CompiledOptions options)
    {
        json.WritePropertyName(entry.Name);
        if (entry.IsTuple) json.WriteStartArray();
        foreach (var field in entry.Fields)
        {
            switch (field.GetValue(options))
            {
                case bool value when entry.Choice is { } choice: json.WriteStringValue(value ? choice.WhenTrue : choice.WhenFalse); break;
                case bool value: json.WriteBooleanValue(value); break;
                case int value: json.WriteNumberValue(value); break;
                case double value: json.WriteNumberValue(value); break;
                case ScalarType type: json.WriteStringValue($"torch.{type.ToString().ToLowerInvariant()}"); break;
                case null when field.FieldType == typeof(ScalarType?): json.WriteNullValue(); break;
                case Coefficients values:
                    json.WriteStartArray();
                    foreach (var value in values) json.WriteNumberValue(value);
                    json.WriteEndArray();
                    break;
                case var other: throw new InvalidOperationException($"The hyperparameter {entry.Name} is {other ?? "null"}, which has no form in JSON.");
            }
        }

        if (entry.IsTuple) json.WriteEndArray();
    }

    /// <summary>Reads the groups for an optimizer.</summary>
    /// <returns>The options of each group, checked, and the numbers of all parameters.</returns>
    /// <exception cref="InvalidDataException">They are of another optimizer, or do not fit its groups.</exception>
    public static (List<CompiledOptions> Options, List<long> Indices) Read(JsonElement root, CompiledOptimizer optimizer, PyTorchLayout layout)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("param_groups", out var groups) || groups.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException("The JSON has no list param_groups.");
        if (root.TryGetProperty("optimizer", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() != layout.Name)
            throw new InvalidDataException($"The file is of the optimizer {name.GetString()}, not of {layout.Name}.");
        if (groups.GetArrayLength() != optimizer.Groups.Count)
            throw new InvalidDataException($"The file has {groups.GetArrayLength()} parameter groups, but this optimizer has {optimizer.Groups.Count}.");

        var (options, indices) = (new List<CompiledOptions>(), new List<long>());
        for (var i = 0; i < optimizer.Groups.Count; i++)
        {
            options.Add(ReadOptions(groups[i], (CompiledOptions)optimizer.Groups[i].Options, layout, i));
            ReadIndices(groups[i], optimizer.Groups[i].Parameters.Count(), indices, i);
        }

        if (indices.Distinct().Count() != indices.Count)
            throw new InvalidDataException("The file lists a parameter twice.");
        return (options, indices);
    }

    private static void ReadIndices(JsonElement group, int expected, List<long> indices, int number)
    {
        if (!group.TryGetProperty(Parameters, out var list) || list.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"Group {number} of the file has no list params.");
        if (list.GetArrayLength() != expected)
            throw new InvalidDataException($"Group {number} of the file has {list.GetArrayLength()} parameters, but this optimizer's has {expected}.");
        foreach (var item in list.EnumerateArray())
            indices.Add(item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var index) ? index : throw new InvalidDataException($"The params of group {number} of the file are not numbers."));
    }

    private static CompiledOptions ReadOptions(JsonElement group, CompiledOptions own, PyTorchLayout layout, int number)
    {
        if (group.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"Group {number} of the file is not an object.");
        var options = own.NewEmpty();
        options.LearningRate = ReadNumber(group, LearningRate, number);
        options.InitialLearningRate = group.TryGetProperty(InitialLearningRate, out _) ? ReadNumber(group, InitialLearningRate, number) : options.LearningRate.Value;
        foreach (var entry in layout.Entries) Read(group, entry, options, own, number);
        foreach (var property in group.EnumerateObject())
            if (property.Value.ValueKind == JsonValueKind.True && !s_implementation.Contains(property.Name)
                && property.Name != layout.Implies && layout.Entries.All(e => e.Name != property.Name))
                throw new InvalidDataException($"Group {number} of the file has set {property.Name}, which {layout.Name} does not have here.");

        try
        {
            options.RequireValid();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"Group {number} of the file does not fit: {e.Message}", e);
        }

        return options;
    }

    private static void Read(JsonElement group, PyTorchLayout.Entry entry, CompiledOptions options, CompiledOptions own, int number)
    {
        if (entry.Choice is { } choice)
        {
            entry.Fields[0].SetValue(options, ReadChoice(Find(group, entry.Name, number), choice, number));
            return;
        }

        if (!entry.IsTuple)
        {
            entry.Fields[0].SetValue(options, Value(group, entry.Name, entry.Fields[0], number));
            return;
        }

        var list = Find(group, entry.Name, number);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != entry.Fields.Length)
            throw new InvalidDataException($"{entry.Name} of group {number} of the file is {list.GetRawText()}, but should be {entry.Fields.Length} numbers.");
        for (var i = 0; i < entry.Fields.Length; i++)
        {
            // PyTorch's None leaves the choice to the optimizer.
            var value = list[i].ValueKind == JsonValueKind.Null ? entry.Fields[i].GetValue(own) : Convert(list[i], entry.Name, entry.Fields[i], number);
            entry.Fields[i].SetValue(options, value);
        }
    }

    private static bool ReadChoice(JsonElement value, PyTorchChoiceAttribute choice, int number)
    {
        var chosen = value.ValueKind switch
        {
            JsonValueKind.Null => choice.WhenFalse,
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        return chosen == choice.WhenTrue || chosen == choice.WhenFalse
            ? chosen == choice.WhenTrue
            : throw new InvalidDataException($"{choice.Name} of group {number} of the file is {value.GetRawText()}, but should be \"{choice.WhenFalse}\" or \"{choice.WhenTrue}\".");
    }

    private static object? Value(JsonElement group, string name, FieldInfo field, int number)
    {
        // A switch that a version of PyTorch did not have yet is off, as in its own __setstate__.
        if (field.FieldType == typeof(bool?) && !group.TryGetProperty(name, out _)) return false;
        return Convert(Find(group, name, number), name, field, number);
    }

    private static object? Convert(JsonElement value, string name, FieldInfo field, int number)
    {
        if (field.FieldType == typeof(ScalarType?) && value.ValueKind == JsonValueKind.Null) return null;
        object? converted = null;
        if (field.FieldType == typeof(bool?) && value.ValueKind is JsonValueKind.True or JsonValueKind.False) converted = value.GetBoolean();
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (field.FieldType == typeof(int?) && value.TryGetInt32(out var integer)) converted = integer;
            if (field.FieldType == typeof(double?)) converted = value.GetDouble();
        }

        if (field.FieldType == typeof(ScalarType?) && value.ValueKind == JsonValueKind.String
            && value.GetString()!.Split('.') is ["torch", var type] && Enum.TryParse<ScalarType>(type, ignoreCase: true, out var parsed)) converted = parsed;
        if (field.FieldType == typeof(Coefficients) && value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number))
            converted = Coefficients.Create([.. value.EnumerateArray().Select(v => v.GetDouble())]);
        return converted ?? throw new InvalidDataException($"{name} of group {number} of the file is {value.GetRawText()}, which it cannot be here.");
    }

    private static double ReadNumber(JsonElement group, string name, int number) => Find(group, name, number) is { ValueKind: JsonValueKind.Number } value
        ? value.GetDouble()
        : throw new InvalidDataException($"{name} of group {number} of the file is not a number.");

    private static JsonElement Find(JsonElement group, string name, int number) => group.TryGetProperty(name, out var value)
        ? value
        : throw new InvalidDataException($"Group {number} of the file lacks the hyperparameter {name}.");
}

using System.Text.Json;
using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

/// <summary>Parameter groups in JSON, as in the <c>param_groups</c> of PyTorch's <c>state_dict()</c>.</summary>
internal static class PyTorchGroups
{
    private const string LearningRate = "lr", InitialLearningRate = "initial_lr", Parameters = PyTorchParameters.Numbers, ParameterNames = PyTorchParameters.Names;

    /// <summary>What a file says of the groups.</summary>
    /// <param name="Options">The options of each group, checked; those that the optimizer has if the file's are not wanted.</param>
    /// <param name="Indices">By which numbers the file calls the parameters, in the order of the optimizer.</param>
    public sealed record Loaded(List<CompiledOptions> Options, List<long> Indices);

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
            if (group.Parameters is NamedParameters named) WriteNames(json, named.Names);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, IEnumerable<string> names)
    {
        json.WriteStartArray(ParameterNames);
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PyTorchLayout.Entry entry, CompiledOptions options)
    {
        json.WritePropertyName(entry.Name);
        if (entry.IsTuple) json.WriteStartArray();
        foreach (var field in entry.Fields)
        {
            switch (field.Get(options))
            {
                case bool value when entry.Choice is { } choice: json.WriteStringValue(value ? choice.WhenTrue : choice.WhenFalse); break;
                case bool value: json.WriteBooleanValue(value); break;
                case int value: json.WriteNumberValue(value); break;
                case double value: json.WriteNumberValue(value); break;
                case ScalarType type: json.WriteStringValue($"torch.{type.ToString().ToLowerInvariant()}"); break;
                case null when field.Type == typeof(ScalarType): json.WriteNullValue(); break;
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
    /// <exception cref="InvalidDataException">They are of another optimizer, or do not fit its groups.</exception>
    public static Loaded Read(JsonElement root, CompiledOptimizer optimizer, PyTorchLayout layout, bool takesOptions)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("param_groups", out var groups) || groups.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException("The JSON has no list param_groups.");
        if (root.TryGetProperty("optimizer", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() != layout.Name)
            throw new InvalidDataException($"The file is of the optimizer {name.GetString()}, not of {layout.Name}.");
        if (groups.GetArrayLength() != optimizer.Groups.Count)
            throw new InvalidDataException($"The file has {groups.GetArrayLength()} parameter groups, but this optimizer has {optimizer.Groups.Count}.");

        var loaded = new Loaded([], []);
        foreach (var (group, own) in groups.EnumerateArray().Zip(optimizer.Groups))
        {
            var number = loaded.Options.Count;
            if (group.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"Group {number} of the file is not an object.");
            var options = (CompiledOptions)own.Options;
            loaded.Options.Add(takesOptions ? ReadOptions(group, options, layout, number) : options);
            loaded.Indices.AddRange(PyTorchParameters.Read(group, own.Parameters, number));
        }

        if (loaded.Indices.Distinct().Count() != loaded.Indices.Count)
            throw new InvalidDataException("The file lists a parameter twice.");
        return loaded;
    }

    private static CompiledOptions ReadOptions(JsonElement group, CompiledOptions own, PyTorchLayout layout, int number)
    {
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
            entry.Fields[0].Set(options, ReadChoice(Find(group, entry.Name, number), choice, number));
            return;
        }

        if (!entry.IsTuple)
        {
            entry.Fields[0].Set(options, Value(group, entry.Name, entry.Fields[0], number));
            return;
        }

        var list = Find(group, entry.Name, number);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != entry.Fields.Count)
            throw new InvalidDataException($"{entry.Name} of group {number} of the file is {list.GetRawText()}, but should be {entry.Fields.Count} numbers.");
        foreach (var (value, field) in list.EnumerateArray().Zip(entry.Fields))
        {
            // PyTorch's None leaves the choice to the optimizer.
            field.Set(options, value.ValueKind == JsonValueKind.Null ? field.Get(own) : Convert(value, entry.Name, field, number));
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

    private static object? Value(JsonElement group, string name, HyperparameterField field, int number)
    {
        // A switch that a version of PyTorch did not have yet is off, as in its own __setstate__.
        if (field.Type == typeof(bool) && !group.TryGetProperty(name, out _)) return false;
        return Convert(Find(group, name, number), name, field, number);
    }

    private static object? Convert(JsonElement value, string name, HyperparameterField field, int number)
    {
        if (field.Type == typeof(ScalarType) && value.ValueKind == JsonValueKind.Null) return null;
        object? converted = null;
        if (field.Type == typeof(bool) && value.ValueKind is JsonValueKind.True or JsonValueKind.False) converted = value.GetBoolean();
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (field.Type == typeof(int) && value.TryGetInt32(out var integer)) converted = integer;
            if (field.Type == typeof(double)) converted = value.GetDouble();
        }

        if (field.Type == typeof(ScalarType) && value.ValueKind == JsonValueKind.String
            && value.GetString()!.Split('.') is ["torch", var type] && Enum.TryParse<ScalarType>(type, ignoreCase: true, out var parsed)) converted = parsed;
        if (field.Type == typeof(Coefficients) && value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number))
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

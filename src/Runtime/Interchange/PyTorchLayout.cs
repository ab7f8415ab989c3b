using System.Reflection;

namespace OptimizerDsl.Compiled;

/// <summary>How PyTorch calls an optimizer and its hyperparameters.</summary>
internal sealed class PyTorchLayout
{
    /// <summary>A hyperparameter, or those that PyTorch keeps as one tuple; a switch for which it may have two names.</summary>
    public sealed record Entry(string Name, IReadOnlyList<HyperparameterField> Fields, bool IsTuple, PyTorchChoiceAttribute? Choice = null);

    private PyTorchLayout(Type optimizer, CompiledRule rule)
    {
        var declared = optimizer.GetCustomAttribute<PyTorchAttribute>();
        Name = declared?.Name ?? optimizer.Name;
        CountsSteps = declared?.CountsSteps ?? true;
        IsInPyTorch = declared is not null;
        Implies = declared?.Implies;
        Entries = [.. Group(optimizer, rule.Hyperparameters)];
    }

    /// <summary>The name of the class.</summary>
    public string Name { get; }

    public bool CountsSteps { get; }

    /// <summary>Whether PyTorch has the optimizer, so that its conventions count.</summary>
    public bool IsInPyTorch { get; }

    public string? Implies { get; }

    /// <summary>The hyperparameters but the learning rate.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    public static PyTorchLayout Of(CompiledOptimizer optimizer, CompiledRule rule) => new(optimizer.GetType(), rule);

    private static IEnumerable<Entry> Group(Type optimizer, IReadOnlyList<HyperparameterField> fields)
    {
        var choices = optimizer.GetCustomAttributes<PyTorchChoiceAttribute>().ToDictionary(c => FieldOf(optimizer, fields, c.Hyperparameter));
        var tuples = optimizer.GetCustomAttributes<PyTorchTupleAttribute>()
            .Select(t => new Entry(t.Name, [.. t.Entries.Select(name => FieldOf(optimizer, fields, name))], IsTuple: true))
            .Concat(Numbered(fields)).ToArray();
        foreach (var field in fields)
        {
            var tuple = tuples.FirstOrDefault(t => t.Fields.Contains(field));
            if (choices.TryGetValue(field, out var choice)) yield return new(choice.Name, [field], IsTuple: false, choice);
            else if (tuple is null) yield return new(field.Name, [field], IsTuple: false);
            else if (tuple.Fields[0] == field) yield return tuple;
        }
    }

    // beta1, beta2, ... are betas.
    private static IEnumerable<Entry> Numbered(IReadOnlyList<HyperparameterField> fields)
    {
        foreach (var first in fields.Where(f => f.Name.EndsWith('1')))
        {
            var stem = first.Name[..^1];
            var entries = Enumerable.Range(1, 9)
                .Select(i => fields.FirstOrDefault(f => f.Name == stem + i)).TakeWhile(f => f is not null).Select(f => f!).ToArray();
            if (entries.Length > 1 && fields.All(f => f.Name != stem + "s")) yield return new(stem + "s", entries, IsTuple: true);
        }
    }

    private static HyperparameterField FieldOf(Type optimizer, IReadOnlyList<HyperparameterField> fields, string name) => fields.FirstOrDefault(f => f.Name == name)
        ?? throw new InvalidOperationException($"An attribute of {optimizer.Name} for PyTorch names '{name}', which is none of its hyperparameters.");
}

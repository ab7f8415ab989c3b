using System.Reflection;
using OptimizerDsl.Compiled;
using TorchSharp.Modules;

namespace OptimizerDsl.Tests;

/// <summary>An optimizer with hyperparameters worth testing: one row of the <see cref="OptimizerTable"/>.</summary>
public sealed record OptimizerCase(Type Type, string Variant, IReadOnlyDictionary<string, object> Hyperparameters)
{
    public string Name => $"{Type.Name}, {Variant}";

    /// <summary>
    /// Whether what is not finite in one element of a gradient is in all of the tensor: a matrix product carries it there, and so
    /// do MARS and Adafactor, which divide by a norm.
    /// </summary>
    public bool SpreadsWhatIsNotFinite => CallsMethods || Type.Name == "MarsAdamW";

    /// <summary>Whether something of a step is computed by TorchSharp, between passes.</summary>
    public bool CallsMethods => Rule.Methods.Count > 0;

    /// <summary>Whether it takes matrices alone.</summary>
    public bool IsForMatrices { get; init; }

    /// <summary>The shape that stands for another in its tests: itself, or a matrix of as many elements.</summary>
    public long[] Shape(params long[] shape) => IsForMatrices ? [shape.Append(1).First(), shape.Skip(1).Aggregate(1L, (a, b) => a * b)] : shape;

    public bool HasMemory => Accepts("capacity");

    /// <summary>Whether it has a critical memory, and that has slots.</summary>
    public bool HasSlots => HasMemory && !0.Equals(Hyperparameters.GetValueOrDefault("capacity"));

    /// <summary>What the generator made of the declaration.</summary>
    public CompiledRule Rule => (CompiledRule)Type.GetNestedType("Rule", BindingFlags.NonPublic)!.GetField("Instance")!.GetValue(null)!;

    /// <summary>Whether the constructor takes a hyperparameter of this name.</summary>
    public bool Accepts(string hyperparameter) => Constructor.GetParameters().Any(p => p.Name == hyperparameter);

    /// <summary>The learning rate.</summary>
    public double Rate => (double)(Hyperparameters.GetValueOrDefault("lr") ?? Constructor.GetParameters().Single(p => p.Name == "lr").DefaultValue!);

    /// <summary>The same optimizer with one hyperparameter set otherwise.</summary>
    public OptimizerCase With(string hyperparameter, object value) =>
        this with { Hyperparameters = new Dictionary<string, object>(Hyperparameters) { [hyperparameter] = value } };

    /// <summary>Makes the optimizer for one group of parameters.</summary>
    public CompiledOptimizer Make(IEnumerable<Parameter> parameters, Execution execution = Execution.Automatic)
    {
        var group = (ParamGroup)Activator.CreateInstance(Nested("ParamGroup"))!;
        group.Parameters = parameters;
        var groups = Array.CreateInstance(group.GetType(), 1);
        groups.SetValue(group, 0);

        var formal = Constructor.GetParameters();
        if (Hyperparameters.Keys.FirstOrDefault(k => !Accepts(k)) is { } unknown)
            throw new ArgumentException($"{Type.Name} has no hyperparameter {unknown}.");
        object?[] arguments = [groups, .. formal.Skip(1).Select(p => Hyperparameters.GetValueOrDefault(p.Name!, p.DefaultValue!))];
        try
        {
            var optimizer = (CompiledOptimizer)Constructor.Invoke(arguments);
            optimizer.Execution = execution;
            return optimizer;
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    /// <summary>A group with options of its own, for <c>add_param_group</c>.</summary>
    public ParamGroup Group(IEnumerable<Parameter> parameters, params (string Name, object Value)[] options)
    {
        var group = (ParamGroup)Activator.CreateInstance(Nested("ParamGroup"))!;
        group.Parameters = parameters;
        group.Options = (OptimizerOptions)Activator.CreateInstance(Nested("Options"))!;
        foreach (var (name, value) in options) Set(group.Options, name, value);
        return group;
    }

    /// <summary>Sets a hyperparameter of a group by its name.</summary>
    public static void Set(OptimizerOptions options, string name, object value)
    {
        if (name == "lr") options.LearningRate = (double)value;
        else options.GetType().GetField(name)!.SetValue(options, value);
    }

    public override string ToString() => Name;

    /// <summary>The constructor of an optimizer that takes groups of parameters.</summary>
    public static ConstructorInfo ConstructorOf(Type type) =>
        type.GetConstructors().Single(c => c.GetParameters()[0].ParameterType.GenericTypeArguments[0] == type.GetNestedType("ParamGroup"));

    private ConstructorInfo Constructor => ConstructorOf(Type);

    private Type Nested(string name) => Type.GetNestedType(name)!;
}

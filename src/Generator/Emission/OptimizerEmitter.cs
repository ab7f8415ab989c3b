using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the optimizer class as a TorchSharp user sees it.</summary>
internal static class OptimizerEmitter
{
    public static string Emit(OptimizerDeclaration declaration)
    {
        var rule = declaration.Rule;
        var w = new CodeWriter();
        SourceFile.Header(w, declaration);
        DocumentationEmitter.Class(w, declaration);
        var interfaces = Schedulers(rule);
        using (w.Block($"partial class {Names.Escape(declaration.Name)} : {Names.Compiled}CompiledOptimizer{interfaces}"))
        {
            Constructors(w, declaration);
            w.Blank();
            if (interfaces.Length > 0)
            {
                SchedulerMembers(w, rule, "((Options)_defaults)", declaration.Name);
                w.Blank();
            }

            w.Line("/// <inheritdoc/>");
            w.Line($"protected override {Names.Compiled}CompiledState NewState({Names.Modules}Parameter parameter) => new State(parameter);");
            w.Blank();
            ReferenceEmitter.Write(w, declaration);
            if (declaration.IsComposed)
            {
                w.Blank();
                UpdateEmitter.Write(w, rule);
            }

            w.Blank();
            OptionsEmitter.Write(w, rule);
            w.Blank();
            ParamGroup(w, rule, interfaces);
            w.Blank();
            State(w, rule);
            if (declaration.IsShell)
            {
                w.Blank();
                w.Line($"private static class Rule {{ public static readonly {Names.Compiled}CompiledRule Instance = null!; }}");
            }
        }

        return w.ToString();
    }

    /// <summary>A parameter of a constructor, with its default.</summary>
    private static string Parameter(Hyperparameter h)
    {
        var name = Names.Escape(h.Name);
        if (h.IsRequired) return $"{Names.Type(h.Type)} {name}";
        if (h.Default is not { } value || h.IsNullArgument) return $"{Names.Type(h.Type)}? {name} = null";
        return $"{Names.Type(h.Type)} {name} = " + h.Type switch
        {
            HyperparameterType.Boolean => value != 0 ? "true" : "false",
            HyperparameterType.Integer => Names.Int((int)value),
            _ => Names.Number(value),
        };
    }

    private static void Constructors(CodeWriter w, OptimizerDeclaration declaration)
    {
        var rule = declaration.Rule;
        var ordered = Rule.Ordered(rule.Hyperparameters).ToArray();
        var parameters = string.Concat(ordered.Select(h => ", " + Parameter(h)));
        var arguments = string.Concat(ordered.Select(h => ", " + Names.Escape(h.Name)));
        var enumerable = Names.Enumerable;
        foreach (var (type, what, groups) in new[]
        {
            ($"{enumerable}<{Names.Modules}Parameter>", "The parameters to optimize: model.parameters().", "new ParamGroup[] { new ParamGroup { Parameters = parameters } }"),
            ($"{enumerable}<(string name, {Names.Modules}Parameter parameter)>", "The parameters to optimize: model.named_parameters().", "new ParamGroup[] { new ParamGroup { Parameters = new Dsl::NamedParameters(parameters) } }"),
        })
        {
            DocumentationEmitter.Constructor(w, declaration, what, ordered);
            w.Line($"public {Names.Escape(declaration.Name)}({type} parameters{parameters})");
            // The type is stated, because a constructor of the user's may take groups in another way.
            using (w.Block($"    : this(({enumerable}<ParamGroup>){groups}{arguments})")) { }
            w.Blank();
        }

        DocumentationEmitter.Constructor(w, declaration, "The groups of parameters, each with options of its own; what a group leaves open is as given here.", ordered);
        w.Line($"public {Names.Escape(declaration.Name)}({enumerable}<ParamGroup> parameters{parameters})");
        w.Line("    : base(Rule.Instance)");
        using (w.Block())
        {
            // Without an initializer of its own, the field needs a value for the compiler's sake.
            foreach (var h in rule.Hyperparameters.Where(h => h.IsRequired && h.Type == HyperparameterType.Coefficients))
                w.Line($"this.{Names.Escape(h.Name)} = {Names.Escape(h.Name)};");
            using (w.Block("Start(new Options", "}, parameters);")) Values(w, rule);
        }
    }

    private static void Values(CodeWriter w, Rule rule)
    {
        foreach (var h in rule.Hyperparameters)
            w.Line($"{Names.Escape(h.OptionsName)} = {Names.Escape(h.Name)}{(h.IsNullArgument && h.Type != HyperparameterType.ElementType ? $" ?? this.{Names.Escape(h.Name)}" : "")},");
        if (!rule.Hyperparameters.Any(h => h.Name == "lr")) w.Line("LearningRate = 1.0,");
    }

    private static bool Has(Rule rule, string name) => rule.Hyperparameters.Any(h => h.Name == name && h.Type == HyperparameterType.Double);

    /// <summary>The interfaces through which TorchSharp's schedulers reach betas and momentum.</summary>
    private static string Schedulers(Rule rule) =>
        (Has(rule, "beta1") && Has(rule, "beta2") ? $", {Names.Torch}.optim.IBetas" : "")
        + (Has(rule, "momentum") ? $", {Names.Torch}.optim.IMomentum" : "");

    private static void SchedulerMembers(CodeWriter w, Rule rule, string options, string type)
    {
        // A member must not have the name of its type.
        string Member(string returns, string name) =>
            name == type ? $"{returns} {Names.Torch}.optim.I{name}.{name}" : $"public {returns} {name}";

        if (Has(rule, "beta1") && Has(rule, "beta2"))
        {
            w.Line("/// <summary>The betas, for schedulers.</summary>");
            using (w.Block(Member("(double, double)", "Betas")))
            {
                w.Line($"get => ({options}.beta1!.Value, {options}.beta2!.Value);");
                w.Line($"set => ({options}.beta1, {options}.beta2) = value;");
            }
        }

        if (!Has(rule, "momentum")) return;
        w.Line("/// <summary>The momentum, for schedulers.</summary>");
        using (w.Block(Member("double", "Momentum")))
        {
            w.Line($"get => {options}.momentum!.Value;");
            w.Line($"set => {options}.momentum = value;");
        }
    }

    private static void ParamGroup(CodeWriter w, Rule rule, string interfaces)
    {
        w.Line("/// <summary>A group of parameters with options of its own.</summary>");
        using (w.Block($"public sealed class ParamGroup : {Names.Modules}ParamGroup<Options>{interfaces}"))
        {
            w.Line("/// <summary>A group whose parameters and options are set later.</summary>");
            w.Line("public ParamGroup() { }");
            w.Blank();
            w.Line("/// <summary>A group with the given options.</summary>");
            w.Line($"public ParamGroup(Net::Collections.Generic.IEnumerable<{Names.Modules}Parameter> parameters, Options options) : base(parameters, options) {{ }}");
            w.Blank();
            w.Line("/// <summary>A group; what is not given is as in the optimizer.</summary>");
            var parameters = string.Concat(rule.Hyperparameters.Select(h => $", {Names.Type(h.Type)}? {Names.Escape(h.Name)} = null"));
            var values = string.Join(", ", rule.Hyperparameters.Select(h => $"{Names.Escape(h.OptionsName)} = {Names.Escape(h.Name)}"));
            w.Line($"public ParamGroup(Net::Collections.Generic.IEnumerable<{Names.Modules}Parameter> parameters{parameters})");
            w.Line($"    : base(parameters, new Options {{ {values} }}) {{ }}");
            if (interfaces.Length > 0)
            {
                w.Blank();
                SchedulerMembers(w, rule, "Options", "ParamGroup");
            }
        }
    }

    private static void State(CodeWriter w, Rule rule)
    {
        w.Line("/// <summary>What the optimizer keeps for one parameter.</summary>");
        using (w.Block($"public sealed class State : {Names.Compiled}CompiledState"))
        {
            var count = 0;
            foreach (var state in rule.NumberStates)
            {
                var whose = state.Over switch { Over.Tensor => "", Over.Group => " that the parameters of a group have in common", _ => " that all parameters have in common" };
                w.Line($"/// <summary>{Names.Xml(state.Field)} of the equations, a number{whose}.</summary>");
                w.Line($"public {(state.Over == Over.Tensor ? $"double {Names.Escape(state.Name)};" : $"ref double {Names.Escape(state.Name)} => ref Shared({Names.Int(count)});")}");
                w.Blank();
                count++;
            }

            foreach (var state in rule.TensorStates)
            {
                var shape = state switch
                {
                    { Shape: { } method } => $"in the shape that {method.Name} says; null where it says none",
                    { Per: { } per } => $"one tensor per entry of {per}, stacked in the first dimension",
                    _ => "in the parameter's shape",
                };
                var when = state.When is null ? "" : $"; null unless {state.When} is set";
                var isOptional = state.When is not null || state.Shape is not null;
                w.Line($"/// <summary>{Names.Xml(state.Field)} of the equations, {shape}{when}.</summary>");
                w.Line($"public {Names.TorchTensor}{(isOptional ? "?" : "")} {Names.Escape(state.Name)}{(isOptional ? "" : " = null!")};");
                w.Blank();
            }

            w.Line("/// <summary>The state of a parameter, before it is initialized.</summary>");
            w.Line($"public State({Names.Modules}Parameter parameter) : base(parameter, Rule.Instance) {{ }}");
            w.Blank();
            w.Line("/// <inheritdoc/>");
            using (w.Block($"protected override ref {Names.TorchTensor}? Field(int index)"))
            using (w.Block("switch (index)"))
            {
                var tensors = rule.TensorStates.ToArray();
                for (var i = 0; i < tensors.Length; i++) w.Line($"case {Names.Int(i)}: return ref this.{Names.Escape(tensors[i].Name)}!;");
                w.Line("default: throw new Net::ArgumentOutOfRangeException(nameof(index));");
            }

            if (!rule.NumberStates.Any()) return;
            w.Blank();
            w.Line("/// <inheritdoc/>");
            using (w.Block("protected override ref double Number(int index)"))
            using (w.Block("switch (index)"))
            {
                var numbers = rule.NumberStates.ToArray();
                for (var i = 0; i < numbers.Length; i++) w.Line($"case {Names.Int(i)}: return ref this.{Names.Escape(numbers[i].Name)};");
                w.Line("default: throw new Net::ArgumentOutOfRangeException(nameof(index));");
            }
        }
    }
}

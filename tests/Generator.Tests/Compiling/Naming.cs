namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>Names of the user's that generated code uses too, or that need care in C#.</summary>
public class Naming
{
    [Theory]
    [InlineData("work"), InlineData("inputs"), InlineData("i"), InlineData("k"), InlineData("k1"), InlineData("n1"), InlineData("c1"), InlineData("V"), InlineData("W")]
    [InlineData("s"), InlineData("o"), InlineData("sum"), InlineData("sum2"), InlineData("totals"), InlineData("total0"), InlineData("low0"), InlineData("high0b")]
    [InlineData("parameter"), InlineData("stage"), InlineData("lengths"), InlineData("vector"), InlineData("t_2"), InlineData("u_2"), InlineData("work_")]
    [InlineData("begin"), InlineData("end"), InlineData("p"), InlineData("other"), InlineData("writer"), InlineData("reader"), InlineData("source")]
    [InlineData("defaults"), InlineData("index"), InlineData("memoryCount"), InlineData("pass"), InlineData("float64"), InlineData("m_at"), InlineData("m_k")]
    [InlineData("elements"), InlineData("betas_length"), InlineData("velocity_at"), InlineData("velocity_length")]
    [InlineData("norm_of_g"), InlineData("TNesterov"), InlineData("Pass0"), InlineData("Net"), InlineData("Dsl"), InlineData("Torch"), InlineData("System")]
    [InlineData("TorchSharp"), InlineData("OptimizerDsl"), InlineData("Instance"), InlineData("global"), InlineData("aggregated")]
    [InlineData("@in"), InlineData("@params"), InlineData("value"), InlineData("@double"), InlineData("field"), InlineData("var"), InlineData("nameof"), InlineData("_")]
    [InlineData("β"), InlineData("θ̂"), InlineData("学习率"), InlineData("x1_"), InlineData("I"), InlineData("ı")]
    public void Any_name_works_everywhere(string name)
    {
        // As a hyperparameter, as a state, as a local, and as the parameter of Update.
        var rule = Rule.Of("m = momentum * m + work_of * g; var u = m * 2; θ -= Norm(g) * lr * u * (nesterov ? 1 : 0.5) * t;", "[State] Tensor m; [Hyperparameter] double work_of = 1;");
        Compiler.Compile(
            In("A", rule.Replace("work_of", name)),
            In("B", name is "var" or "_" ? rule : rule.Replace("var u", "var " + name).Replace("* u *", $"* {name} *")),
            In("C", rule.Replace("Tensor m;", $"Tensor {name};").Replace("m = momentum * m", $"{name} = momentum * {name}").Replace("u = m", "u = " + name)),
            In("D", rule.Replace("θ", name)),
            In("F", Rule.Of("velocity = betas * velocity + g; θ -= work_of * Mean(velocity);", "[State(Per = nameof(betas))] TensorBank velocity; [Hyperparameter] double work_of = 1;").Replace("work_of", name)),
            In("E", rule.Replace("int t)", $"int {name})").Replace("* t;", $"* {name};")));
    }

    [Theory]
    [InlineData("work"), InlineData("options"), InlineData("step"), InlineData("state"), InlineData("parameters"), InlineData("memory"), InlineData("Options")]
    [InlineData("Rule"), InlineData("State"), InlineData("ParamGroup"), InlineData("capacity"), InlineData("decay"), InlineData("Write"), InlineData("Execution")]
    public void A_local_may_have_any_name(string name) => Compiler.Compile(
        Rule.Of($"var {name} = 2 * g; if (nesterov) {name} = {name} + θ; θ -= lr / t * {name} / Norm({name});"),
        Rule.WithMemory($"var {name} = 2 * g; θ -= {name};").Replace("Sample", "Other").Replace("θ -=", "θ -= memory.Aggregate(g) +").Replace("memory.Aggregate", name == "memory" ? "m.Aggregate" : "memory.Aggregate").Replace("CriticalMemory memory", name == "memory" ? "CriticalMemory m" : "CriticalMemory memory"));

    [Theory]
    [InlineData("System"), InlineData("TorchSharp"), InlineData("OptimizerDsl"), InlineData("Dsl"), InlineData("Torch"), InlineData("Net")]
    [InlineData("My.System"), InlineData("My.TorchSharp"), InlineData("My.OptimizerDsl.Inner"), InlineData("My.Dsl"), InlineData("My.Torch"), InlineData("My.Net.X")]
    [InlineData("Net.X"), InlineData("Torch.X"), InlineData("Dsl.X"), InlineData("@event.@class.value"), InlineData("Compiled"), InlineData("OptimizerDsl.Mine")]
    public void Any_namespace_works(string name)
    {
        var rule = Rule.Of("velocity = betas * velocity + g; θ -= Norm(g) * Mean(velocity);", "[State(Per = nameof(betas))] TensorBank velocity;");
        Compiler.Compile($"namespace {name};\n" + rule, $"namespace {name}\n{{\n{rule.Replace("Sample", "Another")}\n}}");
    }

    [Fact]
    public void Types_of_the_user_are_not_taken_for_those_of_the_runtime() => Compiler.Compile(
        In("Mine", Rule.Of("velocity = betas * velocity + g; θ -= Norm(g) * (nesterov ? 1 : lr) * Mean(velocity);", "[State(Per = nameof(betas))] TensorBank velocity;")
            + string.Concat("Work Lanes State Rule Options ParamGroup ILanes Compiled IFlag On Off Totals Math Net Torch Dsl Pass0 Parameter Bounds Checkpoint Modules torch".Split(' ')
                .Select(type => $"internal class {type};\n"))));

    [Fact]
    public void Classes_of_the_same_name_live_in_different_namespaces() => Compiler.Compile(
        In("One", Rule.Of("θ -= lr * g;")), In("Two", Rule.Of("θ -= lr * g;")), In("One.Two", Rule.Of("θ -= lr * g;")), Rule.Of("θ -= lr * g;"));

    [Fact]
    public void Classes_whose_names_differ_in_case_are_both_compiled() => Compiler.Compile(
        Rule.Of("θ -= lr * g;"), Rule.Of("θ -= lr * g;").Replace("Sample", "SAMPLE"), Rule.Of("θ -= lr * g;").Replace("Sample", "sAMPLE"));

    [Theory]
    [InlineData("@class"), InlineData("@record"), InlineData("Δ"), InlineData("CompiledOptimizer"), InlineData("Tensor2"), InlineData("Optimizer"), InlineData("Net"), InlineData("torch")]
    public void Any_class_name_works(string name) => Compiler.Compile(In("Mine", Rule.Of("θ -= lr * g;").Replace("Sample", name)));

    private static string In(string space, string text) => $"namespace {space}\n{{\n{text}\n}}\n";
}

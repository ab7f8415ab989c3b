namespace OptimizerDsl.Generator.Tests.Explaining;

public class ClassMistakes
{
    private const string Body = "{ void Update(ref Tensor θ, Tensor g) { θ -= g; } }";

    [Fact]
    public void Not_partial() => Marked.Parse("[Optimizer] class [|A|] " + Body).Expect(
        "DSL0001: The optimizer class 'A' must be partial, because the generated members are its other part (write 'partial class A')");

    [Theory]
    [InlineData("[Optimizer] partial class [|A|]<T> " + Body, "generic")]
    [InlineData("partial class B { [Optimizer] partial class [|A|] " + Body + " }", "nested in another type")]
    [InlineData("[Optimizer] abstract partial class [|A|] " + Body, "abstract")]
    [InlineData("[Optimizer] partial record [|A|] " + Body, "a record")]
    [InlineData("[Optimizer] file partial class [|A|] " + Body, "local to a file")]
    [InlineData("[Optimizer] partial class [|A|](int x) " + Body, "given a primary constructor")]
    [InlineData("class B; [Optimizer] partial class [|A|] : B " + Body, "derived from 'B'")]
    [InlineData("class CompiledOptimizer; [Optimizer] partial class [|A|] : CompiledOptimizer " + Body, "derived from 'CompiledOptimizer'")]
    [InlineData("[Optimizer] static partial class [|A|];", "static")]
    public void Not_an_ordinary_class(string source, string what) => Marked.Parse(source).Expect(
        $"DSL0002: The optimizer class 'A' must not be {what} (declare it as a plain class directly in a namespace)");

    [Fact]
    public void No_Update() => Marked.Parse("[Optimizer] partial class [|A|] { void update(ref Tensor θ, Tensor g) { } }").Expect(
        "DSL0003: The optimizer class 'A' must have exactly one method named Update, but it has none (write 'void Update(ref Tensor θ, Tensor g)')");

    [Fact]
    public void Two_Updates() => Marked.Parse("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g) { θ -= g; } void [|Update|](ref Tensor θ, Tensor g, int t) { } }").Expect(
        "DSL0003: The optimizer class 'A' must have exactly one method named Update, but it has 2 (write 'void Update(ref Tensor θ, Tensor g)')");

    [Theory]
    [InlineData("static void [|Update|](ref Tensor θ, Tensor g) { θ -= g; }", "must not be static (remove 'static': it reads the hyperparameters and states of its class)")]
    [InlineData("void [|Update|]<T>(ref Tensor θ, Tensor g) { θ -= g; }", "must not be generic (remove its type parameters)")]
    [InlineData("Tensor [|Update|](ref Tensor θ, Tensor g) => θ -= g;", "must return void (assign the parameter instead of returning it)")]
    [InlineData("void Update(Tensor θ, Tensor [|g|]) { θ -= g; }", "takes two tensors by value (pass the parameter by reference: 'ref Tensor θ, Tensor g')")]
    [InlineData("void [|Update|](Tensor g) { }", "has no parameter to update (take it as 'ref Tensor θ')")]
    [InlineData("void [|Update|](ref Tensor θ) { θ -= 1; }", "has no gradient (take it as 'Tensor g')")]
    [InlineData("partial void [|Update|](ref Tensor θ, Tensor g);", "has no body (write its equations)")]
    public void Signature(string update, string what) => Marked.Parse("[Optimizer] partial class A { " + update + " }").Expect($"DSL0004: Update {what}");

    [Theory]
    [InlineData("double [|x|]", "double")]
    [InlineData("in Tensor [|x|]", "in Tensor")]
    [InlineData("ref readonly Tensor [|x|]", "ref readonly Tensor")]
    [InlineData("Tensor? [|x|]", "Tensor?")]
    public void Parameter(string parameter, string type) => Marked.Parse("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g, " + parameter + ") { θ -= g; } }").Expect(
        $"DSL0005: The parameter 'x' of Update has the type '{type}', which Update is never given (use 'ref Tensor' for the parameter, 'Tensor' for the gradient, 'CriticalMemory' and 'int' for the step counter)");

    [Theory]
    [InlineData("ref Tensor [|x|]", "ref Tensor", "θ")]
    [InlineData("Tensor [|x|]", "Tensor", "g")]
    [InlineData("int t, int [|x|]", "int", "t")]
    public void Parameter_of_which_there_is_one(string parameter, string type, string known) => Marked.Parse("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g, " + parameter + ") { θ -= g; } }").Expect(
        $"DSL0005: The parameter 'x' of Update has the type '{type}', of which Update is given only one, '{known}' (make it a field: a [State] is kept from step to step, a [Hyperparameter] is set)");

    [Fact]
    public void Parameters_of_another_Tensor() => Marked.Parse("namespace Mine { using static TorchSharp.torch; [Optimizer] partial class A { void Update(ref Tensor [|θ|], Tensor [|g|]) { θ -= g; } } }").Expect(
        "DSL0005: The parameter 'θ' of Update has the type 'ref TorchSharp.torch.Tensor', but a rule is written with OptimizerDsl.Tensor (write that name in full, or 'using Tensor = OptimizerDsl.Tensor;' in the namespace)",
        "DSL0005: The parameter 'g' of Update has the type 'TorchSharp.torch.Tensor', but a rule is written with OptimizerDsl.Tensor (write that name in full, or 'using Tensor = OptimizerDsl.Tensor;' in the namespace)");

    [Fact]
    public void The_advice_settles_which_Tensor_is_meant() => Compiler.Compile(
        "namespace Mine { using Tensor = OptimizerDsl.Tensor; using static TorchSharp.torch; [Optimizer] partial class A { void Update(ref Tensor θ, Tensor g) { θ -= g; } } }");

    [Theory]
    [InlineData("[Hyperparameter] required double [|x|];", "required double", "hyperparameter", "double, int, bool or Coefficients, neither static, const, readonly nor required")]
    [InlineData("[Hyperparameter] int [|lr|] = 1;", "int", "hyperparameter", "double where it is named lr, the learning rate that schedulers set", "lr")]
    [InlineData("[Hyperparameter] bool [|lr|] = true;", "bool", "hyperparameter", "double where it is named lr, the learning rate that schedulers set", "lr")]
    [InlineData("[Hyperparameter] Coefficients [|lr|] = [1];", "Coefficients", "hyperparameter", "double where it is named lr, the learning rate that schedulers set", "lr")]
    [InlineData("[Hyperparameter] float [|x|] = 1;", "float", "hyperparameter", "double, int, bool or Coefficients, neither static, const, readonly nor required")]
    [InlineData("[Hyperparameter] static double [|x|] = 1;", "static double", "hyperparameter", "double, int, bool or Coefficients, neither static, const, readonly nor required")]
    [InlineData("[Hyperparameter] const double [|x|] = 1;", "const double", "hyperparameter", "double, int, bool or Coefficients, neither static, const, readonly nor required")]
    [InlineData("[Hyperparameter] readonly double [|x|] = 1;", "readonly double", "hyperparameter", "double, int, bool or Coefficients, neither static, const, readonly nor required")]
    [InlineData("[Hyperparameter] Tensor [|x|];", "Tensor", "hyperparameter", "double, int, bool or Coefficients, neither static, const, readonly nor required")]
    [InlineData("[State] float [|x|];", "float", "state", "Tensor, TensorBank with Per, torch.Tensor with Shape, Scalar or double, neither static, readonly nor required")]
    [InlineData("[State] readonly Tensor [|x|];", "readonly Tensor", "state", "Tensor, TensorBank with Per, torch.Tensor with Shape, Scalar or double, neither static, readonly nor required")]
    [InlineData("[State] TensorBank [|x|];", "TensorBank", "state", "TensorBank only with [State(Per = nameof(coefficients))], which says how many tensors it has")]
    [InlineData("[Hyperparameter] bool b = true; [State(When = nameof(b))] double [|x|];", "Double", "state", "Tensor or TensorBank where it has When (a number is always there)")]
    [InlineData("[Hyperparameter] Coefficients betas = [1]; [State(Per = nameof(betas))] Tensor [|x|];", "Tensor", "state", "TensorBank where it has Per")]
    public void Field_type(string field, string type, string what, string allowed, string name = "x") => Marked.Parse("[Optimizer] partial class A { " + field + " void Update(ref Tensor θ, Tensor g) { θ -= g; } }").Expect(
        $"DSL0009: The field '{name}' of type '{type}' cannot be a {what} (a {what} is of type {allowed})");

    [Theory]
    [InlineData("(AtLeast = 0)] double x = [|-1|];", "-1", "at least 0")]
    [InlineData("(AtLeast = 0, Below = 1)] double x = [|1|];", "1", "at least 0 and below 1")]
    [InlineData("(Above = 0.5, AtMost = 2)] double x = [|(0.5)|];", "0.5", "above 0.5 and at most 2")]
    [InlineData("(AtLeast = 1)] int x = [|0|];", "0", "at least 1")]
    public void Default_out_of_bounds(string field, string value, string bounds) => Marked.Parse("[Optimizer] partial class A { [Hyperparameter" + field + " void Update(ref Tensor θ, Tensor g) { θ -= x * g; } }").Expect(
        $"DSL0010: The default {value} of the hyperparameter 'x' is not {bounds} (change the default or the bounds)");

    [Theory]
    [InlineData("const double Largest = 2; [Hyperparameter(AtMost = 1)] double x = [|Largest|];", "2", "at most 1")]
    [InlineData("[Hyperparameter(Below = 1)] double x = [|3 / 2.0|];", "1.5", "below 1")]
    [InlineData("[Hyperparameter] double x = [|double.NaN|];", "NaN", "finite")]
    [InlineData("const double Largest = 2; [Hyperparameter(AtMost = 1)] Coefficients x = [|[0, Largest]|];", "2", "at most 1")]
    public void Constant_default_out_of_bounds(string field, string value, string bounds) => Marked.Parse("[Optimizer] partial class A { " + field + " void Update(ref Tensor θ, Tensor g) { θ -= g; } }").Expect(
        $"DSL0010: The default {value} of the hyperparameter 'x' is not {bounds} (change the default or the bounds)");

    [Theory]
    [InlineData("Clipped<Basis>(MaxNorm = -1)", "max_norm", "-1", "at least 0")]
    [InlineData("Clipped<Basis>(MaxNorm = double.NaN)", "max_norm", "NaN", "at least 0")]
    [InlineData("ClippedByValue<Basis>(Limit = double.PositiveInfinity)", "clip_value", "∞", "at least 0")]
    [InlineData("DecoupledWeightDecay<Basis>(WeightDecay = -1)", "weight_decay", "-1", "at least 0")]
    [InlineData("MemoryAugmented<Basis>(Capacity = -1, Critical = Critical.Gradient)", "capacity", "-1", "at least 0")]
    [InlineData("MemoryAugmented<Basis>(Decay = 2, Critical = Critical.Gradient)", "decay", "2", "at least 0 and at most 1")]
    public void Composition_out_of_bounds(string attribute, string name, string value, string bounds) => Marked.Parse(
        "[Optimizer] partial class Basis { [Hyperparameter(AtLeast = 0)] double lr = 0.1; void Update(ref Tensor θ, Tensor g) { θ -= lr * g; } } [[|" + attribute + "|]] partial class A;").Expect(
        $"DSL0010: The default {value.Replace("∞", "Infinity")} of the hyperparameter '{name}' is not {bounds} (change the default or the bounds)");

    [Theory]
    [InlineData("[Optimizer] partial class A { [State(Precision = (Precision)77)] Tensor [|m|]; void Update(ref Tensor θ, Tensor g) { m += g; θ -= m; } }", "Precision", "77", "Precision.Same, Precision.BFloat16, Precision.Float16, Precision.Float32")]
    [InlineData("[Optimizer] partial class A { [State(Init = (Init)(-1))] Tensor [|m|]; void Update(ref Tensor θ, Tensor g) { m += g; θ -= m; } }", "Init", "-1", "Init.Parameter, Init.Gradient")]
    [InlineData("[[|MemoryAugmented(Replacement = (Replacement)3)|]] partial class A { void Update(ref Tensor θ, Tensor g, CriticalMemory memory) { θ -= memory.Aggregate(g); } }", "Replacement", "3", "Replacement.Priority, Replacement.FirstInFirstOut, Replacement.CriticalTest")]
    [InlineData("[Optimizer] partial class B { void Update(ref Tensor θ, Tensor g) { θ -= g; } } [[|MemoryAugmented<B>(Critical = (Critical)2)|]] partial class A;", "Critical", "2", "Critical.Momentum, Critical.Gradient")]
    [InlineData("[Optimizer] partial class B { void Update(ref Tensor θ, Tensor g) { θ -= g; } } [[|Clipped<B>(Over = (Over)5)|]] partial class A;", "Over", "5", "Over.Tensor, Over.Group, Over.All")]
    public void Value_of_an_enumeration(string source, string type, string value, string known) => Marked.Parse(source).Expect(
        $"DSL0037: The enumeration {type} has no value {value} (use {known})");

    [Theory]
    [InlineData("public [|A|]() { }", "does not begin with a generated one", "write ': this(parameters)' after its own parameters")]
    [InlineData("public [|A|](IEnumerable<TorchSharp.Modules.Parameter> parameters) : base(null!) { }", "does not begin with a generated one", "write ': this(parameters)' after its own parameters")]
    [InlineData("public [|A|](IEnumerable<TorchSharp.Modules.Parameter> p, double x = 1e-3, int? n = 1) : this(p.Select(q => (\"\", q)), x) { }", "has the parameters of a generated one", "remove it, or change its parameters")]
    [InlineData("public [|A|](IEnumerable<(string, TorchSharp.Modules.Parameter)> p, double x, int? n) : this(p.Select(q => q.Item2), x) { }", "has the parameters of a generated one", "remove it, or change its parameters")]
    public void Constructors(string constructor, string what, string advice)
    {
        var marked = Marked.Parse("[Optimizer] partial class A { [Hyperparameter] double x = 1; [Hyperparameter] int n = Math.Abs(3); void Update(ref Tensor θ, Tensor g) { θ -= x * n * g; } " + constructor + " }");
        var explained = Assert.Single(Compiler.Run(marked.Source).Explained);
        Assert.Equal($"DSL0036: The constructor of 'A' {what} (the constructors that take parameters and hyperparameters are generated: {advice})", $"{explained.Id}: {explained.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        Assert.Equal(Assert.Single(marked.Spans), explained.Location.SourceSpan);
    }

    [Theory]
    [InlineData("[Hyperparameter, Obsolete(\"\", true)] double [|x|] = 1;", "hyperparameter", "Obsolete")]
    [InlineData("[Hyperparameter, System.Diagnostics.CodeAnalysis.Experimental(\"X1\")] double [|x|] = 1;", "hyperparameter", "Experimental")]
    [InlineData("[State, Obsolete(\"\", true)] Tensor [|x|];", "state", "Obsolete")]
    public void Forbidden(string field, string role, string mark) => Marked.Parse("[Optimizer] partial class A { " + field + " void Update(ref Tensor θ, Tensor g) { θ -= g; } }").Expect(
        $"DSL0038: The {role} 'x' is marked [{mark}] so that its use is an error, and generated code uses it (remove the mark, or let it be a warning)");

    [Theory]
    [InlineData("[Hyperparameter] float[] [|x|] = [1]; [State(Per = nameof(x))] TensorBank b;", "float[]")]
    [InlineData("[Hyperparameter] float [|x|] = 1; [State(When = nameof(x))] Tensor b;", "float")]
    [InlineData("[Hyperparameter] float [|x|] = 1; [State(Init = nameof(x))] Tensor b; double F() => x * 2; [Constraint(\"\")] bool C => x > 0;", "float")]
    public void A_field_in_error_is_reported_once(string fields, string type) => Marked.Parse("[Optimizer] partial class A { [Hyperparameter] double y = 1; " + fields + " void Update(ref Tensor θ, Tensor g) { var d = y * g; θ -= d; } }").Expect(
        $"DSL0009: The field 'x' of type '{type}' cannot be a hyperparameter (a hyperparameter is of type double, int, bool or Coefficients, neither static, const, readonly nor required)");

    [Fact]
    public void Hyperparameter_and_state() => Marked.Parse("[Optimizer] partial class A { [Hyperparameter, State] double [|x|] = 1; void Update(ref Tensor θ, Tensor g) { θ -= x * g; } }").Expect(
        "DSL0009: The field 'x' of type 'double' cannot be a state (a state is of type Tensor, TensorBank, torch.Tensor, Scalar or double, and not a hyperparameter as well)");

    [Theory]
    [InlineData("[|MemoryAugmented(Capacity = -1)|]", "-1", "capacity", "at least 0")]
    [InlineData("[|MemoryAugmented(Decay = 1.5)|]", "1.5", "decay", "at least 0 and at most 1")]
    public void Memory_out_of_bounds(string attribute, string value, string name, string bounds) => Marked.Parse("[" + attribute + "] partial class A { void Update(ref Tensor θ, Tensor g, CriticalMemory memory) { θ -= memory.Aggregate(g); } }").Expect(
        $"DSL0010: The default {value} of the hyperparameter '{name}' is not {bounds} (change the default or the bounds)");

    [Theory]
    [InlineData("[State(Per = \"betas\")] TensorBank [|x|];", "betas", "Per", "of type Coefficients")]
    [InlineData("[State(When = \"amsgrad\")] Tensor [|x|];", "amsgrad", "When", "of type bool, double or int")]
    [InlineData("[Hyperparameter] double lr = 1; [State(Per = nameof(lr))] TensorBank [|x|];", "lr", "Per", "of type Coefficients")]
    public void Unknown_name(string field, string name, string role, string type) => Marked.Parse("[Optimizer] partial class A { " + field + " void Update(ref Tensor θ, Tensor g) { θ -= g; } }").Expect(
        $"DSL0011: The state 'x' names '{name}' as its {role}, but there is no such hyperparameter {type}");

    [Theory]
    [InlineData("[State(\"exp_avg\")] Tensor m; [State(\"exp_avg\")] Tensor [|v|];", "exp_avg")]
    [InlineData("[State] Tensor m; [State(\"m\")] Tensor [|v|];", "m")]
    [InlineData("[State] Tensor m; [State(\"step\")] Tensor [|v|];", "step")]
    [InlineData("[State] Tensor m; [State(\"ToString\")] Tensor [|v|];", "ToString")]
    [InlineData("[State] Tensor m; [State(\"State\")] Tensor [|v|];", "State")]
    public void Name_taken(string states, string name) => Marked.Parse("[Optimizer] partial class A { " + states + " void Update(ref Tensor θ, Tensor g) { m = g; v = v + m; θ -= v; } }").Expect(
        $"DSL0014: The name '{name}' of the state 'v' is taken (give it another: [State(\"name\")])");

    [Theory]
    [InlineData("exp avg"), InlineData(""), InlineData("1st"), InlineData("a.b")]
    public void State_name(string name) => Marked.Parse("[Optimizer] partial class A { [State(\"" + name + "\")] Tensor [|m|]; void Update(ref Tensor θ, Tensor g) { m += g; θ -= m; } }").Expect(
        $"DSL0023: The name '{name}' of the state 'm' is not an identifier (use letters, digits and underscores, as in [State(\"exp_avg\")])");

    [Theory]
    [InlineData("[Hyperparameter] double [|step|] = 1;", "step")]
    [InlineData("[Hyperparameter] double [|state|] = 1;", "state")]
    [InlineData("[Hyperparameter] double [|options|] = 1;", "options")]
    [InlineData("[Hyperparameter] double [|parameters|] = 1;", "parameters")]
    [InlineData("[Hyperparameter] double [|LearningRate|] = 1;", "LearningRate")]
    [InlineData("[Hyperparameter] double [|Write|] = 1;", "Write")]
    [InlineData("[Hyperparameter] double [|ToString|] = 1;", "ToString")]
    [InlineData("[Hyperparameter] double beta1 = 1, beta2 = 1; double [|Betas|] => 1;", "Betas")]
    [InlineData("class [|Options|];", "Options")]
    [InlineData("protected override OptimizerDsl.Compiled.CompiledState [|NewState|](TorchSharp.Modules.Parameter parameter) => null!;", "NewState")]
    [InlineData("void [|zero_grad|]() { }", "zero_grad")]
    [InlineData("[Hyperparameter] double [|memory_sum|] = 1;", "memory_sum")]
    public void Reserved_name(string member, string name) => Marked.Parse("[Optimizer] partial class A { " + member + " void Update(ref Tensor θ, Tensor g) { θ -= g; } }").Expect(
        $"DSL0022: The name '{name}' is reserved for the generated class (choose another)");

    [Theory]
    [InlineData("[Optimizer] partial class [|State|] { void Update(ref Tensor θ, Tensor g) { θ -= g; } }", "State")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter] double lr = 1; void Update(ref Tensor [|lr|], Tensor g) { lr -= g; } }", "lr")]
    [InlineData("[MemoryAugmented] partial class A { void Update(ref Tensor [|capacity|], Tensor g, CriticalMemory memory) { capacity -= memory.Aggregate(g); } }", "capacity")]
    [InlineData("[MemoryAugmented] partial class A { [Hyperparameter] int [|capacity|] = 1; void Update(ref Tensor θ, Tensor g, CriticalMemory memory) { θ -= memory.Aggregate(g); } }", "capacity")]
    public void Reserved_in_its_place(string source, string name) => Marked.Parse(source).Expect(
        $"DSL0022: The name '{name}' is reserved for the generated class (choose another)");
}

namespace OptimizerDsl.Generator.Tests.Explaining;

public class EquationMistakes
{
    private static Marked In(string equations, string fields = "[State] Tensor m;") => Marked.Parse($$"""
        [Optimizer] partial class A
        {
            [Hyperparameter] double lr = 1;
            [Hyperparameter] bool flag = false;
            [Hyperparameter] Coefficients betas = [0.9], gammas = [0.5];
            double plain = 1;
            static double shared = 1;
            static T Same<T>(T x) => x;
            {{fields}}
            void Update(ref Tensor θ, Tensor g, int t)
            {
                {{equations}}
            }
        }
        """);

    private static Marked WithMemory(string equations) => Marked.Parse(
        "[MemoryAugmented] partial class A { [Hyperparameter] bool flag = false; [Hyperparameter] Coefficients betas = [0.9]; void Update(ref Tensor θ, Tensor g, CriticalMemory memory) { " + equations + " } }");

    private const string Rest = " m += g; θ -= m;";

    [Theory]
    [InlineData("[|for (var i = 0; i < 3; i++) m += g;|]", "a loop")]
    [InlineData("[|while (flag) { }|]", "a loop")]
    [InlineData("[|switch (t) { default: break; }|]", "a switch")]
    [InlineData("[|try { } finally { }|]", "a try block")]
    [InlineData("[|lock (this) { }|]", "a lock")]
    [InlineData("if (flag) { [|throw new Exception();|] }", "a throw")]
    [InlineData("if (flag) [|return;|]", "a return in the middle")]
    [InlineData("[|double Half(double x) => x / 2;|] _ = nameof(Half);", "a local function", "An update rule cannot contain an assignment to '_' (use assignments, local variables, and 'if' on host conditions)")]
    [InlineData("[|t++;|]", "++ or --")]
    [InlineData("[|Console.WriteLine(t);|]", "a call of 'WriteLine' for its effect")]
    [InlineData("var [|s = \"text\"|];", "a local variable of type 'string?'")]
    [InlineData("ref Tensor [|r = ref θ|];", "a local variable that is a reference")]
    [InlineData("ref var [|r = ref θ|];", "a local variable that is a reference")]
    [InlineData("var [|pair = (g, lr)|];", "a local variable of type '(Tensor g, double lr)'")]
    [InlineData("[|var (key, value) = new KeyValuePair<int, int>(1, 2)|];", "a deconstruction of anything but a tuple")]
    public void Statement(string statement, string what, string? second = null)
    {
        if (second is not null) statement = statement.Replace("_ =", "[|_|] =");
        In(statement + Rest).Expect(new[] { $"DSL0006: An update rule cannot contain {what} (use assignments, local variables, and 'if' on host conditions)" }
            .Concat(second is null ? [] : ["DSL0006: " + second]).ToArray());
    }

    [Theory]
    [InlineData("m = [|g with { }|];", "'g with { }' (write it with operators and the functions of Equations)")]
    [InlineData("m = [|default|];", "'default' (write it with operators and the functions of Equations)")]
    [InlineData("m = [|(θ = g)|];", "'θ = g' (write it with operators and the functions of Equations)", "[|θ = g|]")]
    [InlineData("m = g * [|g.Length|];", "'g.Length' (of properties, only those of CriticalMemory and Coefficients.Count are known)")]
    [InlineData("m = g * [|(t << 1)|];", "'t << 1' (of binary operators, only + - * / %, comparisons, && || & | are known)", "[|t << 1|]")]
    [InlineData("m = g * [|(t & 1)|];", "'t & 1' (& and | combine truth values: for the bits of a number, use / and %)", "[|t & 1|]")]
    [InlineData("if ([|(t | 2)|] == 3) m = g;", "'t | 2' (& and | combine truth values: for the bits of a number, use / and %)", "[|t | 2|]")]
    [InlineData("var n = t; [|n &= 1|]; m = n * g;", "'n &= 1' (& and | combine truth values: for the bits of a number, use / and %)")]
    [InlineData("m = [|Same(g)|];", "'Same(g)' (a method that is written out is not generic: write it for Tensor, Scalar or double)")]
    [InlineData("m = g * [|(~t)|];", "'~t' (of unary operators, only + - ! are known)", "[|~t|]")]
    [InlineData("m = g * [|(flag switch { true => 1, _ => 2 })|];", "'flag switch { true => 1, _ => 2 }' (write it with operators and the functions of Equations)", "[|flag switch { true => 1, _ => 2 }|]")]
    [InlineData("var (s, u) = ([|\"text\"|], g);", "'\"text\"' (write it with operators and the functions of Equations)")]
    [InlineData("(m, var x) = [|default((Tensor, Tensor))|];", "'default((Tensor, Tensor))' (a tuple is written out, or is what a method of the class returns)")]
    [InlineData("m = g * Norm(g, [|flag ? Over.All : Over.Group|]);", "'flag ? Over.All : Over.Group' (what a reduction runs over must be a constant)")]
    public void Expression(string statement, string what, string? at = null)
    {
        if (at is not null) statement = System.Text.RegularExpressions.Regex.Replace(statement, @"\[\|\((.*)\)\|\]", "([|$1|])");
        In(statement + Rest).Expect($"DSL0007: An update rule cannot contain {what}");
    }

    [Fact]
    public void Bank_out_of_date() => In("var b = betas * velocity; velocity = velocity + g; θ -= Mean([|b|]);", "[State(Per = nameof(betas))] TensorBank velocity;").Expect(
        "DSL0007: An update rule cannot contain 'b' (what it was computed from has changed since: use it before that, or assign it again)");

    [Fact]
    public void Bank_read_after_what_a_tuple_assigns() => In("[|(θ, velocity) = (θ - Mean(velocity), velocity + θ)|];", "[State(Per = nameof(betas))] TensorBank velocity;").Expect(
        "DSL0006: An update rule cannot contain a deconstruction in which a bank reads what is assigned before it (use assignments, local variables, and 'if' on host conditions)");

    [Theory]
    [InlineData("m = g * [|Math.BitIncrement(lr)|];", "Math.BitIncrement")]
    [InlineData("m = g * [|Math.Round(lr, 2)|];", "Math.Round")]
    [InlineData("m = g * [|shared.CompareTo(lr)|];", "Double.CompareTo")]
    [InlineData("m = g * [|Random.Shared.NextDouble()|];", "Random.NextDouble")]
    public void Method(string statement, string method) =>
        In(statement + Rest).Expect($"DSL0008: The method '{method}' cannot be called in an update rule (use the functions of Equations and, for host numbers, those of Math)");

    [Theory]
    [InlineData("m = [|Others.Half(g)|];", "Others.Half")]
    [InlineData("m = g * [|Others.Third(lr)|];", "Others.Third")]
    public void Method_of_another_class(string statement, string method) => Marked.Parse(
        "static class Others { public static Tensor Half(Tensor x) => x / 2; public static double Third(double x) => x / 3; } [Optimizer] partial class A { [Hyperparameter(AtLeast = 0)] double lr = 1; [State] Tensor m; void Update(ref Tensor θ, Tensor g) { " + statement + Rest + " } }").Expect(
        $"DSL0008: The method '{method}' cannot be called in an update rule (move it into the class 'A', whose own methods are written out)");

    [Theory]
    [InlineData("m = g / Norm(g, [|(Over)9|]);", "Over", "9", "Over.Tensor, Over.Group, Over.All")]
    public void Value_of_an_enumeration(string statement, string type, string value, string known) => In(statement + Rest).Expect(
        $"DSL0037: The enumeration {type} has no value {value} (use {known})");

    [Theory]
    [InlineData("if ([|g > 0|]) θ -= g;", "an 'if'")]
    [InlineData("m = [|g > 0 & g < 1|] ? g : θ;", "'?:'")]
    public void Condition_per_element(string statement, string where) => In(statement + Rest).Expect(
        $"DSL0016: The condition of {where} must be known before the step, a bool (for a choice per element, write Where(condition, a, b))");

    [Theory]
    [InlineData("m = g + nothing;"), InlineData("m = g +;"), InlineData("Tensor d; m = d;")]
    [InlineData("if (Norm(g)) m = g;"), InlineData("m = 1;"), InlineData("memory.Offer(g);"), InlineData("m = Sqrt();"), InlineData("Tenso x = g;"), InlineData("if (")]
    public void What_the_compiler_says_itself_is_not_said_again(string statement)
    {
        var outcome = Compiler.Run(In(statement + Rest).Source);
        Assert.Empty(outcome.Explained);
        Assert.Contains(outcome.Diagnostics, d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error && d.Location.SourceTree!.FilePath == "File0.cs");
        outcome.ExpectShells();
    }

    [Theory]
    [InlineData("[|g|] = m;"), InlineData("[|g|] *= 2;")]
    public void Gradient(string statement) => In(statement + Rest).Expect(
        "DSL0012: The gradient 'g' must not be assigned, because it belongs to the caller (assign to a local variable: 'var d = ...')");

    [Theory]
    [InlineData("m = [|plain|] * g;", "plain"), InlineData("m = [|shared|] * g;", "shared"), InlineData("[|plain|] = 2;", "plain"), InlineData("m = [|this.plain|] * g;", "plain")]
    public void Plain_field(string statement, string field) => In(statement + Rest).Expect(
        $"DSL0013: The field '{field}' is neither a hyperparameter nor a state (mark it [Hyperparameter] or [State], or make it const)");

    [Fact]
    public void Memory_without_attribute() => Marked.Parse("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g, CriticalMemory [|memory|]) { θ -= memory.Aggregate(g); } }").Expect(
        "DSL0015: Update asks for the memory 'memory', but the class has none (mark the class [MemoryAugmented])");

    [Fact]
    public void Memory_not_taken() => Marked.Parse("[MemoryAugmented] partial class A { void [|Update|](ref Tensor θ, Tensor g) { θ -= g; } }").Expect(
        "DSL0015: The class is memory-augmented, but Update does not take the memory (add the parameter 'CriticalMemory memory')");

    [Theory]
    [InlineData("θ -= memory.Aggregate(g); [|memory.Offer(g)|];")]
    [InlineData("if (flag) [|memory.Offer(g)|]; θ -= memory.Aggregate(g);")]
    [InlineData("θ -= flag ? [|memory.Aggregate(g)|] : g; memory.Offer(g);")]
    public void Offered_twice_or_under_a_condition(string equations) => WithMemory(equations).Expect(
        "DSL0018: The memory must be offered exactly one candidate per step, outside of any 'if' (call Aggregate or Offer once, at the top level of Update)");

    [Theory]
    [InlineData("var b = betas * memory.Mean; memory.Offer(g); θ -= Mean([|b|]);")]
    [InlineData("var b = betas * memory.Sum; var a = memory.Aggregate(g); θ -= a + Mean([|b|]);")]
    [InlineData("var b = betas * g * memory.Count; memory.Offer(g); θ -= Mean([|b|]);")]
    public void Bank_of_the_memory_out_of_date(string equations) => WithMemory(equations).Expect(
        "DSL0007: An update rule cannot contain 'b' (what it was computed from has changed since: use it before that, or assign it again)");

    [Fact]
    public void Never_offered() => Marked.Parse("[MemoryAugmented] partial class A { void [|Update|](ref Tensor θ, Tensor g, CriticalMemory memory) { θ -= g + memory.Mean; } }").Expect(
        "DSL0018: The memory must be offered exactly one candidate per step, outside of any 'if' (call Aggregate or Offer once, at the top level of Update)");

    [Theory]
    [InlineData("if (flag) v = g; m = [|v|];", "flag", "flag")]
    [InlineData("v = g; if (flag) m = v;", "flag", "flag")]
    [InlineData("if (flag != true) v = g; m = flag ? v : g;", "flag", "flag")]
    [InlineData("var on = flag || t > 1; if (on) v = g; m = on ? v : g;", "flag", "flag")]
    [InlineData("if (lr >= 0) v = g; m = lr > 0 ? v : g;", "lr", "lr != 0")]
    public void State_outside_its_condition(string equations, string when, string condition) =>
        In(equations.Replace("[|v|]", "v") + Rest, $"[State] Tensor m; [State(When = nameof({when}))] Tensor [|v|];").Expect(
            $"DSL0017: The state 'v' exists only when '{when}' is set, but it is used where '{when}' may be unset (put the use under 'if ({condition})')");

    [Theory]
    [InlineData("[|lr|] = 2;", "hyperparameter", "lr"), InlineData("[|betas|] *= 2;", "hyperparameter", "betas"), InlineData("[|t|] = 3;", "argument", "t"), InlineData("(m, [|lr|]) = (g, 2);", "hyperparameter", "lr")]
    public void Assigned(string statement, string what, string name) => In(statement + Rest).Expect(
        $"DSL0019: The {what} '{name}' must not be assigned in Update (use a local variable)");

    [Theory]
    [InlineData("θ -= g;", "read"), InlineData("m = g; θ -= g;", "read"), InlineData("θ -= m;", "assigned")]
    public void State_unused(string equations, string what) => In(equations, "[State] Tensor [|m|];").Expect(
        $"DSL0020: The state 'm' is never {what} in Update (use it, or remove it)");

    [Theory]
    [InlineData("double", "x = lr; θ -= x * g;"), InlineData("Scalar", "x = Norm(g); θ -= x * g;"), InlineData("double", "x = 2; x *= lr; θ -= g;"), InlineData("double", "if (flag) x = 1; else x = 2; θ -= x * g;")]
    public void Number_assigned_before_it_is_read(string type, string equations) => In(equations, $"[State] {type} [|x|];").Expect(
        "DSL0020: The state 'x' is assigned before it is read in Update (read what it was before, or make it a local variable)");

    [Fact]
    public void Number_never_read() => In("θ -= g;", "[State] double [|x|];").Expect(
        "DSL0020: The state 'x' is never read in Update (use it, or remove it)");

    [Theory]
    [InlineData("double x = [|Norm(g)|]; m = x * g;", "Scalar", "Norm(g)", "compute with it as a Scalar: 'var' or 'Scalar' instead of 'double'")]
    [InlineData("var x = lr; x = [|Norm(g) * 2|]; m = x * g;", "Scalar", "Norm(g) * 2", "compute with it as a Scalar: 'var' or 'Scalar' instead of 'double'")]
    [InlineData("m = Math.Sqrt([|g|]);", "Tensor", "g", "use Sqrt of Equations instead of Math.Sqrt")]
    [InlineData("m = Math.Sqrt([|Norm(g)|]) * g;", "Scalar", "Norm(g)", "use Sqrt of Equations instead of Math.Sqrt")]
    [InlineData("m = Math.Cbrt([|g|]);", "Tensor", "g", "Equations has no Cbrt: write it with the functions that it has")]
    [InlineData("m = double.Sqrt([|g|]);", "Tensor", "g", "use Sqrt of Equations instead of double.Sqrt")]
    [InlineData("m = 2 * Math.Max(1, [|g * g|]);", "Tensor", "g * g", "use Max of Equations instead of Math.Max")]
    public void Not_known_before_the_step(string statement, string type, string value, string advice) => In(statement + Rest).Expect(
        $"DSL0029: The {type} '{value}' is known only in the course of the step, but a double is needed here ({advice})");

    [Fact]
    public void Nothing_changes() => Marked.Parse("[Optimizer] partial class A { void [|Update|](ref Tensor θ, Tensor g) { var d = θ - g; } }").Expect(
        "DSL0021: Update never assigns the parameter 'θ', so a step would change nothing (end with 'θ -= ...')");

    [Theory]
    [InlineData("static double F(double x) => [|F(x)|];", "F")]
    [InlineData("static double F(double x) => G(x) + 1; static double G(double x) => 2 * [|F(x)|];", "F")]
    [InlineData("double F(double x) => P; double P => [|F(1)|];", "F")]
    public void Recursion(string methods, string name) => In("m += g; θ -= F(lr) * m;", "[State] Tensor m; " + methods).Expect(
        $"DSL0025: The method '{name}' calls itself, directly or through others, so it cannot be written out (an update rule has no recursion)");

    [Theory]
    [InlineData("static double F(double x) { var y = x; return y; }")]
    [InlineData("static double F(double x) { if (x > 0) return 1; return 2; }")]
    public void Not_an_expression(string method) => In("m += g; θ -= [|F(lr)|] * m;", "[State] Tensor m; " + method).Expect(
        "DSL0026: The member 'F' must be a single expression to be used in an update rule (write 'static Tensor F(...) => ...')");

    [Theory]
    [InlineData("[[|Cautious<A>|]] partial class A;", "A", "it would be composed of itself (compose with another class)")]
    [InlineData("[[|Cautious<string>|]] partial class A;", "String", "it is not an optimizer that was declared with OptimizerDsl (mark it [Optimizer], or compose with one that is)")]
    [InlineData("class B; [[|Cautious<B>|]] partial class A;", "B", "it is not an optimizer that was declared with OptimizerDsl (mark it [Optimizer], or compose with one that is)")]
    public void Composition(string source, string rule, string why) => Marked.Parse(source).Expect($"DSL0027: The rule '{rule}' cannot be composed here: {why}");

    [Theory]
    [InlineData("velocity = [|gammas * velocity|] + g;", "gammas", "betas")]
    [InlineData("[|velocity = gammas * g|];", "betas", "gammas")]
    [InlineData("var c = 2 * gammas; velocity = [|velocity / c|];", "betas", "gammas")]
    [InlineData("velocity = [|flag ? velocity : gammas * g|];", "betas", "gammas")]
    [InlineData("velocity = [|Lerp(velocity, gammas * g, 0.5)|];", "betas", "gammas")]
    public void Bank_lengths(string equations, string a, string b) => In(equations + " θ -= Mean(velocity);", "[State(Per = nameof(betas))] TensorBank velocity;").Expect(
        $"DSL0024: The expression combines one value per entry of '{a}' with one per entry of '{b}', which may differ in number (declare both over the same coefficients)");
}

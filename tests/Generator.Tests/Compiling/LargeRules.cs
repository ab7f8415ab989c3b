using Microsoft.CodeAnalysis;

namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>No declaration is too much for the stack of a compiler.</summary>
public class LargeRules
{
    private const string Fields = "[State] Tensor m; [State(Per = nameof(betas))] TensorBank velocity;";
    private const string Rest = " velocity = betas * velocity + g; m = m + g; θ -= m + Mean(velocity);";

    private static string Sum(int terms, Func<int, string> term, string symbol = " + ") => string.Join(symbol, Enumerable.Range(1, terms).Select(term));

    public static TheoryData<string> Long => new()
    {
        $"θ -= {Sum(1000, i => $"g * {i}")};",
        $"θ -= lr * ({Sum(1000, i => $"{i} / lr")}) * g;",
        $"θ -= ({Sum(1000, _ => "Norm(g)")}) * g;",
        $"if ({Sum(1000, i => $"t == {i}", " || ")}) θ -= g;",
        $"var k = {Sum(1000, i => $"t * {i}")}; θ -= k * g;",
        $"m *= {Sum(1000, i => $"(1 + lr / {i})", " * ")};",
        string.Concat(Enumerable.Range(1, 1000).Select(i => $"θ -= g / {i}; ")),
    };

    [Theory, MemberData(nameof(Long))]
    public void A_long_one_compiles(string equations)
    {
        var source = Rule.Of(equations + Rest, Fields);
        Assert.Empty(OnSmallStack(source));
        Compiler.Compile(source);
    }

    public static TheoryData<string> Deep => new()
    {
        $"θ -= {string.Concat(Enumerable.Repeat("(g - ", 150))}g{new string(')', 150)};",
        $"θ -= {string.Concat(Enumerable.Repeat("Sqrt(", 150))}g{new string(')', 150)};",
        $"θ -= {string.Concat(Enumerable.Range(0, 150).Select(i => $"t == {i} ? g : "))}θ;",
        $"{string.Concat(Enumerable.Range(0, 150).Select(i => $"if (t == {i}) θ -= g; else "))}θ += g;",
        $"{string.Concat(Enumerable.Repeat("{ ", 150))}θ -= g;{new string('}', 150)}",
        $"var b = betas * g; {string.Concat(Enumerable.Repeat("b = b * b; ", 40))} θ -= Mean(b);",
        $"var b = betas * g; {string.Concat(Enumerable.Repeat("b += g; ", 300))} θ -= Mean(b);",
    };

    [Theory, MemberData(nameof(Deep))]
    public void A_deep_one_is_explained(string equations)
    {
        var source = Rule.Of(equations + Rest, Fields);
        Assert.Empty(OnSmallStack(source));
        Assert.All(Compiler.Run(source).Explained, d => Assert.Matches("^An update rule cannot contain ('.*' \\(it is too large to be compiled at once: give parts of it names\\)|a statement within 100 others )", d.GetMessage()));
    }

    /// <summary>What the generator says in a thread with the stack that Windows gives one.</summary>
    private static IReadOnlyList<Diagnostic> OnSmallStack(string source)
    {
        var compilation = Compiler.Compilation(source);
        GeneratorDriverRunResult? result = null;
        var thread = new Thread(() => result = Compiler.Driver().RunGenerators(compilation).GetRunResult(), 1 << 20);
        thread.Start();
        thread.Join();
        Assert.Null(result!.Results.Single().Exception);
        return result.Diagnostics;
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>With the build property OptimizerDslLineMapping the lines of kernels stand for those of the declaration.</summary>
public class LineMapping
{
    private static readonly string s_source = Declared.Optimizer("AdamCM");

    [Theory]
    [InlineData("V.Sqrt(", "θ -= lr *"), InlineData(".addcdiv_(", "θ -= lr *")]
    [InlineData("v = beta2 * v + k", "v = beta2 * v"), InlineData("var aggregated = ", "var aggregated"), InlineData("V aggregated = ", "var aggregated")]
    [InlineData("memory_sum.add_(", "var aggregated"), InlineData("SumOfSquares(", "var aggregated"), InlineData("var memory_priority = ", "var aggregated")]
    public void A_line_of_a_kernel_stands_for_its_equation(string generated, string equation)
    {
        var tree = Generate(Compiler.Compilation(s_source), isOn: true).GeneratedTrees.Single(t => t.FilePath.EndsWith("AdamCM.Rule.g.cs", StringComparison.Ordinal));
        var text = tree.GetText();
        var line = text.Lines.Single(l => l.ToString().Contains(generated) && !l.ToString().Contains("//"));
        var mapped = tree.GetMappedLineSpan(line.Span);
        Assert.Equal(("File0.cs", LineOf(equation)), (mapped.Path, mapped.StartLinePosition.Line));
    }

    [Fact]
    public void What_is_around_the_equations_stands_for_itself()
    {
        var tree = Generate(Compiler.Compilation(s_source), isOn: true).GeneratedTrees.Single(t => t.FilePath.EndsWith("AdamCM.Rule.g.cs", StringComparison.Ordinal));
        var text = tree.GetText();
        foreach (var line in text.Lines.Where(l => l.ToString().Contains("V.Load(") || l.ToString().Contains("V.Store(") || l.ToString().Contains("public override")))
            Assert.Equal((tree.FilePath, line.LineNumber), (tree.GetMappedLineSpan(line.Span) is { HasMappedPath: false } own ? own.Path : tree.FilePath, tree.GetMappedLineSpan(line.Span).StartLinePosition.Line));
    }

    [Fact]
    public void What_is_mapped_compiles()
    {
        var driver = Compiler.Driver(options: new Options(isOn: true)).RunGeneratorsAndUpdateCompilation(Compiler.Compilation([.. Declared.Names("Optimizers/").Select(Declared.Read)]), out var output, out _);
        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity > DiagnosticSeverity.Hidden));
        Assert.Contains(driver.GetRunResult().GeneratedTrees, t => t.ToString().Contains("#line"));
    }

    [Fact]
    public void Without_it_nothing_is_mapped() =>
        Assert.DoesNotContain(Generate(Compiler.Compilation(s_source), isOn: false).GeneratedTrees, t => t.ToString().Contains("#line"));

    /// <summary>The price of it: what moves in its file is compiled again.</summary>
    [Theory]
    [InlineData(false, IncrementalStepRunReason.Cached), InlineData(true, IncrementalStepRunReason.Modified)]
    public void A_declaration_that_moves_is_compiled_again_only_if_it_is_mapped(bool isOn, IncrementalStepRunReason reason)
    {
        var compilation = Compiler.Compilation(s_source);
        var driver = Compiler.Driver(tracked: true, new Options(isOn)).RunGenerators(compilation);
        var moved = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Last(), Compiler.Parse("\n" + s_source, "File0.cs"));
        var result = driver.RunGenerators(moved).GetRunResult().Results.Single();
        Assert.Equal(reason, result.TrackedSteps[OptimizerGenerator.DeclarationStep].Single().Outputs.Single().Reason);
    }

    private static GeneratorDriverRunResult Generate(CSharpCompilation compilation, bool isOn) =>
        Compiler.Driver(options: new Options(isOn)).RunGenerators(compilation).GetRunResult();

    private static int LineOf(string equation) => s_source.Split('\n').ToList().FindIndex(l => l.Contains(equation));

    /// <summary>What MSBuild tells the generator.</summary>
    private sealed class Options(bool isOn) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Global(isOn);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Global(bool isOn) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) =>
                (value = key == "build_property.OptimizerDslLineMapping" ? isOn ? "true" : "" : null) is not null;
        }
    }
}

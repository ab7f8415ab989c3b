using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>Projects that lack what generated code needs are told so, instead of being shown errors in that code.</summary>
public class ProjectMistakes
{
    private const string Source = "[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g) { θ -= g; } }";

    [Fact]
    public void Unsafe_code_is_not_allowed()
    {
        var compilation = Compiler.Compilation(Source);
        Expect(compilation.WithOptions(compilation.Options.WithAllowUnsafe(false)),
            "The optimizer class 'A' cannot be compiled in this project: its kernels work on the memory of tensors, and unsafe code is not allowed (write '<AllowUnsafeBlocks>true</AllowUnsafeBlocks>' in the project file)");
    }

    [Fact]
    public void The_language_is_too_old()
    {
        var compilation = Compiler.Compilation(Source);
        var old = compilation.SyntaxTrees.Select(t => t.WithRootAndOptions(t.GetRoot(), Compiler.ParseOptions.WithLanguageVersion(LanguageVersion.CSharp11)));
        Expect(compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(old),
            "The optimizer class 'A' cannot be compiled in this project: its language version is 11.0, and generated code is C# 12 (write '<LangVersion>12</LangVersion>' in the project file, or update the SDK)");
    }

    [Theory]
    [InlineData("Torch"), InlineData("Net"), InlineData("Dsl")]
    public void A_global_using_has_a_name_of_generated_code(string alias) => Expect(Compiler.Compilation(Source, $"global using {alias} = System.Math;"),
        $"The optimizer class 'A' cannot be compiled in this project: it has a global using of the name '{alias}', which generated code uses (give it another name)");

    [Fact]
    public void A_using_of_one_file_is_none_of_the_others() => Compiler.Compile("using Torch = System.Math;\n" + Source, "using Net = System.Math;");

    [Fact]
    public void TorchSharp_is_missing()
    {
        var compilation = Compiler.Compilation(Source);
        Expect(compilation.WithReferences(compilation.References.Where(r => !r.Display!.EndsWith("TorchSharp.dll", StringComparison.Ordinal))),
            "The optimizer class 'A' cannot be compiled in this project: it does not reference TorchSharp (run 'dotnet add package TorchSharp-cpu')");
    }

    private static void Expect(Compilation compilation, string message)
    {
        var diagnostic = Assert.Single(Compiler.Analyze(compilation));
        Assert.Equal(("DSL0028", message, "A"), (diagnostic.Id, diagnostic.GetMessage(), diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)));
        Assert.Empty(CSharpGeneratorDriver.Create(new OptimizerGenerator()).RunGenerators(compilation).GetRunResult().GeneratedTrees);
    }
}

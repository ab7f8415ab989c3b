using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace OptimizerDsl.Generator.Tests.Caching;

/// <summary>An edit recomputes what it changes, and nothing else.</summary>
public class Incrementality
{
    private static readonly string AdamCM = Declared.Optimizer("AdamCM");
    private static readonly string AggMo = Declared.Optimizer("AggMo");

    [Fact]
    public void An_edit_in_another_file_recomputes_nothing() =>
        Expect(Compiler.Compilation(AdamCM, "class Other;"), c => Replace(c, 1, "class Other { int x; }"), "AdamCM cached", "AdamCM cached");

    [Fact]
    public void An_edit_of_a_comment_recomputes_nothing() =>
        Expect(Compiler.Compilation(AdamCM), c => Replace(c, 0, "// A comment.\n" + AdamCM.Replace("var aggregated", "/* here */ var aggregated")), "AdamCM cached", "AdamCM cached");

    [Fact]
    public void A_second_optimizer_leaves_the_first_alone() =>
        Expect(Compiler.Compilation(AdamCM), c => c.AddSyntaxTrees(Compiler.Parse(AggMo, "AggMo.cs")),
            "AdamCM cached", "AdamCM cached", "AggMo new", "AggMo new");

    [Fact]
    public void An_edit_of_an_equation_recomputes_its_optimizer_alone() =>
        Expect(Compiler.Compilation(AdamCM, AggMo), c => Replace(c, 1, AggMo.Replace("lr * Mean", "2 * lr * Mean")),
            "AdamCM cached", "AdamCM cached", "AggMo modified", "AggMo modified");

    /// <summary>The reasons of the declaration and of the output of each optimizer, after the edit.</summary>
    private static void Expect(CSharpCompilation compilation, Func<CSharpCompilation, CSharpCompilation> edit, params string[] reasons)
    {
        var driver = Compiler.Driver(tracked: true).RunGenerators(compilation);
        var result = driver.RunGenerators(edit(compilation)).GetRunResult().Results.Single();

        var declarations = result.TrackedSteps[OptimizerGenerator.DeclarationStep].SelectMany(s => s.Outputs)
            .Select(o => (Name: ((Declarations.OptimizerDeclaration)o.Value).Name, o.Reason)).ToArray();
        var outputs = result.TrackedOutputSteps.SelectMany(s => s.Value)
            .Select(s => (Name: NameOf(s.Inputs.Single().Source.Outputs[s.Inputs.Single().OutputIndex].Value), s.Outputs.Single().Reason)).ToArray();
        Assert.Equal(reasons, declarations.Concat(outputs).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Name + " " + p.Reason.ToString().ToLowerInvariant()));
    }

    [Fact]
    public void The_order_of_the_files_does_not_matter()
    {
        var files = Declared.Names("Optimizers/").Select(Declared.Read).Append("namespace A { [Optimizer] partial class Same { void Update(ref Tensor θ, Tensor g) { θ -= g; } } [Optimizer] partial class same { void Update(ref Tensor θ, Tensor g) { θ += g; } } }").ToArray();
        var expected = Compiler.Compile(files).Generated;
        var random = new Random(3);
        for (var i = 0; i < 3; i++)
        {
            random.Shuffle(files);
            Assert.Equal(expected, Generated(files));
        }

        static IEnumerable<KeyValuePair<string, string>> Generated(string[] files) => Compiler.Driver().RunGenerators(Compiler.Compilation(files)).GetRunResult().Results.Single().GeneratedSources
            .OrderBy(s => s.HintName, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.HintName, s.SourceText.ToString()));
    }

    private static string NameOf(object named) => (((Declarations.OptimizerDeclaration, string))named).Item1.Name;

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, string text)
    {
        var tree = compilation.SyntaxTrees.Single(t => t.FilePath == $"File{file}.cs");
        return compilation.ReplaceSyntaxTree(tree, Compiler.Parse(text, tree.FilePath));
    }

    [Fact]
    public void The_model_holds_nothing_of_the_compilation()
    {
        var result = Compiler.Driver(tracked: true).RunGenerators(Compiler.Compilation([.. Declared.Names("Optimizers/").Select(Declared.Read)])).GetRunResult().Results.Single();
        var models = result.TrackedSteps[OptimizerGenerator.DeclarationStep].SelectMany(s => s.Outputs).Select(o => o.Value).ToArray();
        Assert.Equal(Declared.Names("Optimizers/").Count(), models.Length);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var model in models) Walk(model, seen);
        Assert.True(seen.Count > 100);
    }

    private static void Walk(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) return;
        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location or SemanticModel or IOperation, value.GetType().FullName);
        if (value is IEnumerable items) foreach (var item in items) Walk(item, seen);
        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)) Walk(field.GetValue(value), seen);
    }

    [Fact]
    public void The_old_compilation_is_let_go()
    {
        var (driver, old) = RunAndMoveOn();
        for (var i = 0; i < 10 && old.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(old.IsAlive);
        GC.KeepAlive(driver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver, WeakReference) RunAndMoveOn()
    {
        var (driver, old) = Run(Compiler.Driver(), Compiler.Compilation(AggMo));
        return (Run(driver, Compiler.Compilation(AggMo + "\n")).Driver, old);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference Compilation) Run(GeneratorDriver driver, Compilation compilation) =>
        (driver.RunGenerators(compilation), new WeakReference(compilation));
}

using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>The text in which a compiled rule travels to the assemblies that compose with it.</summary>
public class Notation
{
    private const string Update = "(update θ g \"\" (Parameter Gradient))";
    private const string Set = "(set θ (get g Tensor) \"θ = g\")";

    [Fact]
    public void A_rule_is_the_same_when_it_is_read_back()
    {
        var outcome = Compiler.Compile([.. Declared.Names("Optimizers/").Select(Declared.Read)]);
        var types = outcome.Compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>().Where(CompositionReader.IsOptimizer).ToArray();
        Assert.NotEmpty(types);
        foreach (var type in types)
        {
            var rule = DeclarationReader.Read(type, outcome.Compilation, default).Declaration!.Rule.WithoutLines();
            var text = string.Join('\n', RuleText.Print(rule));
            Assert.Equal(rule, RuleText.Parse(text));
            Assert.Equal(text, type.GetAttributes().Single(a => a.AttributeClass!.Name == "CompiledRuleAttribute").ConstructorArguments[0].Value);
        }
    }

    [Fact]
    public void Former_texts_are_still_read() =>
        Assert.Equal(RuleText.Parse($"(rule 2 {Update} {Set})"), RuleText.Parse($"(rule 1 {Update} {Set})"));

    [Theory]
    [InlineData($"(rule 3 {Update} {Set})")]
    [InlineData($"(rule 0 {Update} {Set})")]
    [InlineData($"(rule 2 {Set})")]
    [InlineData($"(rule 2 {Update} {Update} {Set})")]
    [InlineData($"(rule 2 {Update} {Set} (loop {Set}))")]
    [InlineData($"(rule 2 {Update} {Set} loop)")]
    [InlineData($"(rule 2 {Update} {Set} ())")]
    [InlineData($"(rule 2 {Update} (if (lit 1 Condition) ((loop)) () \"\"))")]
    [InlineData($"(rule 2 {Update} (if (lit 1 Condition) ({Set}) \"\"))")]
    [InlineData($"(rule 2 {Update} (set θ (get g Tensor) \"θ = g\" more))")]
    [InlineData($"(rule 2 {Update} (set θ (now) \"\"))")]
    [InlineData($"(rule 2 {Update} (set θ g \"\"))")]
    [InlineData($"(rule 2 {Update} (set θ (get g Complex) \"\"))")]
    [InlineData($"(rule 2 {Update} (set θ (get g 5) \"\"))")]
    [InlineData($"(rule 2 {Update} (set (θ) (get g Tensor) \"\"))")]
    [InlineData($"(rule 2 {Update} (set θ (do Erf Tensor Tensor (get g Tensor)) \"\"))")]
    [InlineData($"(rule 2 {Update} (set θ (do) \"\"))")]
    [InlineData($"(rule 2 {Update} {Set} (memory 5 0.7 oldest))")]
    [InlineData($"(rule 2 {Update} {Set} (memory 5 0.7 fifo BFloat16 always))")]
    [InlineData($"(rule 2 {Update} {Set} (memory 5 0.7 fifo BFloat16 nearest compressed))")]
    [InlineData($"(rule 2 {Update} {Set} (state m m Tensor \"\" \"\" Number 0))")]
    [InlineData($"(rule 2 {Update} {Set} (state m m Tensor \"\" \"\" Number 0 \"\" Float8 nearest))")]
    [InlineData($"(rule 2 {Update} {Set} (hyper lr Double 0.1 sometimes NaN NaN NaN NaN \"\" ()))")]
    [InlineData($"(rule 2 {Update} {Set} (hyper lr Double zero required NaN NaN NaN NaN \"\" ()))")]
    [InlineData($"(rule 2 {Update} {Set}")]
    [InlineData("")]
    public void What_is_not_known_is_not_passed_over(string text) => Assert.Throws<FormatException>(() => RuleText.Parse(text));

    [Fact]
    public void No_text_is_too_deep_for_the_stack() => Assert.Throws<FormatException>(() => RuleText.Parse(new string('(', 1_000_000)));

    /// <summary>An older compiler reads versions up to its own: what changes here without another version, it would take for something else.</summary>
    [Fact]
    public void What_is_new_has_a_new_version()
    {
        string[] names =
        [
            .. Enum.GetNames<Operation>(), .. Enum.GetNames<Kind>(), .. Enum.GetNames<Over>(), .. Enum.GetNames<Precision>(), .. Enum.GetNames<InitialKind>(),
            .. Enum.GetNames<HyperparameterType>(), .. Enum.GetNames<EagerParameter>(), .. Enum.GetNames<UpdateArgument>(), .. Enum.GetNames<Replacement>(),
        ];
        Assert.Equal(
            (2, "Add Subtract Multiply Divide Remainder Negate Truncate Single IntegerAdd IntegerSubtract IntegerMultiply IntegerDivide IntegerRemainder Checked "
                + "Sqrt Rsqrt Square Pow Abs Sign Exp Log Tanh Max Min Clamp Lerp Less LessOrEqual Greater GreaterOrEqual Equal NotEqual And Or Not Select Where "
                + "BankSum BankMean Length Fill Round Norm Sum Mean Dot MaxAbs Condition Host Coefficients Scalar Mask Tensor Bank Torch Tensor Group All "
                + "Same BFloat16 Float16 Float32 Number Parameter Gradient Hyperparameter Double Integer Boolean Coefficients ElementType "
                + "Tensor Double Integer Boolean Coefficients Parameter Gradient Memory Step Priority FirstInFirstOut CriticalTest"),
            (RuleText.Version, string.Join(' ', names)));
    }

    [Theory]
    [InlineData($"(rule 3 {Update} {Set})")]
    [InlineData($"(rule 2 {Update} {Set} (loop {Set}))")]
    public void A_rule_of_a_newer_package_is_not_composed(string text)
    {
        var library = Compiler.Compilation($"/// <summary>A rule.</summary>\n[OptimizerDsl.Compiled.CompiledRule(\"\"\"\n{text}\n\"\"\")] public class Newer;");
        using var stream = new MemoryStream();
        Assert.True(library.Emit(stream).Success);
        var outcome = Compiler.Run(Compiler.Compilation("[Cautious<Newer>] partial class A;").AddReferences(MetadataReference.CreateFromImage(stream.ToArray())));
        Assert.Equal(
            "The rule 'Newer' cannot be composed here: its assembly was compiled by a version of OptimizerDsl that this one cannot read (update the package OptimizerDsl)",
            Assert.Single(outcome.Explained).GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}

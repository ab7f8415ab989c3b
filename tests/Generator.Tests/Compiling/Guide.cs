using System.Text.RegularExpressions;

namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>What the guides show compiles.</summary>
public class Guide
{
    [Fact]
    public void Every_block_compiles()
    {
        var outcome = Compiler.Compile(Blocks("writing-an-optimizer.md", atLeast: 8));
        Assert.Contains("AdaBeliefCM.Rule.g.cs", outcome.Generated.Keys);
    }

    [Fact]
    public void Every_block_on_migrating_compiles_with_the_optimizers()
    {
        var outcome = Compiler.Compile([.. Declared.Names("Optimizers/").Select(Declared.Read), .. Blocks("migrating.md", atLeast: 5)]);
        Assert.Contains("YogiCM.Rule.g.cs", outcome.Generated.Keys);
    }

    [Fact]
    public void Every_block_on_checkpoints_compiles()
    {
        var outcome = Compiler.Compile(Blocks("checkpoints.md", atLeast: 3));
        Assert.Contains("SignSteps.Rule.g.cs", outcome.Generated.Keys);
    }

    private static string[] Blocks(string page, int atLeast)
    {
        string[] blocks = [.. Regex.Matches(Declared.Read("Guide/" + page), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value)];
        Assert.True(blocks.Length >= atLeast, $"{page} has only {blocks.Length} blocks.");
        return blocks;
    }
}

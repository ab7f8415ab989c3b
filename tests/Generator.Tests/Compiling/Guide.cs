using System.Text.RegularExpressions;

namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>What the guide shows compiles.</summary>
public class Guide
{
    [Fact]
    public void Every_block_compiles()
    {
        var guide = Declared.Read("Guide/writing-an-optimizer.md");
        var blocks = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        Assert.True(blocks.Length >= 8, $"The guide has only {blocks.Length} blocks.");
        var outcome = Compiler.Compile(blocks);
        Assert.Contains("AdaBeliefCM.Rule.g.cs", outcome.Generated.Keys);
    }
}

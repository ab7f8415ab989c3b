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
    public void Every_block_on_training_compiles_with_the_optimizers()
    {
        var blocks = Blocks("training.md", atLeast: 8)
            .Select((block, i) => block.Contains("partial class", StringComparison.Ordinal) ? "using OptimizerDsl.Optimizers;\n" + block : InAMethod(block, i));
        var outcome = Compiler.Compile([.. Declared.Names("Optimizers/").Select(Declared.Read), .. blocks]);
        Assert.Contains("TwiceClippedAdam.Rule.g.cs", outcome.Generated.Keys);
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

    /// <summary>Statements, with what the guide says they have.</summary>
    private static string InAMethod(string statements, int number) =>
        $$"""
        using OptimizerDsl.Optimizers;
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn.functional;

        internal static class Block{{number}}
        {
            private static void Run(nn.Module<torch.Tensor, torch.Tensor> model, IEnumerable<(torch.Tensor Input, torch.Tensor Target)> batches)
            {
        {{statements}}
                _ = (model, batches);
            }
        }
        """;
}

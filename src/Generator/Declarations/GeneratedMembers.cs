using Microsoft.CodeAnalysis;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Tells what a class declares from what was generated of it: analyzers see both.</summary>
internal static class GeneratedMembers
{
    public static bool Include(ISymbol member) => member.DeclaringSyntaxReferences.Length > 0 && member.DeclaringSyntaxReferences.All(r =>
        r.SyntaxTree.FilePath.IndexOf(nameof(OptimizerGenerator), StringComparison.Ordinal) >= 0
        && r.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase));
}

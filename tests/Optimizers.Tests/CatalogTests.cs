using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Golden;
using OptimizerDsl.Tests.Plain;

namespace OptimizerDsl.Tests;

/// <summary>No optimizer of the library escapes the tests.</summary>
public sealed class CatalogTests
{
    /// <summary>Every optimizer of the library.</summary>
    internal static IReadOnlyList<Type> All { get; } =
        [.. typeof(Optimizers.Adam).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(CompiledOptimizer))).OrderBy(t => t.Name, StringComparer.Ordinal)];

    [Fact]
    public void Every_optimizer_is_in_the_table() =>
        Assert.Equal(All, OptimizerTable.All.Select(o => o.Type).Distinct().OrderBy(t => t.Name, StringComparer.Ordinal));

    /// <summary>With recordings, or with plain loops: of those that call TorchSharp, in tests of their own.</summary>
    [Fact]
    public void Every_optimizer_is_compared_with_something_that_is_not_written_in_the_language() =>
        Assert.Empty(All.Except(ReferenceNames.Types).Except(PlainRuleTests.Types).Except([typeof(Optimizers.Adafactor), typeof(Optimizers.Muon)]));
}

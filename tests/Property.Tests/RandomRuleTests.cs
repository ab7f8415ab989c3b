using OptimizerDsl.Generator.Rules;
using OptimizerDsl.Tests.Making;
using OptimizerDsl.Tests.Running;
using Xunit.Abstractions;

namespace OptimizerDsl.Tests;

/// <summary>
/// Rules that nobody wrote: well typed, otherwise random. Every one must compile without a word, and its fused and eager
/// executions agree with the reference as closely as rounding allows.
/// </summary>
/// <remarks>
/// OPTIMIZERDSL_RULES says how many (the default is for a quick check, with DSL_FULL=1 for a longer one; more find more),
/// OPTIMIZERDSL_SEED which.
/// </remarks>
public sealed class RandomRuleTests(ITestOutputHelper log)
{
    private const int PerCompilation = 50;
    private const int OnePerDevice = 8;

    [Fact]
    public void Every_execution_of_a_random_rule_agrees_with_the_reference()
    {
        var count = Setting("OPTIMIZERDSL_RULES", Setting("DSL_FULL", 0) == 1 ? 500 : 200);
        var seed = Setting("OPTIMIZERDSL_SEED", 1);
        var failures = new List<Failure>();
        var (compared, skipped) = (0L, 0L);
        var batches = Enumerable.Range(0, count).Select(i => seed * 1_000_003 + i).Chunk(PerCompilation).ToArray();
        foreach (var (failure, verdict) in batches.AsParallel().AsOrdered().SelectMany(seeds => Failure.Check([.. seeds.Select(s => RuleMaker.Make(s) with { OnDevice = s % OnePerDevice == 0 })])))
        {
            if (failure is not null) failures.Add(failure);
            compared += verdict?.Compared ?? 0;
            skipped += verdict?.Skipped ?? 0;
        }

        log.WriteLine($"{count} rules, {compared} numbers compared, {skipped} of them too sensitive to rounding.");
        foreach (var kind in failures.GroupBy(f => f.Kind)) log.WriteLine($"{kind.Count()} x {kind.Key}");
        // One of each kind is enough to read. What is called a mistake is shown as it is: of a part of it that may be true.
        var shrunk = failures.GroupBy(f => f.Kind).Select(f => f.MinBy(r => r.Rule.Source("").Length)!)
            .Select(f => f.Kind.StartsWith("DSL", StringComparison.Ordinal) ? f : f.Shrunk(TimeSpan.FromSeconds(30)));
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} rules fail.\n" + string.Join("\n\n", shrunk));
        Assert.True(skipped < 0.1 * compared, $"{skipped} of {compared} numbers could not be compared.");
    }

    [Fact]
    public void A_random_rule_is_the_same_when_it_is_read_back()
    {
        var (count, seed) = (Setting("OPTIMIZERDSL_RULES", 500), Setting("OPTIMIZERDSL_SEED", 1));
        foreach (var seeds in Enumerable.Range(0, count).Select(i => seed * 1_000_003 + i).Chunk(PerCompilation))
        {
            foreach (var rule in Batch.Read([.. seeds.Select(RuleMaker.Make)]))
            {
                var text = string.Join('\n', RuleText.Print(rule));
                Assert.Equal(rule, RuleText.Parse(text));
                Assert.Equal(text, string.Join('\n', RuleText.Print(RuleText.Parse(text))));
            }
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}

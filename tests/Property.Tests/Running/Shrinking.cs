using System.Diagnostics;
using OptimizerDsl.Tests.Rules;

namespace OptimizerDsl.Tests.Running;

/// <summary>A rule that fails, and how.</summary>
internal sealed record Failure(RandomRule Rule, string Kind, string Message)
{
    /// <summary>Compiles and runs rules.</summary>
    public static IEnumerable<(Failure? Failure, Verdict? Verdict)> Check(IReadOnlyList<RandomRule> rules)
    {
        using var batch = new Batch(rules);
        var verdicts = new (Failure?, Verdict?)[rules.Count];
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            if (batch.Diagnostics[i].Length > 0)
            {
                // What the DSL says comes first: it leaves the rest of the class ungenerated, of which C# has much to say.
                var all = batch.Diagnostics[i].OrderByDescending(d => d.Id.StartsWith("DSL", StringComparison.Ordinal)).ToList();
                verdicts[i] = (new(rule, all[0].Id, string.Join("\n", all.Take(3))), null);
                continue;
            }

            try
            {
                var verdict = Verdict.Of(rule, batch.Type(i));
                verdicts[i] = (verdict.Failure is null ? null : new(rule, "differs", verdict.Failure), verdict);
            }
            catch (Exception e)
            {
                verdicts[i] = (new(rule, e.GetType().Name, e.ToString()), null);
            }
        }

        return verdicts;
    }

    /// <summary>The smallest rule found that fails in the same way.</summary>
    public Failure Shrunk(TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        var smallest = this;
        while (clock.Elapsed < limit)
        {
            // All that are one cut away are compiled together, the smallest ones first.
            var candidates = Shrinking.OneCut(smallest.Rule).OrderBy(Size).Where(r => Size(r) < Size(smallest.Rule)).Take(60).ToList();
            var failing = candidates.Count == 0 ? [] : Check(candidates).Select(c => c.Failure).OfType<Failure>().Where(f => f.Kind == Kind).ToList();
            if (failing.Count == 0) break;
            smallest = failing.MinBy(f => Size(f.Rule))!;
        }

        return smallest;
    }

    private static int Size(RandomRule rule) => rule.Source("").Length;

    public override string ToString() => $"{Message}\n{Rule.Source("Failing")}";
}

/// <summary>The rules that are left of one when a part of it is cut away.</summary>
internal static class Shrinking
{
    public static IEnumerable<RandomRule> OneCut(RandomRule rule) => OneCut(rule.Body).Select(body => rule with { Body = body });

    private static IEnumerable<List<Statement>> OneCut(IReadOnlyList<Statement> statements)
    {
        for (var i = 0; i < statements.Count; i++)
            foreach (var replacement in OneCut(statements[i]))
                yield return [.. statements.Take(i), .. replacement, .. statements.Skip(i + 1)];
    }

    private static IEnumerable<IEnumerable<Statement>> OneCut(Statement statement)
    {
        yield return [];
        if (statement is Branch branch)
        {
            yield return branch.Then;
            yield return branch.Else;
            foreach (var then in OneCut(branch.Then)) yield return [branch with { Then = then }];
            foreach (var otherwise in OneCut(branch.Else)) yield return [branch with { Else = otherwise }];
        }

        if (statement is AssignTwo two)
        {
            yield return [two.First];
            yield return [two.Second];
        }

        for (var i = 0; i < statement.Terms.Count; i++)
            foreach (var term in OneCut(statement.Terms[i]))
                yield return [statement.With([.. statement.Terms.Take(i), term, .. statement.Terms.Skip(i + 1)])];
    }

    /// <summary>The term with a part of it replaced by something smaller of the same type.</summary>
    private static IEnumerable<Term> OneCut(Term term)
    {
        foreach (var part in term.All.Skip(1).Where(p => p.Kind == term.Kind)) yield return part;
        if (term.Kind == Kind.Tensor && term.Operands.Count > 0) yield return new Variable(Kind.Tensor, "g");
        if (term.Kind == Kind.Host && term.Operands.Count > 0) yield return new Constant(0.5);
        for (var i = 0; i < term.Operands.Count; i++)
            foreach (var operand in OneCut(term.Operands[i]))
                yield return term.With([.. term.Operands.Take(i), operand, .. term.Operands.Skip(i + 1)]);
    }
}

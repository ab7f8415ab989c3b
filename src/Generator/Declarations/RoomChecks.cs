using System.Globalization;
using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>What a kernel has room for, whatever a rule was made of.</summary>
internal static class RoomChecks
{
    /// <summary>A variant is a word with a bit for each condition; another has one for each pass before which nothing is computed.</summary>
    private const int Conditions = 32, Passes = 32;

    /// <summary>In CUDA, a total for each of the 256 threads of a block, in float64: more than 48 KB a block cannot share.</summary>
    private const int ReductionsOfPass = 23;

    public static void Run(Rule rule, INamedTypeSymbol type, Report report)
    {
        var plan = Planner.Plan(rule);
        var reductions = plan.Passes.Max(p => plan.Reductions.Count(r => r.Pass == p.Index && r.Total >= 0));
        Require(plan.Flags.Count, Conditions, "conditions known before the step",
            "choose between numbers instead, which needs none: 'lr * (condition ? 0.1 : 1)'");
        Require(plan.Passes.Count, Passes, "passes, since one reduction waits for the other", "let fewer of them depend on others");
        Require(reductions, ReductionsOfPass, "reductions in one pass", "take fewer");

        void Require(int count, int most, string what, string advice)
        {
            if (count > most) report(Descriptors.Room, type.Locations[0], type.Name, $"{Text(count)} {what}", Text(most), advice);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

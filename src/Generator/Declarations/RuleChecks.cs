using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>What must hold of a rule as a whole, once each of its statements is known to make sense.</summary>
internal static class RuleChecks
{
    public static void Run(Rule rule, FieldReader fields, IMethodSymbol update, Report report)
    {
        var accesses = Access.Of(rule.Statements).ToArray();
        var allocation = new Allocation(rule);

        if (!accesses.Any(a => a.IsWrite && a.Name == rule.Parameter))
            report(Descriptors.ParameterUnassigned, update.Locations[0], rule.Parameter);

        if (rule.Memory is not null && !rule.Statements.OfType<Offer>().Any())
            report(Descriptors.OfferMisplaced, update.Locations[0]);

        foreach (var state in rule.States)
        {
            var uses = accesses.Where(a => a.Name == state.Field).ToArray();
            if (!uses.Any(a => !a.IsWrite))
            {
                // What is assigned to a number goes by another name, which may well be read: the state itself is not.
                if (!state.Kind.IsElementwise() && IsAssigned(state))
                    report(Descriptors.StateUnread, fields.Location(state.Field), state.Field, "assigned before it is read", "read what it was before, or make it a local variable");
                else
                    report(Descriptors.StateUnread, fields.Location(state.Field), state.Field, "never read", "use it, or remove it");
            }
            else if (!IsAssigned(state) && state.Initial == Initial.Zero && !fields.Begun.Contains(state.Field))
            {
                report(Descriptors.StateUnread, fields.Location(state.Field), state.Field, "never assigned", "use it, or remove it");
            }

            if (state.When is null) continue;
            var when = rule.Hyperparameters.First(h => h.Name == state.When);
            if (uses.Any(a => !allocation.Follows(a.Guards, state.When)))
            {
                report(Descriptors.StateNotAllocated, fields.Location(state.Field), state.Field, state.When,
                    when.Type == HyperparameterType.Boolean ? when.Name : when.Name + " != 0");
            }
        }

        foreach (var (state, cause) in SharedStates.Uneven(rule))
        {
            var (whose, over) = state.Over == Over.All ? ("all parameters", "Over.All") : ("a group of parameters", "Over.Group");
            report(Descriptors.SharedState, fields.Location(state.Field), state.Field, whose, cause, over);
        }

        foreach (var bank in RoundedBanks.ReadAfterStored(rule))
            report(Descriptors.RoundedBank, fields.Location(bank.Field), bank.Field, bank.Precision.ToString());

        // A number is assigned under a new name each time; what it is at last is what it keeps.
        bool IsAssigned(StateField state) => state.Kind.IsElementwise()
            ? accesses.Any(a => a.IsWrite && a.Name == state.Field)
            : !rule.Kept.Any(k => k.Field == state.Field && k.Value.Equals(new Read(state.Field, state.Kind)));
    }
}

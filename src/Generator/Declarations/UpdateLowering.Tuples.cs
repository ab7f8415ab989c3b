using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary><c>var (a, b) = (x, y)</c>: all values are those from before any of the assignments.</summary>
internal sealed partial class UpdateLowering
{
    private void LowerDeconstruction(IDeconstructionAssignmentOperation deconstruction)
    {
        if (deconstruction.Value.Type is { IsTupleType: false })
        {
            _report(Descriptors.UnsupportedStatement, deconstruction.Syntax.GetLocation(), "a deconstruction of anything but a tuple");
            return;
        }

        if (_expressions.LowerTuple(deconstruction.Value) is not { } lowered) return;
        var (targets, values) = (Targets(deconstruction.Target).ToArray(), lowered.ToArray());
        var text = Text(deconstruction.Syntax);
        for (var i = 0; i < targets.Length; i++)
        {
            if (!targets.Take(i).Any(t => NameOf(t) is { } assigned && values[i].Reads().Contains(assigned))) continue;
            if (values[i].Kind == Kind.Bank)
            {
                _report(Descriptors.UnsupportedStatement, deconstruction.Syntax.GetLocation(), "a deconstruction in which a bank reads what is assigned before it");
                return;
            }

            // The value as it is now, under a name of its own.
            var kept = new Read(_scope.Temporary("new_" + (targets[i] is ILocalReferenceOperation { Local.Name: var name } ? name : NameOf(targets[i])), values[i].Kind), values[i].Kind);
            EmitChange(kept.Name, values[i], text);
            values[i] = kept;
        }

        for (var i = 0; i < targets.Length; i++)
        {
            var value = values[i];
            if (targets[i] is not IDiscardOperation) LowerAssignment(deconstruction, targets[i], () => value);
        }
    }

    /// <summary>The variables on the left side, in order.</summary>
    private static IEnumerable<IOperation> Targets(IOperation target) => target switch
    {
        IDeclarationExpressionOperation declaration => Targets(declaration.Expression),
        ITupleOperation tuple => tuple.Elements.SelectMany(Targets),
        _ => [target],
    };

    /// <summary>The name under which the variable is kept from statement to statement; null if each assignment gives it another.</summary>
    private string? NameOf(IOperation target) => target switch
    {
        ILocalReferenceOperation { Local: var local } => _scope.Value(local) is Read { Kind: Kind.Tensor or Kind.Mask } read ? read.Name : null,
        IParameterReferenceOperation { Parameter.Name: var name } => name,
        IFieldReferenceOperation { Field.Name: var name } => name,
        _ => null,
    };
}

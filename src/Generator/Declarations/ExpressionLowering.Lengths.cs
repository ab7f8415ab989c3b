using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Banks and coefficients go entry by entry, so they must have equally many.</summary>
internal sealed partial class ExpressionLowering
{
    /// <summary>Whether a value has as many entries as the state it is assigned to.</summary>
    public bool Fits(string state, Expression value, SyntaxNode syntax) =>
        value.Kind != Kind.Bank || Fit(syntax, new Read(state, Kind.Bank), value);

    /// <summary>Whether operands that go entry by entry have equally many entries.</summary>
    private bool Fit(SyntaxNode syntax, params Expression[] operands)
    {
        var lengths = operands.SelectMany(Lengths).Distinct().ToArray();
        if (lengths.Length < 2) return true;
        report(Descriptors.BankLengths, syntax.GetLocation(), lengths[0], lengths[1]);
        return false;
    }

    /// <summary>The coefficients that say how many entries a value has.</summary>
    private IEnumerable<string> Lengths(Expression expression) => expression switch
    {
        Read { Kind: Kind.Bank } bank => [scope.Fields.States.First(s => s.Field == bank.Name).Per!],
        Read { Kind: Kind.Coefficients } coefficients => [scope.LengthOf(coefficients.Name)],
        { Kind: Kind.Bank or Kind.Coefficients } => expression.Operands().SelectMany(Lengths),
        _ => [],
    };
}

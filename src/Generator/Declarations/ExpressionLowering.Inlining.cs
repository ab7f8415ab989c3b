using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Methods and properties of the optimizer class itself stand for their expressions.</summary>
internal sealed partial class ExpressionLowering
{
    private readonly HashSet<ISymbol> _inlining = new(SymbolEqualityComparer.Default);

    private bool IsOwn(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingType, scope.Fields.Type);

    /// <summary>The expression that a property of the class stands for; null, with or without a diagnostic, if there is none.</summary>
    public Expression? Property(IPropertySymbol property)
    {
        if (BodyOf(property) is { } body && operationOf(body) is { } operation)
        {
            if (!Erroneous.Is(operation)) return Lower(operation);
            scope.IsBroken = true;
            return null;
        }

        report(Descriptors.NotAnExpression, property.Locations[0], property.Name);
        return null;
    }

    private Expression? Inline(ISymbol member, IOperation use, ImmutableArray<IArgumentOperation> arguments) => Inline(member, use, arguments, Lower);

    /// <summary>Lowers the expression that the member stands for, with its parameters standing for the arguments.</summary>
    private T? Inline<T>(ISymbol member, IOperation use, ImmutableArray<IArgumentOperation> arguments, Func<IOperation, T?> lower) where T : class
    {
        // Before the member is entered: an argument may call it, too.
        var values = new List<(IParameterSymbol Parameter, Expression Value)>();
        foreach (var argument in arguments)
        {
            if (argument.Parameter!.RefKind != RefKind.None)
            {
                Unsupported(argument, "arguments of own methods are passed by value");
                return null;
            }

            if (Lower(argument.Value) is not { } value) return null;
            values.Add((WithBody(member) is IMethodSymbol { Parameters: var parameters } ? parameters[argument.Parameter.Ordinal] : argument.Parameter, Once(value, argument)));
        }

        if (!_inlining.Add(member))
        {
            report(Descriptors.Recursion, use.Syntax.GetLocation(), member.Name);
            return null;
        }

        try
        {
            if (member is IMethodSymbol { IsGenericMethod: true })
            {
                Unsupported(use, "a method that is written out is not generic: write it for Tensor, Scalar or double");
                return null;
            }

            if (BodyOf(member) is not { } body || operationOf(body) is not { } operation)
            {
                report(Descriptors.NotAnExpression, use.Syntax.GetLocation(), member.Name);
                return null;
            }

            foreach (var (parameter, value) in values) scope.Inline(parameter, value);
            var result = lower(operation);
            var returned = member is IMethodSymbol method ? method.ReturnType : (member as IPropertySymbol)?.Type;
            return result is Expression number && Converted(number, operation.Type, returned) is T converted ? converted : result;
        }
        finally
        {
            _inlining.Remove(member);
        }
    }

    /// <summary>An argument is computed once, however often the method uses it.</summary>
    private Expression Once(Expression value, IArgumentOperation argument)
    {
        if (value is Read or Literal || value.Kind is not (Kind.Tensor or Kind.Mask or Kind.Scalar) && !MayThrow(value)) return value;
        return Named(argument.Parameter!.Name, value, argument.Value);
    }

    /// <summary>The value under a name of its own.</summary>
    private Read Named(string name, Expression value, IOperation operation)
    {
        var variable = new Read(scope.Temporary(name, value.Kind), value.Kind);
        emit(new Assign(variable.Name, value, UpdateLowering.Text(operation.Syntax)));
        return variable;
    }

    private static ExpressionSyntax? BodyOf(ISymbol member) => WithBody(member).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        MethodDeclarationSyntax { ExpressionBody: { } arrow } => arrow.Expression,
        MethodDeclarationSyntax { Body.Statements: { Count: 1 } statements } => (statements[0] as ReturnStatementSyntax)?.Expression,
        PropertyDeclarationSyntax { ExpressionBody: { } arrow } => arrow.Expression,
        _ => null,
    };

    /// <summary>Of a partial member, the part that says what it is.</summary>
    private static ISymbol WithBody(ISymbol member) => member switch
    {
        IMethodSymbol { PartialImplementationPart: { } part } => part,
        IPropertySymbol { PartialImplementationPart: { } part } => part,
        _ => member,
    };
}

namespace OptimizerDsl.Tests.Rules;

/// <summary>The types of the language.</summary>
internal enum Kind
{
    Bool,
    Host,
    Integer,
    Coefficients,
    Tensor,
    Bank,
    Scalar,
    Mask,
    Condition,
}

internal static class Kinds
{
    /// <summary>The type as a declaration writes it.</summary>
    public static string Text(this Kind kind) => kind switch
    {
        Kind.Bool => "bool",
        Kind.Host => "double",
        Kind.Integer => "int",
        Kind.Bank => "TensorBank",
        _ => kind.ToString(),
    };

    /// <summary>Whether a value of the kind is a number known before the step, and so not rounded to the type of the tensors.</summary>
    public static bool IsHost(this Kind kind) => kind is Kind.Host or Kind.Integer or Kind.Coefficients;

    /// <summary>Whether nothing rounds a value of the kind.</summary>
    public static bool IsExact(this Kind kind) => kind == Kind.Integer || kind.IsAnswer();

    /// <summary>Whether a value of the kind is an answer, which nothing rounds.</summary>
    public static bool IsAnswer(this Kind kind) => kind is Kind.Bool or Kind.Mask or Kind.Condition;
}

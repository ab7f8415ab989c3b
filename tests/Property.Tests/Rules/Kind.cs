namespace OptimizerDsl.Tests.Rules;

/// <summary>The types of the language.</summary>
internal enum Kind
{
    Bool,
    Host,
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
        Kind.Bank => "TensorBank",
        _ => kind.ToString(),
    };

    /// <summary>Whether a value of the kind is known before the step, and so computed in float64.</summary>
    public static bool IsHost(this Kind kind) => kind is Kind.Host or Kind.Coefficients;

    /// <summary>Whether a value of the kind is an answer, which nothing rounds.</summary>
    public static bool IsAnswer(this Kind kind) => kind is Kind.Bool or Kind.Mask or Kind.Condition;
}

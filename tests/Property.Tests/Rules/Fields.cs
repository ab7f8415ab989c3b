namespace OptimizerDsl.Tests.Rules;

/// <summary>A state that a random rule may have.</summary>
/// <param name="Start">What it begins with: a number, <c>θ</c> or <c>g</c>.</param>
/// <param name="When">The hyperparameter it exists for.</param>
internal sealed record StateField(Kind Kind, string Name, string Attribute, string Start = "0", string? When = null)
{
    public Variable Variable => new(Kind, Name);

    public string Declaration => $"[State{Attribute}] {Kind.Text()} {Name};";
}

/// <summary>The fields that random rules are made of.</summary>
internal static class Fields
{
    public static readonly double[] Betas = [0.0, 0.9, 0.75];

    /// <summary>The learning rates of the two groups.</summary>
    public static readonly double[] Rates = [0.05, 0.03];

    public static readonly IReadOnlyDictionary<string, double> Numbers =
        new Dictionary<string, double> { ["beta1"] = 0.9, ["beta2"] = 0.7, ["eps"] = 0.001, ["every"] = 2 };

    public static readonly StateField[] States =
    [
        new(Kind.Tensor, "m", ""),
        new(Kind.Tensor, "v", "(\"exp_avg_sq\")"),
        new(Kind.Tensor, "s", "(When = nameof(nesterov))", When: "nesterov"),
        new(Kind.Bank, "lagged", "(Per = nameof(betas), When = nameof(maximize))", When: "maximize"),
        new(Kind.Tensor, "start", "(Init = Init.Parameter)", "θ"),
        new(Kind.Tensor, "first", "(Init = Init.Gradient)", "g"),
        new(Kind.Tensor, "half", "(Init = 0.5)", "0.5"),
        new(Kind.Bank, "velocity", "(Per = nameof(betas))"),
        new(Kind.Host, "product", "(Init = 1.0)", "1"),
        new(Kind.Host, "spent", ""),
        new(Kind.Scalar, "trust", "(Init = 1.0)", "1"),
        new(Kind.Scalar, "total", ""),
    ];

    /// <summary>The name under which the generated class keeps a state.</summary>
    public static string Kept(string name) => name == "v" ? "exp_avg_sq" : name;
}

namespace OptimizerDsl.Generator.Rules;

/// <summary>An update rule: what it is told, what it remembers, and its equations in order.</summary>
internal sealed record Rule(
    EquatableArray<Hyperparameter> Hyperparameters,
    EquatableArray<StateField> States,
    Memory? Memory,
    string Parameter,
    string Gradient,
    string? Step,
    EquatableArray<UpdateArgument> Arguments,
    EquatableArray<Variable> Locals,
    EquatableArray<Statement> Statements);

/// <summary>What Update is given, in the order of its parameters.</summary>
internal enum UpdateArgument { Parameter, Gradient, Memory, Step }

/// <summary>A local variable of <c>Update</c>, or one the compiler added.</summary>
internal sealed record Variable(string Name, Kind Kind);

internal enum HyperparameterType { Double, Integer, Boolean, Coefficients }

/// <summary>A hyperparameter with its bounds.</summary>
/// <param name="Default">The constant default; null if there is none or it is not a constant.</param>
/// <param name="IsRequired">Whether the declaration has no initializer, so that the constructor asks for a value.</param>
/// <param name="Summary">What its documentation says, or empty.</param>
internal sealed record Hyperparameter(
    string Name, HyperparameterType Type, double? Default, bool IsRequired,
    double AtLeast, double Above, double AtMost, double Below, string Summary)
{
    /// <summary>The name of the field of the generated options: TorchSharp keeps the learning rate in a property of its own.</summary>
    public string OptionsName => Name == "lr" ? "LearningRate" : Name;
}

/// <summary>A tensor, or a bank of K tensors, kept from step to step.</summary>
/// <param name="Field">The name in the declaration.</param>
/// <param name="Name">The name in the generated state, PyTorch's where it has one.</param>
/// <param name="Per">The coefficients whose length is the bank's, or null.</param>
/// <param name="When">The hyperparameter that must be true (or not zero) for it to exist, or null.</param>
internal sealed record StateField(string Field, string Name, string? Per, string? When)
{
    public Kind Kind => Per is null ? Kind.Tensor : Kind.Bank;
}

/// <summary>The critical memory's hyperparameters, which every memory-augmented rule has.</summary>
internal sealed record Memory(int Capacity, double Decay)
{
    /// <summary>Variables the memory adds to a rule.</summary>
    public const string Sum = "memory_sum", Slot = "memory_slot", Count = "memory_count", CapacityName = "capacity",
        DecayName = "decay", Accepts = "memory_accepts", Priority = "memory_priority";

    /// <summary>Those of them that no declaration may use.</summary>
    public static readonly string[] Variables = [Sum, Slot, Count, Accepts, Priority];
}

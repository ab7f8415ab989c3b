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
    EquatableArray<Statement> Statements,
    EquatableArray<Kept> Kept)
{
    /// <summary>What the hyperparameters must fulfil together.</summary>
    public EquatableArray<Constraint> Constraints { get; init; } = EquatableArray<Constraint>.Empty;

    /// <summary>The hyperparameters that are fields of the class: those of the memory are not.</summary>
    public IEnumerable<Hyperparameter> Fields => Hyperparameters.Where(h => Memory is null || Memory.Hyperparameters.All(own => own.Name != h.Name));

    /// <summary>The states with one value per element, in the order of a parameter's pointer table.</summary>
    public IEnumerable<StateField> TensorStates => States.Where(s => s.Kind.IsElementwise());

    /// <summary>The states that are a single number.</summary>
    public IEnumerable<StateField> NumberStates => States.Where(s => !s.Kind.IsElementwise());

    /// <summary>Whether parameters have a number in common.</summary>
    public bool SharesNumbers => States.Any(s => s.Over != Over.Tensor);

    /// <summary>A rule of which nothing but the fields is known.</summary>
    public static Rule OfFields(IEnumerable<Hyperparameter> hyperparameters, IEnumerable<StateField> states, Memory? memory) =>
        new(hyperparameters.ToEquatableArray(), states.ToEquatableArray(), memory, "", "", null, default, default, default, default);

    /// <summary>The order of a constructor's parameters: what is required comes first.</summary>
    public static IEnumerable<Hyperparameter> Ordered(IEnumerable<Hyperparameter> hyperparameters) => hyperparameters.OrderBy(h => !h.IsRequired);

    /// <summary>The same rule, wherever it was written.</summary>
    public Rule WithoutLines() => this with { Statements = WithoutLines(Statements) };

    private static EquatableArray<Statement> WithoutLines(EquatableArray<Statement> statements) => statements
        .Select(s => (s is Branch branch ? branch with { Then = WithoutLines(branch.Then), Else = WithoutLines(branch.Else) } : s) with { At = null })
        .ToEquatableArray();

    /// <summary>The type in which one of a parameter's tensors is kept.</summary>
    public Precision PrecisionOf(string tensor) => tensor == Memory.Slot
        ? Memory!.Precision
        : States.FirstOrDefault(s => s.Field == tensor)?.Precision ?? Precision.Same;

    /// <summary>Whether the type of the memory's slots is an option.</summary>
    public bool HasBufferDtype => Memory is { HasBufferDtype: true };

    /// <summary>Whether a state or the memory is kept in a type of its own, or may be.</summary>
    public bool KeepsNarrow => HasBufferDtype || Memory is { Precision: not Precision.Same } || States.Any(s => s.Precision != Precision.Same);

    /// <summary>The name of the step counter, also where Update does not ask for it.</summary>
    public string StepVariable => Step ?? StepName;

    /// <summary>The step counter of rules that do not name it.</summary>
    public const string StepName = "step_number";

    /// <summary>The number of elements of the parameter.</summary>
    public const string ElementCount = "element_count";

    /// <summary>The variables that a rule has without declaring them, whose names no declaration may use.</summary>
    public static readonly string[] Implied = [.. Memory.Variables, StepName, ElementCount];
}

/// <summary>What hyperparameters must fulfil together, and what is said where they do not.</summary>
internal sealed record Constraint(string Message, Expression Condition);

/// <summary>The value that a number state has after the step.</summary>
internal sealed record Kept(string Field, Expression Value);

/// <summary>What Update is given, in the order of its parameters.</summary>
internal enum UpdateArgument { Parameter, Gradient, Memory, Step }

/// <summary>A local variable of <c>Update</c>, or one the compiler added.</summary>
internal sealed record Variable(string Name, Kind Kind);

internal enum HyperparameterType { Double, Integer, Boolean, Coefficients, ElementType }

/// <summary>A hyperparameter with its bounds.</summary>
/// <param name="Default">The constant default; null if there is none or it is not a constant.</param>
/// <param name="IsRequired">Whether the declaration has no initializer, so that the constructor asks for a value.</param>
/// <param name="Summary">What its documentation says, or empty.</param>
internal sealed record Hyperparameter(
    string Name, HyperparameterType Type, double? Default, bool IsRequired,
    double AtLeast, double Above, double AtMost, double Below, string Summary)
{
    /// <summary>The entries of the default of coefficients; empty if they are not literals.</summary>
    public EquatableArray<double> Entries { get; init; } = EquatableArray<double>.Empty;

    /// <summary>Whether the constructor takes null for the default, which only the class itself can compute.</summary>
    public bool IsNullArgument => !IsRequired && (Default is null || Type == HyperparameterType.Coefficients);

    /// <summary>The name of the field of the generated options: TorchSharp keeps the learning rate in a property of its own.</summary>
    public string OptionsName => Name == "lr" ? "LearningRate" : Name;
}

/// <summary>A tensor, a bank of K tensors or a number, kept from step to step.</summary>
/// <param name="Field">The name in the declaration.</param>
/// <param name="Name">The name in the generated state, PyTorch's where it has one.</param>
/// <param name="Per">The coefficients whose length is the bank's, or null.</param>
/// <param name="When">The hyperparameter that must be true (or not zero) for it to exist, or null.</param>
/// <param name="Kind">Tensor, Bank, Torch, Scalar or Host.</param>
/// <param name="Initial">What it is before the first step.</param>
/// <param name="Precision">The type in which it is kept between steps.</param>
/// <param name="StochasticRounding">Whether it is rounded to that type stochastically rather than to nearest.</param>
internal sealed record StateField(
    string Field, string Name, Kind Kind, string? Per, string? When, Initial Initial,
    Precision Precision = Precision.Same, bool StochasticRounding = false)
{
    /// <summary>Of a number: which parameters have it in common.</summary>
    public Over Over { get; init; }

    /// <summary>What tells the shape of a state that has one of its own.</summary>
    public ShapeMethod? Shape { get; init; }
}

/// <summary>A static method that makes a state's shape of the parameter's; null where there is no such state.</summary>
/// <param name="Type">The metadata name of its class.</param>
internal sealed record ShapeMethod(string Type, string Name);

/// <summary>In what type a tensor is kept between steps; mirrors the runtime's enumeration of the same name.</summary>
internal enum Precision { Same, BFloat16, Float16, Float32 }

internal enum InitialKind { Number, Parameter, Gradient, Hyperparameter }

/// <summary>What a state is before the first step.</summary>
internal sealed record Initial(InitialKind Kind, double Value = 0, string? Hyperparameter = null)
{
    public static readonly Initial Zero = new(InitialKind.Number);
}

/// <summary>Which slot of a full memory makes way; mirrors the runtime's enumeration of the same name.</summary>
internal enum Replacement { Priority, FirstInFirstOut, CriticalTest }

/// <summary>The critical memory's hyperparameters, which every memory-augmented rule has, and how it is kept.</summary>
/// <param name="Precision">The type of the slots; their sum has the parameter's.</param>
/// <param name="HasBufferDtype">Whether an option says otherwise.</param>
/// <param name="StochasticRounding">Whether a candidate is rounded to that type stochastically rather than to nearest.</param>
internal sealed record Memory(
    int Capacity, double Decay, Replacement Replacement = Replacement.Priority,
    Precision Precision = Precision.Same, bool StochasticRounding = false, bool HasBufferDtype = false)
{
    /// <summary>Variables the memory adds to a rule.</summary>
    public const string Sum = "memory_sum", Slot = "memory_slot", Count = "memory_count", CapacityName = "capacity",
        DecayName = "decay", Accepts = "memory_accepts", Priority = "memory_priority",
        Candidate = "memory_candidate", CriticalTestName = "critical_test", BufferDtypeName = "buffer_dtype";

    /// <summary>The variables among them.</summary>
    public static readonly string[] Variables = [Sum, Slot, Count, Accepts, Priority, Candidate];

    /// <summary>The hyperparameters of a memory.</summary>
    public IEnumerable<Hyperparameter> Hyperparameters =>
    [
        new(CapacityName, HyperparameterType.Integer, Capacity, false, 0, double.NaN, double.NaN, double.NaN,
            "How many critical momenta or gradients the memory keeps, C."),
        new(DecayName, HyperparameterType.Double, Decay, false, 0, double.NaN, 1, double.NaN,
            "The factor that every kept priority shrinks by in a step, λ."),
        .. Replacement == Replacement.CriticalTest ? [CriticalTest] : Array.Empty<Hyperparameter>(),
        .. HasBufferDtype ? [BufferDtype] : Array.Empty<Hyperparameter>(),
    ];

    private static Hyperparameter CriticalTest => new(CriticalTestName, HyperparameterType.Double, 0, false, 0, double.NaN, 1, double.NaN,
        "The probability with which a full memory takes a candidate whatever its priority, in the slot that was smallest when priorities were last compared.");

    private Hyperparameter BufferDtype => new(BufferDtypeName, HyperparameterType.ElementType, null, false, double.NaN, double.NaN, double.NaN, double.NaN,
        $"The type in which the memory keeps them: Float32, BFloat16, Float16 or that of the parameters; null for {(Precision == Precision.Same ? "that of the parameters" : Precision.ToString())}.");

    /// <summary>The version of checkpoints in which a hyperparameter of the memory first appears.</summary>
    public int Since(string hyperparameter) =>
        hyperparameter == CriticalTestName && Replacement == Replacement.CriticalTest || hyperparameter == BufferDtypeName && HasBufferDtype ? 3 : 1;

    /// <summary>x + (1 / C) Σ slots: the paper's aggregation.</summary>
    public static Expression Aggregated(Expression x, bool meanOverCount = false) => Apply.Of(
        Operation.Add, Kind.Tensor, x,
        Apply.Of(Operation.Multiply, Kind.Tensor, new Read(Sum, Kind.Tensor), ReciprocalOrZero(new Read(meanOverCount ? Count : CapacityName, Kind.Host))));

    /// <summary>1 / n, and 0 for an empty memory, so that it then adds nothing.</summary>
    public static Expression ReciprocalOrZero(Expression n) => Apply.Of(
        Operation.Select, Kind.Host,
        Apply.Of(Operation.Greater, Kind.Condition, n, new Literal(0)),
        Apply.Of(Operation.Divide, Kind.Host, new Literal(1), n),
        new Literal(0));

    /// <summary>The norm of the group's gradients (nothing where priorities are not used), so that a whole group keeps the same steps (Malviya et al. 2023, section 3).</summary>
    public Expression DefaultPriority(string gradient) => Replacement == Replacement.FirstInFirstOut ? new Literal(0) :
        new Apply(Operation.Norm, Kind.Scalar, EquatableArray.Of<Expression>(new Read(gradient, Kind.Tensor)), Over.Group);
}

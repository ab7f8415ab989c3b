using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace OptimizerDsl.Generator.Diagnostics;

/// <summary>Every diagnostic of the compiler: the rule that was broken, then in parentheses what to do.</summary>
internal static class Descriptors
{
    private const string HelpRoot = "https://github.com/optimizerdsl/optimizerdsl/blob/main/docs/diagnostics/";

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "OptimizerDsl", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpRoot + id + ".md");

    public static readonly DiagnosticDescriptor NotPartial = Error("DSL0001",
        "An optimizer class must be partial",
        "The optimizer class '{0}' must be partial, because the generated members are its other part (write 'partial class {0}')");

    public static readonly DiagnosticDescriptor UnsupportedClass = Error("DSL0002",
        "An optimizer class must be an ordinary top-level class",
        "The optimizer class '{0}' must not be {1} (declare it as a plain class directly in a namespace)");

    public static readonly DiagnosticDescriptor UpdateCount = Error("DSL0003",
        "An optimizer class has exactly one Update method",
        "The optimizer class '{0}' must have exactly one method named Update, but it has {1} (write 'void Update(ref Tensor θ, Tensor g)')");

    public static readonly DiagnosticDescriptor UpdateSignature = Error("DSL0004",
        "Update has a signature that cannot be compiled",
        "Update {0} ({1})");

    public static readonly DiagnosticDescriptor UpdateParameter = Error("DSL0005",
        "A parameter of Update has an unsupported type",
        "The parameter '{0}' of Update has the type '{1}', {2} ({3})");

    public static readonly DiagnosticDescriptor UnsupportedStatement = Error("DSL0006",
        "A statement cannot be compiled",
        "An update rule cannot contain {0} (use assignments, local variables, and 'if' on host conditions)");

    public static readonly DiagnosticDescriptor UnsupportedExpression = Error("DSL0007",
        "An expression cannot be compiled",
        "An update rule cannot contain {0} ({1})");

    public static readonly DiagnosticDescriptor UnsupportedMethod = Error("DSL0008",
        "A method cannot be called in an update rule",
        "The method '{0}' cannot be called in an update rule ({1})");

    public static readonly DiagnosticDescriptor FieldType = Error("DSL0009",
        "A field has a type that its attribute does not allow",
        "The field '{0}' of type '{1}' cannot be a {2} (a {2} is of type {3})");

    public static readonly DiagnosticDescriptor DefaultOutOfBounds = Error("DSL0010",
        "A hyperparameter's default is outside its bounds",
        "The default {1} of the hyperparameter '{0}' is not {2} (change the default or the bounds)");

    public static readonly DiagnosticDescriptor UnknownName = Error("DSL0011",
        "A state refers to a hyperparameter that does not exist",
        "The state '{0}' names '{1}' as its {2}, but there is no such hyperparameter {3}");

    public static readonly DiagnosticDescriptor GradientAssigned = Error("DSL0012",
        "The gradient is read-only",
        "The gradient '{0}' must not be assigned, because it belongs to the caller (assign to a local variable: 'var d = ...')");

    public static readonly DiagnosticDescriptor PlainField = Error("DSL0013",
        "A field used in Update needs an attribute",
        "The field '{0}' is neither a hyperparameter nor a state (mark it [Hyperparameter] or [State], or make it const)");

    public static readonly DiagnosticDescriptor DuplicateState = Error("DSL0014",
        "Two fields of the generated state have the same name",
        "The name '{0}' of the state '{1}' is taken (give it another: [State(\"name\")])");

    public static readonly DiagnosticDescriptor MemoryMismatch = Error("DSL0015",
        "The critical memory is declared and used together",
        "{0} ({1})");

    public static readonly DiagnosticDescriptor ElementCondition = Error("DSL0016",
        "A condition must be known on the host",
        "The condition of {0} must be known before the step, a bool (for a choice per element, write Where(condition, a, b))");

    public static readonly DiagnosticDescriptor StateNotAllocated = Error("DSL0017",
        "A conditional state is used outside its condition",
        "The state '{0}' exists only when '{1}' is set, but it is used where '{1}' may be unset (put the use under 'if ({2})')");

    public static readonly DiagnosticDescriptor OfferMisplaced = Error("DSL0018",
        "The memory is offered one candidate, unconditionally",
        "The memory must be offered exactly one candidate per step, outside of any 'if' (call Aggregate or Offer once, at the top level of Update)");

    public static readonly DiagnosticDescriptor HyperparameterAssigned = Error("DSL0019",
        "A hyperparameter is read-only in Update",
        "The {0} '{1}' must not be assigned in Update (use a local variable)");

    public static readonly DiagnosticDescriptor StateUnread = Error("DSL0020",
        "A state is never used",
        "The state '{0}' is {1} in Update ({2})");

    public static readonly DiagnosticDescriptor ParameterUnassigned = Error("DSL0021",
        "Update never changes the parameter",
        "Update never assigns the parameter '{0}', so a step would change nothing (end with '{0} -= ...')");

    public static readonly DiagnosticDescriptor ReservedName = Error("DSL0022",
        "A name is reserved for the generated class",
        "The name '{0}' is reserved for the generated class (choose another)");

    public static readonly DiagnosticDescriptor InvalidStateName = Error("DSL0023",
        "A state's name must be an identifier",
        "The name '{0}' of the state '{1}' is not an identifier (use letters, digits and underscores, as in [State(\"exp_avg\")])");

    public static readonly DiagnosticDescriptor BankLengths = Error("DSL0024",
        "Banks of different lengths cannot be combined",
        "The expression combines one value per entry of '{0}' with one per entry of '{1}', which may differ in number (declare both over the same coefficients)");

    public static readonly DiagnosticDescriptor Recursion = Error("DSL0025",
        "A method of an update rule must not call itself",
        "The method '{0}' calls itself, directly or through others, so it cannot be written out (an update rule has no recursion)");

    public static readonly DiagnosticDescriptor NotAnExpression = Error("DSL0026",
        "A method used in an update rule must be an expression",
        "The member '{0}' must be a single expression to be used in an update rule (write 'static Tensor {0}(...) => ...')");

    public static readonly DiagnosticDescriptor Composition = Error("DSL0027",
        "Rules cannot be composed this way",
        "The rule '{0}' cannot be composed here: {1} ({2})");

    public static readonly DiagnosticDescriptor Project = Error("DSL0028",
        "A project with optimizers needs unsafe code, C# 12 and TorchSharp",
        "The optimizer class '{0}' cannot be compiled in this project: {1} ({2})");

    public static readonly DiagnosticDescriptor NotOnHost = Error("DSL0029",
        "A number is needed that is known before the step",
        "The {0} '{1}' is known only in the course of the step, but a double is needed here ({2})");

    public static readonly DiagnosticDescriptor Unbounded = new("DSL0030",
        "A hyperparameter should have the bounds of its kind",
        "The hyperparameter '{0}' should be {1}, but accepts any value (write '[Hyperparameter({2})]')",
        "OptimizerDsl", DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: HelpRoot + "DSL0030.md");

    public static readonly DiagnosticDescriptor Unused = new("DSL0031",
        "A hyperparameter is never used",
        "The hyperparameter '{0}' is never used, so setting it changes nothing (use it in Update, or remove it)",
        "OptimizerDsl", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpRoot + "DSL0031.md");

    public static readonly DiagnosticDescriptor NothingToRound = Error("DSL0032",
        "Stochastic rounding needs a precision to round to",
        "The {0} asks for stochastic rounding, but has the precision of its parameter, to which nothing is rounded (add 'Precision = Precision.BFloat16' or 'Precision.Float16', or remove 'StochasticRounding')");

    public static readonly DiagnosticDescriptor RoundedBank = Error("DSL0033",
        "A bank of narrower precision is read after it has been stored",
        "The bank '{0}' is stored in {1} where it is assigned, so the equations after it can only have its sum or mean, in the very next one (use it there, or give it the precision of the parameter)");

    public static readonly DiagnosticDescriptor Constraint = Error("DSL0034",
        "A constraint is a bool property of hyperparameters",
        "The property '{0}' cannot be a constraint, because it {1} ({2})");

    public static readonly DiagnosticDescriptor Room = Error("DSL0035",
        "A rule needs more than a kernel has room for",
        "The rule of '{0}' has {1}, but a kernel has room for {2} ({3})");

    public static readonly DiagnosticDescriptor Constructor = Error("DSL0036",
        "A constructor begins with a generated one",
        "The constructor of '{0}' {1} (the constructors that take parameters and hyperparameters are generated: {2})");

    public static readonly DiagnosticDescriptor EnumerationValue = Error("DSL0037",
        "An enumeration has no such value",
        "The enumeration {0} has no value {1} (use {2})");

    public static readonly DiagnosticDescriptor Forbidden = Error("DSL0038",
        "A field is in error wherever it is used",
        "The {0} '{1}' is marked [{2}] so that its use is an error, and generated code uses it (remove the mark, or let it be a warning)");

    public static readonly DiagnosticDescriptor Fault = Error("DSL0039",
        "The compiler failed",
        "The optimizer class '{0}' could not be compiled, because of a fault of OptimizerDsl: {1} (report it with the declaration, and write the rule in another way until then)");

    public static readonly DiagnosticDescriptor EagerMethod = Error("DSL0040",
        "An eager method is static, and works on tensors of TorchSharp",
        "The method '{0}' cannot be called between passes: {1} ({2})");

    public static readonly DiagnosticDescriptor EagerResult = Error("DSL0041",
        "The result of an eager method must become a Tensor first",
        "The result of the eager method '{0}' is a tensor of TorchSharp, with which an update rule does not compute (assign it first: 'Tensor result = {0}(...)')");

    public static readonly DiagnosticDescriptor EagerMisplaced = Error("DSL0042",
        "An eager method is called unconditionally",
        "The eager method '{0}' must be called in every step, outside of any 'if' or '?:' (call it at the top level of Update, and choose between its arguments or results)");

    public static readonly DiagnosticDescriptor StateShape = Error("DSL0043",
        "A state's shape is told by a static method",
        "The state '{0}' takes its shape from '{1}', but there is no such method in its class that makes a shape of the parameter's (write 'static long[]? {1}(long[] shape)', which returns null for a parameter that has no such state)");

    public static readonly DiagnosticDescriptor StateRenewed = Error("DSL0044",
        "A state in a shape of its own is what an eager method returns",
        "The state '{0}' is a tensor of TorchSharp, which an update rule assigns once, to what an eager method returns ({1})");

    public static readonly DiagnosticDescriptor SharedState = Error("DSL0045",
        "A shared state is assigned the same for all that share it",
        "The state '{0}' is one number for {1}, but what it is assigned depends on {2} (compute it of hyperparameters, of such numbers and of reductions with {3})");

    /// <summary>All that make a declaration invalid, in the order of their ids.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        NotPartial,
        UnsupportedClass,
        UpdateCount,
        UpdateSignature,
        UpdateParameter,
        UnsupportedStatement,
        UnsupportedExpression,
        UnsupportedMethod,
        FieldType,
        DefaultOutOfBounds,
        UnknownName,
        GradientAssigned,
        PlainField,
        DuplicateState,
        MemoryMismatch,
        ElementCondition,
        StateNotAllocated,
        OfferMisplaced,
        HyperparameterAssigned,
        StateUnread,
        ParameterUnassigned,
        ReservedName,
        InvalidStateName,
        BankLengths,
        Recursion,
        NotAnExpression,
        Composition,
        Project,
        NothingToRound,
        RoundedBank,
        Constraint,
        Room,
        Constructor,
        EnumerationValue,
        Forbidden,
        Fault,
        EagerMethod,
        EagerResult,
        EagerMisplaced,
        StateShape,
        StateRenewed,
        SharedState,
        NotOnHost,
    ];
}

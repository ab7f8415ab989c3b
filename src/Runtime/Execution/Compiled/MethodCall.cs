using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>A call of an eager method in a rule.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="Pass">The pass after which it is called.</param>
/// <param name="Result">The scratch tensor that takes what it returns; -1 if a state does.</param>
/// <param name="Stores">Whether the pass stores an argument for it.</param>
/// <param name="Dimensions">How many dimensions parameters must have, or -1 for any number.</param>
/// <param name="Renews">The state in a shape of its own that becomes what it returns, once the step is over; -1 if none does.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record MethodCall(string Name, int Pass, int Result, bool Stores, int Dimensions, int Renews = -1);

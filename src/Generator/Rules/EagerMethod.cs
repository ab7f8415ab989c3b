namespace OptimizerDsl.Generator.Rules;

/// <summary>A method on TorchSharp tensors that runs between two passes.</summary>
/// <param name="Type">The metadata name of its class, such as <c>Space.Outer+Inner</c>.</param>
/// <param name="Parameters">What it takes, in order.</param>
/// <param name="Dimensions">How many dimensions a parameter must have, or -1 for any number.</param>
internal sealed record EagerMethod(string Type, string Name, EquatableArray<EagerParameter> Parameters, int Dimensions);

/// <summary>What an eager method takes: a tensor, or a value that is known on the host.</summary>
internal enum EagerParameter { Tensor, Double, Integer, Boolean, Coefficients }

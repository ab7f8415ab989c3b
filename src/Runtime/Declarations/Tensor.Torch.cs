using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

// To and from methods marked [Eager]. In the reference execution the conversions copy; the compiled ones have none.
public readonly partial struct Tensor
{
    /// <summary>A float64 tensor on the CPU, in the parameter's shape during its <c>Update</c> and flat otherwise.</summary>
    /// <exception cref="InvalidOperationException">The tensor has no value yet.</exception>
    public static implicit operator TorchTensor(Tensor tensor) =>
        torch.tensor(tensor.Elements, float64).reshape(ReferenceShape.Current ?? [tensor.Length]);

    /// <summary>The elements, in the order of the shape.</summary>
    /// <exception cref="InvalidOperationException">During an <c>Update</c>: there is no tensor, or not in the parameter's shape.</exception>
    public static implicit operator Tensor(TorchTensor tensor)
    {
        if (tensor is null) throw new InvalidOperationException("An eager method returned null (return a tensor of the parameter's shape).");
        if (ReferenceShape.Current is { } shape && !tensor.shape.AsSpan().SequenceEqual(shape))
            throw new InvalidOperationException($"An eager method returned a tensor of shape [{string.Join(", ", tensor.shape)}] for a parameter of shape [{string.Join(", ", shape)}].");
        return ReferenceShape.Read(tensor);
    }
}

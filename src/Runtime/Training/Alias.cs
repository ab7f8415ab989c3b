using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Training;

/// <summary>
/// Another parameter object over the memory of a tensor. It has a gradient of its own, in whose place goes whatever a rule of this
/// library is to read.
/// </summary>
internal static class Alias
{
    /// <summary>A parameter that shares the tensor's memory, outside of dispose scopes.</summary>
    public static Parameter Of(TorchTensor tensor)
    {
        var alias = new Parameter(tensor.detach());
        alias.DetachFromDisposeScope();
        return alias;
    }

    /// <summary>Puts a tensor, shared and not copied, in the place of the gradient.</summary>
    public static void SetSource(Parameter alias, TorchTensor? source)
    {
        using var shared = source?.detach();
        alias.grad = shared;
    }

    /// <summary>Checks that the parameter still lies where the alias does.</summary>
    /// <exception cref="InvalidOperationException">It has been moved.</exception>
    public static void Require(Parameter alias, Parameter parameter, string wrapper)
    {
        if (parameter.IsInvalid || Native.Data(alias.Handle) != Native.Data(parameter.Handle)) throw Moved(alias, wrapper);
    }

    /// <summary>Says that a parameter has been moved or disposed.</summary>
    /// <param name="alias">What shared its memory.</param>
    /// <param name="wrapper">What the alias was made for.</param>
    public static InvalidOperationException Moved(Parameter alias, string wrapper) =>
        new($"A parameter (shape [{string.Join(", ", alias.shape)}]) has been moved to other memory, or disposed, since {wrapper} was made for it (move the model first, then make the {wrapper}).");
}

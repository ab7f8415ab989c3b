using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>The shape of the parameter whose <c>Update</c> runs on this thread: tensors of the DSL are flat, those of TorchSharp are not.</summary>
internal static class ReferenceShape
{
    [ThreadStatic]
    private static long[]? _current;

    /// <summary>The shape; null outside of an <c>Update</c>.</summary>
    public static long[]? Current => _current;

    /// <summary>Runs an <c>Update</c> of a parameter of this shape. The tensors of TorchSharp that it makes end with it.</summary>
    public static void During(long[] shape, Action update)
    {
        var outer = _current;
        _current = shape;
        try
        {
            using var scope = NewDisposeScope();
            update();
        }
        finally
        {
            _current = outer;
        }
    }

    /// <summary>The elements in float64, in the order of the shape, whatever the strides.</summary>
    public static Tensor Read(TorchTensor tensor) => tensor.numel() == 0
        ? new Tensor([])
        : new Tensor(tensor.detach().to(float64).cpu().contiguous().data<double>().ToArray());
}

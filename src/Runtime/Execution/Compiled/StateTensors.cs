using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>Tensors of a state in checkpoints.</summary>
internal static class StateTensors
{
    /// <summary>Loads a tensor of exactly this shape and type into <paramref name="target"/>, whatever its strides.</summary>
    /// <exception cref="ArgumentException">The checkpoint has a tensor of another shape or type.</exception>
    public static void Load(TorchTensor target, BinaryReader reader, string what)
    {
        if (TensorBytes.IsInPlace(target))
        {
            LoadExactly(target, reader, what);
            return;
        }

        using var loaded = torch.empty(target.shape, target.dtype);
        LoadExactly(loaded, reader, what);
        using var guard = torch.no_grad();
        target.copy_(loaded);
    }

    private static void LoadExactly(TorchTensor target, BinaryReader reader, string what)
    {
        try
        {
            target.Load(reader);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(
                $"its {what} is not of type {target.dtype} and shape [{string.Join(", ", target.shape)}], as the one here is; "
                + $"it was saved with another precision, parameter type or shape, or is damaged ({e.Message}).", e);
        }
    }

    /// <summary>Whether two tensors of one type have about the same values.</summary>
    // In a type that comparisons are implemented for everywhere.
    public static bool AreClose(TorchTensor a, TorchTensor b)
    {
        using var scope = torch.NewDisposeScope();
        return a.dtype == b.dtype && (a.element_size() > 2 ? a.allclose(b) : a.to(torch.float32).allclose(b.to(torch.float32)));
    }

    /// <summary>Writes the elements in the order of the shape, whatever the strides.</summary>
    public static void SaveContiguous(TorchTensor tensor, BinaryWriter writer)
    {
        if (tensor.is_contiguous())
        {
            tensor.Save(writer);
            return;
        }

        using var contiguous = tensor.contiguous();
        contiguous.Save(writer);
    }
}

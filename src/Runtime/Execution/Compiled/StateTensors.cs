using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>Tensors of a state in checkpoints.</summary>
internal static class StateTensors
{
    /// <summary>Loads a tensor of exactly this shape and type into <paramref name="target"/>, whatever its strides.</summary>
    public static void Load(TorchTensor target, BinaryReader reader)
    {
        using var loaded = torch.empty(target.shape, target.dtype);
        loaded.Load(reader);
        using var guard = torch.no_grad();
        target.copy_(loaded);
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

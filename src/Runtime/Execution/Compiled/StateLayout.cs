using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>Tensors that lie in memory as a parameter does, so that one pass can sweep over all of them.</summary>
internal static class StateLayout
{
    /// <summary>Zeros of the parameter's shape, device and strides.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="precision">The type, if it is not the parameter's.</param>
    public static TorchTensor ZerosLike(TorchTensor parameter, Precision precision = Precision.Same)
    {
        using var detached = parameter.detach();
        return zeros_like(detached, NarrowTypes.Of(precision, parameter.dtype)).DetachFromDisposeScope();
    }

    /// <summary>A number of such tensors, stacked in a leading dimension.</summary>
    public static TorchTensor ZerosLike(TorchTensor parameter, long count, Precision precision = Precision.Same)
    {
        var type = NarrowTypes.Of(precision, parameter.dtype);
        long[] shape = [count, .. parameter.shape];
        if (parameter.is_contiguous() || !IsDense(parameter.shape, parameter.stride()))
            return zeros(shape, type, parameter.device).DetachFromDisposeScope();

        var stacked = empty_strided(shape, [parameter.numel(), .. parameter.stride()], type, parameter.device);
        stacked.zero_().Dispose();
        return stacked.DetachFromDisposeScope();
    }

    /// <summary>Whether the elements fill their memory without gaps or overlaps, in whatever order of dimensions.</summary>
    public static bool IsDense(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        // Innermost first: each dimension must step over exactly what the dimensions within it hold.
        long held = 1, elements = 1;
        foreach (var size in shape) elements *= size;
        while (held < elements)
        {
            var next = 0L;
            for (var d = 0; d < shape.Length && next == 0; d++)
                if (shape[d] > 1 && strides[d] == held) next = shape[d];
            if (next == 0) return false;
            held *= next;
        }

        return true;
    }

    /// <summary>Whether two elements may lie in one place; certainly not in a tensor or a slice of one, whatever its order of dimensions.</summary>
    public static bool MayOverlap(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        if (shape.Contains(0)) return false;
        // Innermost first: each dimension must step over the places that the dimensions within it reach.
        var (reached, done) = (1L, 0UL);
        while (true)
        {
            var next = -1;
            for (var d = 0; d < shape.Length; d++)
                if (shape[d] > 1 && (done >> d & 1) == 0 && (next < 0 || strides[d] < strides[next])) next = d;
            if (next < 0) return false;
            if (strides[next] < reached) return true;
            reached += (shape[next] - 1) * strides[next];
            done |= 1UL << next;
        }
    }
}

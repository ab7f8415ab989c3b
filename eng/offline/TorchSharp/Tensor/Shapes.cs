using TorchSharp.PInvoke;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Other views of the same numbers, and parts of a tensor.</summary>
    public partial class Tensor
    {
        public Tensor t() => THSTensor_t(this);

        public Tensor T => permute([.. Enumerable.Range(0, (int)ndim).Reverse().Select(dim => (long)dim)]);

        public Tensor mT => THSTensor_mT(this);

        public Tensor view(params long[] shape) => THSTensor_view(this, shape, shape.Length);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor reshape(params long[] shape) => THSTensor_reshape(this, shape, shape.Length);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => THSTensor_flatten(this, start_dim, end_dim);

        public Tensor permute(params long[] permutation) => THSTensor_permute(this, permutation, permutation.Length);

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor transpose(long dim0, long dim1) => THSTensor_transpose(this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1)
        {
            THSTensor_transpose_(this, dim0, dim1);
            return Checked();
        }

        public Tensor unsqueeze(long dim) => THSTensor_unsqueeze(this, dim);

        public Tensor unsqueeze_(long dim)
        {
            THSTensor_unsqueeze_(this, dim);
            return Checked();
        }

        public Tensor squeeze(long? dim = null) => dim is { } one ? THSTensor_squeeze(this, one) : THSTensor_squeeze_no_dim(this);

        public Tensor squeeze_(long? dim = null)
        {
            if (dim is { } one)
                THSTensor_squeeze_(this, one);
            else
                THSTensor_squeeze_no_dim_(this);
            return Checked();
        }

        public Tensor expand(long[] sizes, bool isImplicit = false) => THSTensor_expand(this, sizes, sizes.Length, isImplicit);

        public Tensor expand(params long[] sizes) => expand(sizes, false);

        public Tensor expand_as(Tensor other) => expand(other.shape, false);

        public Tensor repeat(params long[] sizes) => THSTensor_repeat(this, sizes, sizes.Length);

        public Tensor flip(params long[] dims) => THSTensor_flip(this, dims, dims.Length);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L) =>
            THSTensor_as_strided(this, size, size.Length, strides, strides.Length, storageOffset);

        public Tensor diag(long diagonal = 0) => THSTensor_diag(this, diagonal);

        public Tensor tril(long diagonal = 0) => THSTensor_tril(this, diagonal, false);

        public Tensor triu(long diagonal = 0) => THSTensor_triu(this, diagonal, false);

        public Tensor select(long dim, long index) => THSTensor_select(this, dim, index);

        public Tensor narrow(long dim, long start, long length) => THSTensor_narrow(this, dim, start, length);

        public Tensor index_select(long dim, Tensor index) => THSTensor_index_select(this, dim, index);

        public Tensor masked_select(Tensor mask) => THSTensor_masked_select(this, mask);

        public Tensor gather(long dim, Tensor index) => THSTensor_gather(this, dim, index);

        public Tensor nonzero() => THSTensor_nonzero(this);

        public Tensor scatter(long dim, Tensor index, Tensor src) => THSTensor_scatter(this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            THSTensor_scatter_(this, dim, index, src);
            return Checked();
        }

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            THSTensor_index_add(this, dim, index, source, alpha);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            THSTensor_index_add_(this, dim, index, source, alpha);
            return Checked();
        }

        public Tensor index_copy_(long dim, Tensor index, Tensor source)
        {
            THSTensor_index_copy_(this, dim, index, source);
            return Checked();
        }

        public Tensor index_fill_(long dim, Tensor index, Scalar value)
        {
            THSTensor_index_fill_(this, dim, index, value);
            return Checked();
        }

        public Tensor[] chunk(long chunks, long dim = 0L) =>
            TensorArray.From(allocator => THSTensor_chunk(this, allocator, chunks, dim));

        public Tensor[] split(long size, int dim = 0) =>
            TensorArray.From(allocator => THSTensor_split_with_size(this, allocator, size, dim));

        public Tensor[] split(long[] sizes, long dim = 0) =>
            TensorArray.From(allocator => THSTensor_split_with_sizes(this, allocator, sizes, sizes.Length, dim));

        public Tensor[] unbind(long dimension = 0L) =>
            TensorArray.From(allocator => THSTensor_unbind(this, allocator, dimension));
    }

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat([.. tensors], dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0)
    {
        Tensor joined = THSTensor_cat(Handles(tensors), tensors.Length, dim);
        GC.KeepAlive(tensors);
        return joined;
    }

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        Tensor[] list = [.. tensors];
        Tensor joined = THSTensor_stack(Handles(list), list.Length, dim);
        GC.KeepAlive(list);
        return joined;
    }
}

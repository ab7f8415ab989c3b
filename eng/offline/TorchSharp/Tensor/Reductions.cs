using TorchSharp.PInvoke;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operations that make many numbers fewer, and orderings.</summary>
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => THSTensor_sum(this, type.HasValue, (sbyte)type.GetValueOrDefault());

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            THSTensor_sum_along_dimensions(this, dim, dim.Length, keepdim, type.HasValue, (sbyte)type.GetValueOrDefault());

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum((long[])[dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            sum((long[])[dim0, dim1], keepdim, type);

        public Tensor mean() => THSTensor_mean(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            THSTensor_mean_along_dimensions(this, dimensions, dimensions.Length, keepdim, type.HasValue,
                (sbyte)type.GetValueOrDefault());

        public Tensor prod(ScalarType? type = null) => THSTensor_prod(this, type.HasValue, (sbyte)type.GetValueOrDefault());

        public Tensor std(bool unbiased = true) => THSTensor_std(this, unbiased);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(THSTensor_std_along_dimensions(this, dimensions, dimensions.Length, unbiased, keepdim), type);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((long[])[dim], unbiased, keepdim, type);

        public Tensor var(bool unbiased = true) => THSTensor_var(this, unbiased);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(THSTensor_var_along_dimensions(this, dimensions, dimensions.Length, unbiased, keepdim), type);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((long[])[dim], unbiased, keepdim, type);

        private static Tensor Typed(Tensor result, ScalarType? type) =>
            type is { } wanted ? result.to_type(wanted, disposeAfter: true) : result;

        public Tensor norm(float p = 2.0f) => THSTensor_norm(this, p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) =>
            THSTensor_norm_along_dimension(this, dim, keepdim, p);

        public Tensor cumsum(long dim, ScalarType? type = null) =>
            THSTensor_cumsum(this, dim, type.HasValue, (sbyte)type.GetValueOrDefault());

        public Tensor logsumexp(long dim, bool keepdim = false) => THSTensor_logsumexp(this, dim, keepdim);

        public Tensor softmax(long dim, ScalarType? dtype = null) => THSSpecial_softmax(this, dim, (sbyte)(dtype ?? this.dtype));

        public Tensor log_softmax(long dim, ScalarType? dtype = null) =>
            THSSpecial_log_softmax(this, dim, (sbyte)(dtype ?? this.dtype));

        public Tensor trace() => THSTensor_trace(this);

        public Tensor all() => THSTensor_all(this);

        public Tensor all(long dim, bool keepdim = false) => THSTensor_all_along_dimension(this, dim, keepdim);

        public Tensor any() => THSTensor_any(this);

        public Tensor any(long dim, bool keepdim = false) => THSTensor_any_along_dimension(this, dim, keepdim);

        public Tensor max() => THSTensor_max(this);

        public Tensor max(Tensor other) => maximum(other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Pair(TensorArray.From(allocator => THSTensor_max_along_dimension(this, allocator, dim, keepdim)));

        public Tensor min() => THSTensor_min(this);

        public Tensor min(Tensor other) => minimum(other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Pair(TensorArray.From(allocator => THSTensor_min_along_dimension(this, allocator, dim, keepdim)));

        public Tensor amax(params long[] dims) => THSTensor_amax(this, dims, dims.Length, false);

        public Tensor amin(params long[] dims) => THSTensor_amin(this, dims, dims.Length, false);

        public Tensor argmax() => THSTensor_argmax(this);

        public Tensor argmax(long dim, bool keepdim = false) => THSTensor_argmax_along_dimension(this, dim, keepdim);

        public Tensor argmin() => THSTensor_argmin(this);

        public Tensor argmin(long dim, bool keepdim = false) => THSTensor_argmin_along_dimension(this, dim, keepdim);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Pair(TensorArray.From(allocator => THSTensor_topk(this, allocator, k, dim, largest, sorted)));

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            Tensor values = THSTensor_sort(this, dim, descending, stable, out nint indices);
            return (values, new Tensor(indices));
        }

        private static (Tensor, Tensor) Pair(Tensor[] results) => (results[0], results[1]);
    }
}

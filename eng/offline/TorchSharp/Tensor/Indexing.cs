using System.Runtime.CompilerServices;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Indexing with brackets and by name.</summary>
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Positions(indices));
            set => index_put_(value, Positions(indices));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => index(Positions(i1));
            set => index_put_(value, Positions(i1));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(Positions(i1, i2));
            set => index_put_(value, Positions(i1, i2));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(Positions(i1, i2, i3));
            set => index_put_(value, Positions(i1, i2, i3));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(Positions(i1, i2, i3, i4));
            set => index_put_(value, Positions(i1, i2, i3, i4));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => index(Positions(i1, i2, i3, i4, i5));
            set => index_put_(value, Positions(i1, i2, i3, i4, i5));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => index(Positions(i1, i2, i3, i4, i5, i6));
            set => index_put_(value, Positions(i1, i2, i3, i4, i5, i6));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            (long[] starts, long[] stops, long[] steps, nint[] tensors) = TensorIndex.Encode(indices);
            Tensor part = THSTensor_index(this, starts, stops, steps, tensors, indices.Length);
            GC.KeepAlive(indices);
            return part;
        }

        public Tensor index(params Tensor[] indices) => index(Positions(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            (long[] starts, long[] stops, long[] steps, nint[] tensors) = TensorIndex.Encode(indices);
            THSTensor_index_put_(this, starts, stops, steps, tensors, indices.Length, value, accumulate);
            GC.KeepAlive(indices);
            return Checked();
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, Positions(indices), false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            index_put_(value, Positions(indices), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            (long[] starts, long[] stops, long[] steps, nint[] tensors) = TensorIndex.Encode(indices);
            THSTensor_index_put_scalar_(this, starts, stops, steps, tensors, indices.Length, value);
            GC.KeepAlive(indices);
            return Checked();
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Positions(indices));

        private static TensorIndex[] Positions(params long[] indices) =>
            Array.ConvertAll(indices, index => TensorIndex.Single(index));

        private static TensorIndex[] Positions(Tensor[] indices) => Array.ConvertAll(indices, TensorIndex.Tensor);
    }
}

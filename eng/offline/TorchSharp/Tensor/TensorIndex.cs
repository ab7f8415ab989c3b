namespace TorchSharp;

public static partial class torch
{
    /// <summary>What to take along one dimension: one position, a slice, a new dimension, positions in a tensor.</summary>
    public struct TensorIndex
    {
        private enum Kind
        {
            None,
            Single,
            Ellipsis,
            Bool,
            Tensor,
            Slice,
        }

        private Kind _kind;
        private long? _start;
        private long? _stop;
        private long? _step;
        private Tensor? _tensor;

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { _kind = Kind.Slice, _start = start, _stop = stop, _step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);

        public static TensorIndex Bool(bool value) => new() { _kind = Kind.Bool, _start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { _kind = Kind.Single, _start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { _kind = Kind.Tensor, _tensor = tensor };

        public static TensorIndex Ellipsis = new() { _kind = Kind.Ellipsis };

        public static TensorIndex None = new() { _kind = Kind.None };

        public static TensorIndex Null = None;

        public static TensorIndex Colon = Slice();

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        /// <summary>Only there so that an index prefers an overload for indices to one for tensors.</summary>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("Should not be called.");

        /// <summary>The indices as native code takes them; its comment says how.</summary>
        internal static (long[] Starts, long[] Stops, long[] Steps, nint[] Tensors) Encode(TensorIndex[] indices) => (
            Array.ConvertAll(indices, index => index.Code),
            Array.ConvertAll(indices, index => index._stop ?? long.MinValue),
            Array.ConvertAll(indices, index => index._step ?? long.MinValue),
            Array.ConvertAll(indices, index => index._tensor?.Handle ?? 0));

        private readonly long Code => _kind switch
        {
            Kind.Bool => long.MinValue + (_start == 0 ? 1 : 2),
            Kind.Ellipsis => long.MinValue + 3,
            Kind.None => long.MinValue + 4,
            Kind.Tensor => long.MinValue + 5,
            Kind.Slice => _start is { } start ? start + long.MinValue / 2 : long.MinValue + 6,
            _ => _start.GetValueOrDefault(),
        };
    }
}

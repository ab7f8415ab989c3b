#nullable disable
using System.Collections;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the numbers of a tensor in main memory, in the order of its shape, whatever its strides.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private torch.Tensor _tensor;
    private readonly nint _data;
    private readonly long[] _shape;
    private readonly long[] _strides;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type is not DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        _data = THSTensor_data(tensor);
        torch.CheckForErrors();
        _shape = tensor.shape;
        _strides = tensor.stride();
        _tensor = tensor;
    }

    public long Count => _tensor is null ? 0 : _tensor.numel();

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => At(Offset(indices));
        set => At(Offset(indices)) = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        if (Count > 0 || _shape.Length > 1)
            CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        foreach (long offset in Offsets(tensorIndex))
        {
            if (arrayIndex >= array.Length)
                break;
            array[arrayIndex++] = At(offset);
        }
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        foreach (long offset in Offsets(tensorIndex))
        {
            if (arrayIndex >= array.Length)
                break;
            At(offset) = array[arrayIndex++];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        foreach (long offset in Offsets(0))
            yield return At(offset);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.SequenceEqual(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    public override bool Equals(object obj) => obj is TensorAccessor<T> other && (_data == other._data || this == other);

    public override int GetHashCode() => base.GetHashCode();

    public void Dispose()
    {
        _tensor = null;
        GC.SuppressFinalize(this);
    }

    private unsafe ref T At(long offset)
    {
        ObjectDisposedException.ThrowIf(_tensor is null, this);
        return ref ((T*)_data)[offset];
    }

    /// <summary>Where the element is: one index counts through the whole tensor, several go one to a dimension.</summary>
    private long Offset(long[] indices)
    {
        long offset = 0;
        if (indices.Length == 1)
        {
            long index = indices[0];
            if (index >= Count)
                throw new IndexOutOfRangeException();
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            for (int i = _shape.Length - 1; i >= 0; i--)
            {
                index = Math.DivRem(index, _shape[i], out long within);
                offset += within * _strides[i];
            }
            return offset;
        }
        for (int i = 0; i < _shape.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _shape[i])
                throw new IndexOutOfRangeException($"{indices[i]} >= {_shape[i]} in dimension {i}.");
            offset += indices[i] * _strides[i];
        }
        return offset;
    }

    private IEnumerable<long> Offsets(long start)
    {
        // As in TorchSharp, an empty tensor has no element to start from: that is an error, also to read all of it.
        if (start < 0 || start >= Count)
            throw new ArgumentOutOfRangeException(nameof(start));
        return OffsetsFrom(start);
    }

    private IEnumerable<long> OffsetsFrom(long start)
    {
        long count = Count;
        long[] at = new long[_shape.Length];
        long rest = start;
        for (int i = at.Length - 1; i >= 0; i--)
            rest = Math.DivRem(rest, _shape[i], out at[i]);
        long offset = Offset([start]);
        for (long index = start; index < count; index++)
        {
            yield return offset;
            for (int i = at.Length - 1; i >= 0; i--)
            {
                offset += _strides[i];
                if (++at[i] < _shape[i])
                    break;
                offset -= at[i] * _strides[i];
                at[i] = 0;
            }
        }
    }
}

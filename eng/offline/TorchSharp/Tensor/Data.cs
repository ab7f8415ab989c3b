using TorchSharp.Utils;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The numbers themselves.</summary>
    public partial class Tensor
    {
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType<T>();
            return new TensorAccessor<T>(device_type is DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            return data<T>()[0];
        }

        public Scalar ToScalar() => new(Checked(THSTensor_item(this)));

        public Span<byte> bytes
        {
            get
            {
                ValidateBytes();
                unsafe
                {
                    return new Span<byte>((void*)Checked(THSTensor_data(this)), checked((int)(NumberOfElements * ElementSize)));
                }
            }
            set
            {
                ValidateBytes();
                if (value.Length != NumberOfElements * ElementSize)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                unsafe
                {
                    value.CopyTo(new Span<byte>((void*)Checked(THSTensor_data(this)), value.Length));
                }
                GC.KeepAlive(this);
            }
        }

        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            ValidateBytes();
            byte[] buffer = new byte[bufferSize];
            long left = NumberOfElements * ElementSize;
            for (nint at = Checked(THSTensor_data(this)); left > 0;)
            {
                int count = (int)Math.Min(left, bufferSize);
                unsafe
                {
                    new ReadOnlySpan<byte>((void*)at, count).CopyTo(buffer);
                }
                stream.Write(buffer, 0, count);
                at += count;
                left -= count;
            }
            GC.KeepAlive(this);
        }

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            ValidateBytes();
            byte[] buffer = new byte[bufferSize];
            long left = NumberOfElements * ElementSize;
            for (nint at = Checked(THSTensor_data(this)); left > 0;)
            {
                int count = stream.Read(buffer, 0, (int)Math.Min(left, bufferSize));
                if (count == 0)
                    throw new EndOfStreamException();
                unsafe
                {
                    buffer.AsSpan(0, count).CopyTo(new Span<byte>((void*)at, count));
                }
                at += count;
                left -= count;
            }
            GC.KeepAlive(this);
        }

        public static Tensor Load(BinaryReader reader) => TensorExtensionMethods.Load(reader);

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream);
            return Load(reader);
        }

        public static Tensor Load(string location)
        {
            using FileStream stream = File.OpenRead(location);
            return Load(stream);
        }

        internal void ValidateType<T>() where T : unmanaged
        {
            if (ScalarTypeOf<T>() != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
        }

        private void ValidateBytes()
        {
            if (!is_contiguous())
                throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            if (device_type is not DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }
    }
}

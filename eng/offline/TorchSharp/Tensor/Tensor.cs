using System.Runtime.InteropServices.Marshalling;
using TorchSharp.PInvoke;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The handles of some tensors, to pass as an array; the caller keeps the tensors alive until the call has returned.</summary>
    internal static nint[] Handles(IEnumerable<Tensor> tensors) => [.. tensors.Select(tensor => tensor.Handle)];

    /// <summary>A reference to a native tensor: what it is and how long it lives.</summary>
    [NativeMarshalling(typeof(TensorMarshaller))]
    public partial class Tensor : IDisposable
    {
        internal nint handle;

        private static long s_total;
        private static long s_peak;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            s_peak = Math.Max(Interlocked.Increment(ref s_total), s_peak);
            if (register)
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        ~Tensor() => Dispose(false);

        public static Tensor UnsafeCreateTensor(nint handle) => new(handle);

        public static long TotalCount => s_total;

        public static long PeakCount => s_peak;

        public string? name { get; set; }

        public bool IsInvalid => handle == 0;

        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle == 0)
                return;
            DisposeScopeManager.ThreadSingleton.DisposingOnCurrentScope(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref s_total);
            THSTensor_dispose(handle);
            handle = 0;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is not null)
                OwningDisposeScope.MoveToOther(other, this);
            else
                other?.Attach(this);
            return this;
        }

        public nint DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            nint taken = Handle;
            Interlocked.Decrement(ref s_total);
            handle = 0;
            return taken;
        }

        /// <summary>Takes the handle away, for another object to own.</summary>
        internal nint MoveHandle()
        {
            nint taken = handle;
            if (taken != 0)
                Interlocked.Decrement(ref s_total);
            handle = 0;
            return taken;
        }

        /// <summary>Ends an in-place operation: the error it left, if any, or this tensor.</summary>
        private Tensor Checked()
        {
            CheckForErrors();
            return this;
        }

        private static T Checked<T>(T value)
        {
            CheckForErrors();
            return value;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public bool Equals(Tensor target) => Checked(THSTensor_equal(this, target));

        public override int GetHashCode() => base.GetHashCode();

        public long Dimensions => THSTensor_ndimension(this);

        public long dim() => Dimensions;

        public long ndim => Dimensions;

        public long NumberOfElements => THSTensor_numel(this);

        public long numel() => NumberOfElements;

        public long ElementSize => THSTensor_element_size(this);

        public long element_size() => ElementSize;

        public long size(int dim) => Checked(THSTensor_size(this, dim));

        public long[] size()
        {
            long[] sizes = new long[Dimensions];
            for (int i = 0; i < sizes.Length; i++)
                sizes[i] = THSTensor_size(this, i);
            return Checked(sizes);
        }

        public long[] shape => size();

        public long stride(int dim) => Checked(THSTensor_stride(this, dim));

        public long[] stride()
        {
            long[] strides = new long[Dimensions];
            for (int i = 0; i < strides.Length; i++)
                strides[i] = THSTensor_stride(this, i);
            return Checked(strides);
        }

        public long storage_offset() => Checked(THSTensor_storage_offset(this));

        public ScalarType dtype => (ScalarType)THSTensor_type(this);

        public DeviceType device_type => (DeviceType)Checked(THSTensor_device_type(this));

        public int device_index => Checked(THSTensor_device_index(this));

        public Device device => device_type is DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type,
            device_index);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_sparse => Checked(THSTensor_is_sparse(this));

        public bool is_cuda => device_type is DeviceType.CUDA;

        public bool is_cpu() => Checked(THSTensor_is_cpu(this));

        public bool is_contiguous() => Checked(THSTensor_is_contiguous(this));

        public bool is_nonzero()
        {
            if (numel() != 1)
                throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");
            return Checked(THSTensor_is_nonzero(this));
        }

        public override string ToString() => $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
    }
}

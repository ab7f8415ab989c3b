using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Copies, conversions and moves between devices.</summary>
    public partial class Tensor
    {
        public Tensor alias() => THSTensor_alias(this);

        public Tensor clone() => THSTensor_clone(this);

        public Tensor contiguous() => THSTensor_contiguous(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            THSTensor_copy_(this, source, nonBlocking);
            return Checked();
        }

        public Tensor set_(Tensor source)
        {
            THSTensor_set_(this, source);
            return Checked();
        }

        public Tensor cpu() => THSTensor_cpu(this);

        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            InitializeDeviceType(DeviceType.CUDA);
            return device is null
                ? THSTensor_cuda(this)
                : THSTensor_to_device(this, (int)DeviceType.CUDA, device.index, false, non_blocking);
        }

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(THSTensor_to_type(this, (sbyte)type, copy, non_blocking), disposeAfter);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false,
            bool non_blocking = false)
        {
            InitializeDeviceType(deviceType);
            return Converted(THSTensor_to_device(this, (int)deviceType, deviceIndex, copy, non_blocking), disposeAfter);
        }

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            device = InitializeDevice(device);
            return Converted(THSTensor_to_type_and_device(this, (sbyte)type, (int)device.type, device.index, copy, non_blocking),
                disposeAfter);
        }

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(device.type, device.index, copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);

        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        private Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter)
                Dispose();
            return result;
        }

        public Tensor to_dense() => THSTensor_to_dense(this);

        public Tensor SparseIndices => THSTensor_indices(this);

        public Tensor SparseValues => THSTensor_values(this);
    }
}

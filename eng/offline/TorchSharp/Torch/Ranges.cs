using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        bool integral = is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type);
        (sbyte type, int deviceType, int index) = Placed(dtype ?? (integral ? ScalarType.Int64 : null), device);
        return THSTensor_arange(start, stop, step, type, deviceType, index, requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        (sbyte type, int deviceType, int index) = Placed(dtype, device);
        return THSTensor_linspace(start, end, steps, type, deviceType, index, requires_grad);
    }

    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null)
    {
        (sbyte type, int deviceType, int index) = Placed(dtype, device, names);
        return THSTensor_eye(rows, columns == -1 ? rows : columns, type, deviceType, index, requires_grad);
    }

    public static Tensor sparse_coo_tensor(Tensor indices, Tensor values, long[] size, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        (sbyte type, int deviceType, int index) = Placed(dtype ?? values.dtype, device ?? values.device, names);
        return THSTensor_sparse(indices, values, size, size.Length, type, deviceType, index, requires_grad);
    }
}

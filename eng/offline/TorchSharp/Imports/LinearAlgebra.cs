using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_bmm(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_dot(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_kron(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_matmul(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_mm(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_mv(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_outer(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_masked_select(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_t(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_nonzero(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_mT(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_addmm(Tensor t, Tensor mat1, Tensor mat2, float beta, float alpha);

    [LibraryImport(Library)]
    internal static partial void THSTensor_addmm_(Tensor t, Tensor mat1, Tensor mat2, float beta, float alpha);
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace TorchSharp.PInvoke;

/// <summary>
/// The entry points of the native library. A tensor, a scalar or a generator is passed as the object itself: the
/// marshallers below take its handle and keep it alive until the call has returned; a returned tensor is already
/// checked for errors. After an entry point that returns nothing, call <see cref="torch.CheckForErrors"/>.
/// </summary>
internal static partial class NativeMethods
{
    private const string Library = "LibTorchSharp";

    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Resolve);

    /// <summary>Makes sure the library can be loaded; throws with what to do about it when it cannot.</summary>
    internal static void Load() => RuntimeHelpers.RunClassConstructor(typeof(NativeMethods).TypeHandle);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return 0;
        if (NativeLibrary.TryLoad(name, assembly, path, out nint handle))
            return handle;
        throw new DllNotFoundException(
            $"The native library '{Library}' of the offline TorchSharp was not found or could not be loaded. " +
            "Run `dotnet run build.cs -- setup`, which builds it over the libtorch of this machine.");
    }
}

[CustomMarshaller(typeof(torch.Tensor), MarshalMode.ManagedToUnmanagedIn, typeof(In))]
[CustomMarshaller(typeof(torch.Tensor), MarshalMode.ManagedToUnmanagedOut, typeof(TensorMarshaller))]
internal static class TensorMarshaller
{
    public static torch.Tensor ConvertToManaged(nint handle)
    {
        if (handle == 0)
            torch.CheckForErrors();
        return new torch.Tensor(handle);
    }

    internal ref struct In
    {
        private torch.Tensor? _tensor;

        public void FromManaged(torch.Tensor? tensor) => _tensor = tensor;

        public readonly nint ToUnmanaged() => _tensor is null ? 0 : _tensor.Handle;

        public readonly void OnInvoked() => GC.KeepAlive(_tensor);

        public void Free() => _tensor = null;
    }
}

[CustomMarshaller(typeof(Scalar), MarshalMode.ManagedToUnmanagedIn, typeof(ScalarMarshaller))]
internal ref struct ScalarMarshaller
{
    private Scalar? _scalar;

    public void FromManaged(Scalar? scalar) => _scalar = scalar;

    public readonly nint ToUnmanaged() => _scalar is null ? 0 : _scalar.Handle;

    public readonly void OnInvoked() => GC.KeepAlive(_scalar);

    public void Free() => _scalar = null;
}

[CustomMarshaller(typeof(torch.Generator), MarshalMode.ManagedToUnmanagedIn, typeof(GeneratorMarshaller))]
internal ref struct GeneratorMarshaller
{
    private torch.Generator? _generator;

    public void FromManaged(torch.Generator? generator) => _generator = generator;

    public readonly nint ToUnmanaged() => _generator is null ? 0 : _generator.Handle;

    public readonly void OnInvoked() => GC.KeepAlive(_generator);

    public void Free() => _generator = null;
}

/// <summary>The array of tensors that a native call returns, through an allocator that it calls back.</summary>
internal sealed class TensorArray
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate nint Allocator(nint length);

    private nint[] _handles = [];
    private GCHandle _pin;

    /// <summary>Runs <paramref name="call"/>, which passes the allocator on, and wraps what came back.</summary>
    internal static torch.Tensor[] From(Action<Allocator> call)
    {
        var array = new TensorArray();
        Allocator allocator = array.Allocate;
        try
        {
            call(allocator);
        }
        finally
        {
            if (array._pin.IsAllocated)
                array._pin.Free();
        }
        GC.KeepAlive(allocator);
        torch.CheckForErrors();
        return Array.ConvertAll(array._handles, handle => handle == 0 ? null! : new torch.Tensor(handle));
    }

    private nint Allocate(nint length)
    {
        _handles = new nint[length];
        _pin = GCHandle.Alloc(_handles, GCHandleType.Pinned);
        return _pin.AddrOfPinnedObject();
    }
}

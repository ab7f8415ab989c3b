using System.Text;

namespace OptimizerDsl.Compiled;

/// <summary>How a kernel comes to the device: from the cache, or compiled and then kept there.</summary>
internal sealed unsafe partial class CudaGpu
{
    private const int LogBytes = 16384;

    private nint? FromCache(string key)
    {
        if (_cache.Read(key) is not { } image) return null;
        if (Load(image, out _, out var code) is var module && code == CudaDriver.Success) return module;
        // Whole, and yet the driver does not take it: after an update or downgrade of the driver, say.
        _cache.Remove(key);
        return null;
    }

    private nint FromSource(string key, string name, string source, IReadOnlyList<string> definitions)
    {
        var image = _compiler.Compile(name, source, definitions);
        var module = Load(image, out var log, out var code);
        if (code != CudaDriver.Success)
            throw CudaResult.Failure(code, nameof(CudaDriver.ModuleLoadDataEx), $"The kernel {name} for {Name}. {log}".TrimEnd());
        _cache.Write(key, image);
        return module;
    }

    /// <summary>Loads an image; the log is that of the driver's own compiler, where it had to compile.</summary>
    private static nint Load(byte[] image, out string log, out int code)
    {
        var buffer = new byte[LogBytes];
        var options = stackalloc int[2] { CudaDriver.JitErrorLog, CudaDriver.JitErrorLogSize };
        fixed (byte* start = image, text = buffer)
        {
            var values = stackalloc nint[2] { (nint)text, buffer.Length };
            code = CudaDriver.ModuleLoadDataEx(out var module, start, 2, options, values);
            log = Encoding.UTF8.GetString(buffer).TrimEnd('\0', '\n');
            return module;
        }
    }
}

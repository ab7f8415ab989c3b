using System.Reflection;
using static TorchSharp.torch;

namespace Quickstart;

/// <summary>The devices that --device names.</summary>
internal static class ComputeDevice
{
    /// <summary>Makes sure that CUDA can be used.</summary>
    /// <param name="chosen">The device that needs it, as it was written.</param>
    /// <exception cref="BadInputException">It cannot; the message says what is missing.</exception>
    public static void RequireCuda(string chosen)
    {
        if (!cuda.is_available()) throw new BadInputException($"--device {chosen}: {MissingFrom(Backend)}");
    }

    /// <summary>What is missing where a program that was built with a TorchBackend finds no CUDA.</summary>
    public static string MissingFrom(string? backend)
    {
        if (backend != "cpu") return "no CUDA device was found";
        var system = OperatingSystem.IsWindows() ? "windows" : "linux";
        return $"this build has libtorch for the CPU only; run with -p:TorchBackend=cuda-{system}";
    }

    /// <summary>The libtorch that this program was built with.</summary>
    private static string? Backend => typeof(ComputeDevice).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "TorchBackend").Value;
}

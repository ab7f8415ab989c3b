using System.Diagnostics;

namespace OptimizerDsl.Compiled;

/// <summary>The warning that steps on a GPU are not fused, once per process.</summary>
/// <remarks>
/// It goes where a library of .NET can be heard: to <see cref="Trace"/>, whose listeners the program chooses; where it has chosen
/// none, and only a debugger would listen, to the standard error. A program that wants to hear nothing clears
/// <see cref="Trace.Listeners"/>.
/// </remarks>
internal static class FallbackWarning
{
    private static int s_given;

    /// <summary>Warns of the obstacle, unless there has been a warning before.</summary>
    public static void Once(string obstacle)
    {
        if (Interlocked.Exchange(ref s_given, 1) == 0) Give(obstacle, Console.Error);
    }

    internal static void Give(string obstacle, TextWriter error)
    {
        var text = $"OptimizerDsl: steps on the GPU run as single TorchSharp calls (Execution.Eager), several times slower than fused: {obstacle}";
        Trace.TraceWarning("{0}", text);
        if (Trace.Listeners is [DefaultTraceListener]) error.WriteLine(text);
    }
}

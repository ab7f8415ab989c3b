using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>The kernels of a rule's CUDA execution.</summary>
/// <param name="Source">CUDA C, without the prelude that all rules have in common.</param>
/// <param name="Totals">For each pass how many totals it has; -1 for a pass without elements, which has no kernel.</param>
/// <param name="Inputs">How many numbers of the options a device needs to compute everything itself.</param>
/// <param name="LateInputs">How many of those, the first, it needs for what depends on a reduction.</param>
/// <param name="RequiresDeviceNumbers">Whether something is kept from step to step that only the device knows.</param>
/// <param name="AllowsDeviceNumbers">Whether the device can count steps and compute everything itself.</param>
/// <param name="VariantFlags">The flags that depend on options alone: each of their combinations has kernels of its own.</param>
/// <param name="PassesWithoutNumbers">The passes, as bits, before which nothing is computed.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record CudaProgram(
    string Source, IReadOnlyList<int> Totals, int Inputs, int LateInputs, bool RequiresDeviceNumbers, bool AllowsDeviceNumbers, int VariantFlags,
    int PassesWithoutNumbers = 0)
{
    private static readonly Lazy<string> s_prelude = new(() =>
    {
        using var stream = typeof(CudaProgram).Assembly.GetManifestResourceStream("Prelude.cuh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    });

    /// <summary>The source as it is compiled.</summary>
    public string Text => Source.Replace("#include \"prelude\"", s_prelude.Value, StringComparison.Ordinal);
}

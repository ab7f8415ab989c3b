using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>The CUDA C of every optimizer compiles for a GPU: by clang's CUDA front end to PTX, without a CUDA toolkit.</summary>
public sealed class CudaCompilationTests
{
    private static readonly Lazy<bool> s_hasClang = new(() =>
    {
        try
        {
            return SoftwareGpu.Run("clang++", ["--version"], "").Length > 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static TheoryData<string> Optimizers => [.. OptimizerTable.All.Select(c => c.Type.Name).Distinct()];

    [SkippableTheory]
    [MemberData(nameof(Optimizers))]
    public void To_kernels_that_keep_everything_in_registers(string name)
    {
        Skip.IfNot(s_hasClang.Value, "clang++ is not installed.");
        var rule = OptimizerTable.All.First(c => c.Type.Name == name).Rule;
        // The text of a rule is the same for all types of elements; they differ in the prelude.
        int[] elements = Situations.All.Any(c => c.Type.Name == name) ? [5, 6, 7, 15] : [6];
        foreach (var element in elements)
            foreach (var (numbers, deviceNumbers) in new[] { (32, 0), (0, 1) })
            {
                if (deviceNumbers == 1 && !rule.Cuda!.AllowsDeviceNumbers) continue;
                foreach (var slots in rule.HasBufferDtype && (element, deviceNumbers) == (6, 0) ? Enum.GetValues<Precision>() : [Precision.Same])
                {
                    var ptx = Compile(rule.Cuda!.Text, new CudaKernels.Variant(element, numbers, deviceNumbers == 1, 0, 0, slots).Definitions);
                    for (var pass = 0; pass < rule.Passes; pass++)
                        if (rule.Cuda.Totals[pass] >= 0) Assert.Contains($".entry pass{pass}(", ptx);
                    Assert.DoesNotContain(".local", ptx);
                }
            }
    }

    /// <summary>Lanes that are aligned move in one instruction.</summary>
    [SkippableFact]
    public void With_loads_of_four_elements_at_once()
    {
        Skip.IfNot(s_hasClang.Value, "clang++ is not installed.");
        var ptx = Compile(OptimizerTable.Get("AdamCM, default").Rule.Cuda!.Text, new CudaKernels.Variant(Native.Float32, 32, false, 0, 0).Definitions);
        Assert.Contains("ld.v4.f32", ptx);
        Assert.Contains("st.v4.f32", ptx);
    }

    private static string Compile(string source, IEnumerable<string> definitions)
    {
        var file = Path.Combine(Path.GetTempPath(), $"optimizerdsl-{Guid.NewGuid():N}.cu");
        File.WriteAllText(file, source);
        try
        {
            return SoftwareGpu.Run("clang++",
            [
                "-std=c++14", "-O3", "-Wall", "-Werror", "-fdeclspec", "-x", "cuda", "--cuda-gpu-arch=sm_80", "--cuda-device-only", "-nocudainc", "-nocudalib", "-Wno-unknown-cuda-version",
                "-include", Path.Combine(AppContext.BaseDirectory, "cuda.h"), .. definitions.Select(d => "-D" + d), "-S", file, "-o", "-",
            ], source);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

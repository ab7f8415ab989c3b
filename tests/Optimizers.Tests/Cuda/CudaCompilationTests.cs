using System.Reflection;
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
        var rule = RuleOf(OptimizerTable.All.First(c => c.Type.Name == name).Type);
        foreach (var element in new[] { 5, 6, 7, 15 })
            foreach (var (numbers, deviceNumbers) in new[] { (32, 0), (0, 1) })
            {
                if (deviceNumbers == 1 && !rule.Cuda!.AllowsDeviceNumbers) continue;
                var ptx = Compile(rule.Cuda!.Text, [$"ELEMENT={element}", $"NUMBERS={numbers}", $"DEVICE_NUMBERS={deviceNumbers}", "FLAGS_KNOWN=0", "FLAGS_SET=0"]);
                for (var pass = 0; pass < rule.Passes; pass++)
                    if (rule.Cuda.Totals[pass] >= 0) Assert.Contains($".entry pass{pass}(", ptx);
                Assert.DoesNotContain(".local", ptx);
            }
    }

    /// <summary>Lanes that are aligned move in one instruction.</summary>
    [SkippableFact]
    public void With_loads_of_four_elements_at_once()
    {
        Skip.IfNot(s_hasClang.Value, "clang++ is not installed.");
        var ptx = Compile(RuleOf(typeof(Optimizers.AdamCM)).Cuda!.Text, ["ELEMENT=6", "NUMBERS=32", "DEVICE_NUMBERS=0", "FLAGS_KNOWN=0", "FLAGS_SET=0"]);
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

    private static CompiledRule RuleOf(Type optimizer) =>
        (CompiledRule)optimizer.GetNestedType("Rule", BindingFlags.NonPublic)!.GetField("Instance")!.GetValue(null)!;
}

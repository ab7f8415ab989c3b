namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>A declaration of which only one part matters to a test.</summary>
internal static class Rule
{
    /// <summary>An optimizer with fields of every kind, whose equations are given.</summary>
    public static string Of(string equations, string fields = "", string update = "ref Tensor θ, Tensor g, int t") => $$"""
        [Optimizer]
        public partial class Sample
        {
            [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
            [Hyperparameter] double momentum = 0.9;
            [Hyperparameter] bool nesterov = false;
            [Hyperparameter(AtLeast = 1)] int every = 2;
            [Hyperparameter] Coefficients betas = [0.0, 0.9, 0.99];
            {{fields}}

            void Update({{update}})
            {
                {{equations}}
            }
        }
        """;

    /// <summary>The same with a critical memory.</summary>
    public static string WithMemory(string equations) =>
        Of(equations, update: "ref Tensor θ, Tensor g, CriticalMemory memory, int t").Replace("[Optimizer]", "[MemoryAugmented]");
}

using OptimizerDsl;
using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>Something that is measured in the course of a training (Malviya et al. 2023, section 5.2.1, figure 10).</summary>
/// <param name="Key">Its name in files.</param>
/// <param name="Title">Its name in reports.</param>
/// <param name="Analysis">The word that asks for it, for --analyse.</param>
/// <param name="Measure">Measures it; NaN where there is nothing to measure. The run goes on as if it had not been done.</param>
internal sealed record Quantity(string Key, string Title, string Analysis, Func<TrainingRun, double> Measure)
{
    /// <summary>The largest eigenvalue of the Hessian of the training loss, of the first batch of the first epoch.</summary>
    public static Quantity Sharpness { get; } = new("sharpness", "Sharpness", "sharpness", LossCurvature.Sharpness);

    /// <summary>How far the parameters are from those that were drawn, by the norm of all together.</summary>
    public static Quantity Distance { get; } = new("distance", "Distance from the start", "distance", DistanceFromStart);

    /// <summary>The variance within critical memories, averaged over all elements of the parameters.</summary>
    public static Quantity MemoryVariance { get; } = new("buffer_variance", "Variance in the memory", "buffer", VarianceOfMemory);

    /// <summary>The agreement of critical memories, averaged over the parameters.</summary>
    public static Quantity MemoryAgreement { get; } = new("buffer_agreement", "Cosine agreement in the memory", "buffer", AgreementOfMemory);

    public static IReadOnlyList<Quantity> All { get; } = [Sharpness, Distance, MemoryVariance, MemoryAgreement];

    private static double DistanceFromStart(TrainingRun run)
    {
        using var none = no_grad();
        return Math.Sqrt(run.Parameters.Zip(run.InitialParameters).Sum(pair =>
        {
            using var scope = NewDisposeScope();
            return (pair.First - pair.Second).square().sum(ScalarType.Float64).ToDouble();
        }));
    }

    private static double VarianceOfMemory(TrainingRun run)
    {
        var memories = Memories(run).Select(memory => (variance: memory.Variance(), elements: memory.Sum.numel())).ToList();
        if (memories.Count == 0) return double.NaN;
        return memories.Sum(memory => memory.variance * memory.elements) / memories.Sum(memory => memory.elements);
    }

    private static double AgreementOfMemory(TrainingRun run) =>
        Memories(run).Select(memory => memory.CosineAgreement()).DefaultIfEmpty(double.NaN).Average();

    private static IEnumerable<CriticalBuffer> Memories(TrainingRun run) =>
        run.Optimizer.state_dict().State.OfType<CompiledState>().Select(state => state.memory).OfType<CriticalBuffer>();
}

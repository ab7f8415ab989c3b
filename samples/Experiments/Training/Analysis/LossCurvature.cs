using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>The curvature of the training loss.</summary>
internal static class LossCurvature
{
    private const double Settled = 1e-4;

    /// <summary>
    /// The largest eigenvalue of the Hessian of the loss, by power iteration. The loss is that of the first batch of the first epoch,
    /// whatever the step, with the same augmentation and dropout: a function of the parameters alone.
    /// </summary>
    /// <remarks>
    /// The loss is evaluated in training mode, as it is trained: batch normalization by the batch's own statistics. Products with the
    /// Hessian are gradients of the gradient, so every operation of the model needs a second derivative.
    /// </remarks>
    public static double Sharpness(TrainingRun run)
    {
        using var scope = NewDisposeScope();
        using var before = new SideState(run.Workload);
        var parameters = run.Parameters.Where(parameter => parameter.requires_grad).Cast<Tensor>().ToList();
        var gradient = Flat(autograd.grad([run.Workload.Loss(0, 0)], parameters, retain_graph: true, create_graph: true));
        var start = randn(1, gradient.numel(), dtype: gradient.dtype, generator: new Generator(1)).to(gradient.device);
        var largest = PowerIteration.Largest(Product, start, run.Job.Settings.Whole("sharpness-iterations"), Settled).ToDouble();
        before.Restore();
        return largest;

        Tensor Product(Tensor v) => Flat(autograd.grad([(gradient * v.reshape(-1)).sum()], parameters, retain_graph: true)).reshape(1, -1);
    }

    private static Tensor Flat(IEnumerable<Tensor> parts) => cat([.. parts.Select(part => part.reshape(-1))]);
}

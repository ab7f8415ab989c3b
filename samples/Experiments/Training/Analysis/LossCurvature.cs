using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// The curvature of the training loss. It is that of the first batch of the first epoch, whatever the step, with the same augmentation
/// and dropout, in training mode: a function of the parameters alone.
/// </summary>
internal static class LossCurvature
{
    private const double Settled = 1e-4;

    /// <summary>The largest eigenvalue of the Hessian of the loss, by power iteration.</summary>
    /// <remarks>
    /// Products with the Hessian are gradients of the gradient, or differences of gradients where libtorch has no second derivative:
    /// it has none of an LSTM that cuDNN or oneDNN computes.
    /// </remarks>
    public static double Sharpness(TrainingRun run)
    {
        try
        {
            return Sharpness(run, GradientsOfGradient);
        }
        catch (ExternalException)
        {
            return Sharpness(run, DifferencesOfGradients);
        }
    }

    /// <summary>The same with one way of computing products v ↦ H v, of [1, D], from the loss and the parameters.</summary>
    public static double Sharpness(TrainingRun run, Func<Func<Tensor>, IReadOnlyList<Tensor>, Func<Tensor, Tensor>> products)
    {
        using var scope = NewDisposeScope();
        using var before = new SideState(run.Workload);
        try
        {
            var parameters = run.Parameters.Where(parameter => parameter.requires_grad).ToList();
            using var generator = new Generator(1);
            var start = randn([1, parameters.Sum(parameter => parameter.numel())], generator: generator).to(parameters[0].device);
            var most = run.Job.Settings.Whole("sharpness-iterations");
            return PowerIteration.Largest(products(Loss, parameters), start, most, Settled).ToDouble();
        }
        finally
        {
            before.Restore();
        }

        Tensor Loss()
        {
            before.RestoreCarried();
            return run.Workload.Loss(0, 0);
        }
    }

    /// <summary>H v as the gradient of g·v, with the graph of the gradient g kept.</summary>
    public static Func<Tensor, Tensor> GradientsOfGradient(Func<Tensor> loss, IReadOnlyList<Tensor> parameters)
    {
        Tensor[] inputs = [.. parameters];
        var gradient = Flat(autograd.grad([loss()], inputs, retain_graph: true, create_graph: true));
        return v => Flat(autograd.grad([(gradient * v).sum()], inputs, retain_graph: true));
    }

    /// <summary>H v from the gradients at θ + ε v and θ - ε v.</summary>
    public static Func<Tensor, Tensor> DifferencesOfGradients(Func<Tensor> loss, IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        var kept = parameters.Select(parameter => parameter.detach().clone().MoveToOuterDisposeScope()).ToList();
        // The root of the precision of float32, times the size of what is changed: where truncation and rounding weigh the same.
        var epsilon = 3.5e-4 * (1 + Flat(kept).norm().ToDouble());
        return v => (GradientAt(v, epsilon) - GradientAt(v, -epsilon)) / (2 * epsilon);

        Tensor GradientAt(Tensor v, double along)
        {
            using (no_grad())
            {
                long offset = 0;
                foreach (var (parameter, value) in parameters.Zip(kept))
                {
                    parameter.copy_(value + along * v.narrow(1, offset, value.numel()).reshape(value.shape));
                    offset += value.numel();
                }
            }

            var gradient = Flat(autograd.grad([loss()], [.. parameters]));
            using (no_grad())
                foreach (var (parameter, value) in parameters.Zip(kept)) parameter.copy_(value);
            return gradient;
        }
    }

    private static Tensor Flat(IEnumerable<Tensor> parts) => cat([.. parts.Select(part => part.reshape(-1))]).unsqueeze(0);
}

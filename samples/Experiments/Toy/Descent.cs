using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// Runs of one optimizer on a surface from many initial points, all in one batch: every step is one evaluation of the surface for
/// all of them and one step of the optimizer.
/// </summary>
internal static class Descent
{
    /// <param name="surface">The function.</param>
    /// <param name="contestant">The optimizer.</param>
    /// <param name="with">Its hyperparameters.</param>
    /// <param name="schedule">The steps.</param>
    /// <param name="starts">The initial points, [N, D].</param>
    /// <param name="advance">Told of every step.</param>
    /// <param name="keepPaths">Whether all points on the way are kept, rather than only the last.</param>
    public static Runs From(
        Surface surface, Contestant contestant, Hyperparameters with, Schedule schedule, double[,] starts,
        Action? advance = null, bool keepPaths = false)
    {
        using var scope = NewDisposeScope();
        var (count, dimensions) = (starts.GetLength(0), starts.GetLength(1));
        var points = tensor(starts);
        var gradients = zeros_like(points);

        // The parameters are the rows of one tensor, each a run; a rule that works by element may have all of them as one.
        var parameters = contestant.HasMemory
            ? Enumerable.Range(0, count).Select(i => Row(points[i], gradients[i])).ToArray()
            : [Row(points.detach(), gradients)];
        using var optimizer = contestant.Create(parameters, with);

        var losses = new double[schedule.Steps + 1][];
        List<double[]> paths = [starts.Cast<double>().ToArray()];
        losses[0] = Values(surface, points);
        for (var step = 1; step <= schedule.Steps; step++)
        {
            if (step == schedule.DropAt + 1)
                foreach (var group in optimizer.ParamGroups) group.LearningRate *= Schedule.DropFactor;
            Differentiate(surface, contestant, with.Rho, points, gradients);
            optimizer.step();
            losses[step] = Values(surface, points);
            if (keepPaths) paths.Add([.. points.data<double>()]);
            advance?.Invoke();
        }

        if (!keepPaths) paths.Add([.. points.data<double>()]);
        return new(contestant, dimensions, losses, paths);
    }

    /// <summary>A parameter over the memory of the values: it takes the tensor itself, so that must be one nobody else has.</summary>
    private static Parameter Row(Tensor values, Tensor gradient) => new(values) { grad = gradient };

    /// <summary>Writes the gradients of all runs, or for SAM those at points ρ up the gradient.</summary>
    /// <remarks>Run by run: a wrapper of the optimizer would take the norm over all of its parameters, and these are separate runs.</remarks>
    private static void Differentiate(Surface surface, Contestant contestant, double rho, Tensor points, Tensor gradients)
    {
        using var scope = NewDisposeScope();
        var gradient = surface.Gradient(points);
        if (contestant.IsSharpnessAware)
        {
            var norm = gradient.square().sum(1, keepdim: true).sqrt().add(1e-12);
            gradient = surface.Gradient(points + gradient * (rho / norm));
        }

        gradients.copy_(gradient);
    }

    private static double[] Values(Surface surface, Tensor points)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        return [.. surface.Value(points).data<double>()];
    }
}

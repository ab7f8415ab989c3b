using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Optimizers;

/// <summary>The line between z and x of the paper, on which the parameters are: (1 - share) z + share x.</summary>
internal static class ScheduleFree
{
    /// <summary>The point of another share on the line. Parameters of 16 bits give it in float32.</summary>
    public static torch.Tensor PointOf(double share, Parameter parameter, double its, torch.Tensor z)
    {
        var type = parameter.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        return parameter.detach().to(type).mul(share / its).add_(z.to(type), alpha: 1 - share / its);
    }

    /// <summary>Takes the parameter itself to another share.</summary>
    public static void Move(double share, Parameter parameter, ref double its, torch.Tensor z)
    {
        using var disabled = no_grad();
        using var scope = NewDisposeScope();
        parameter.copy_(PointOf(share, parameter, its, z));
        its = share;
    }
}

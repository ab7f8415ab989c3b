using TorchSharp;

namespace OptimizerDsl.Optimizers;

/// <summary>Adafactor (Shazeer and Stern 2018), as <c>torch.optim.Adafactor</c>: Adam's second moment from the means of rows and columns.</summary>
/// <remarks>
/// Of a matrix with n rows and m columns it keeps n + m numbers instead of n m; of more dimensions, the last two are the matrix. Like
/// PyTorch, it has no first moment, bounds the relative step size by lr, and applies ε₁ to the estimate rather than to the
/// squared gradients.
/// </remarks>
[Optimizer]
[PyTorch("Adafactor")]
[PyTorchTuple("eps", nameof(eps1), nameof(eps2))]
public partial class Adafactor
{
    /// <summary>The largest relative step size; it is 1 / √t where that is less.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    /// <summary>The exponent c of 1 - β₂ = t^c.</summary>
    [Hyperparameter(AtMost = 0)] double beta2_decay = -0.8;

    /// <summary>ε₁, the least root of the estimated second moment. PyTorch's default is the machine epsilon of the parameter's type, ours that of float32.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double eps1 = 1.1920928955078125e-7;

    /// <summary>ε₂, the least root mean square of a parameter that its steps are relative to.</summary>
    [Hyperparameter(AtLeast = 0)] double eps2 = 1e-3;

    /// <summary>The root mean square that a step is clipped to, before the step size.</summary>
    [Hyperparameter(AtLeast = 1)] double d = 1;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("row_var", Shape = nameof(Rows))]     torch.Tensor? R;
    [State("col_var", Shape = nameof(Columns))]  torch.Tensor? C;
    [State("variance", Shape = nameof(Vectors))] torch.Tensor? V;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        R = Averaged(R, g, -1, Pow(t, beta2_decay));
        C = Averaged(C, g, -2, Pow(t, beta2_decay));
        V = Averaged(V, g, 0, Pow(t, beta2_decay));
        Tensor v = SecondMoment(R, C, V, eps1);
        var u = (maximize ? -g : g) * Rsqrt(v);
        var α = Max(eps2, Norm(θ) / Sqrt(Count(θ))) * Min(lr, 1 / Sqrt(t));
        var clipping = Max(1, Norm(u) / (Sqrt(Count(θ)) * d));
        θ *= 1 - lr * weight_decay;
        θ -= α / clipping * u;
    }

    /// <summary>One number per row: the last dimension is 1. Null for vectors.</summary>
    public static long[]? Rows(long[] shape) => shape.Length < 2 ? null : [.. shape[..^1], 1];

    /// <summary>One number per column: the last dimension but one is 1. Null for vectors.</summary>
    public static long[]? Columns(long[] shape) => shape.Length < 2 ? null : [.. shape[..^2], 1, shape[^1]];

    /// <summary>A number per element of a vector. Null for matrices.</summary>
    public static long[]? Vectors(long[] shape) => shape.Length < 2 ? shape : null;

    /// <summary>A moving average of g², or of its means along a dimension.</summary>
    /// <param name="average">The average; null if the parameter has none.</param>
    /// <param name="g">The gradient.</param>
    /// <param name="along">-1 for the means of rows, -2 for those of columns, 0 for g² itself.</param>
    /// <param name="weight">How much of the new g² is in it, 1 - β₂.</param>
    /// <returns>The average with g² in it; null if there is none.</returns>
    [Eager]
    public static torch.Tensor? Averaged(torch.Tensor? average, torch.Tensor g, int along, double weight)
    {
        if (average is null) return null;
        var squares = along == 0 ? g.square() : g.square().mean([along], keepdim: true);
        return average + weight * (squares - average);
    }

    /// <summary>v of every element: R C over the mean of R, or V, and at least ε₁².</summary>
    /// <param name="rows">R; null for a vector.</param>
    /// <param name="columns">C; null for a vector.</param>
    /// <param name="whole">V; null for a matrix.</param>
    /// <param name="eps">ε₁.</param>
    /// <returns>v, in the parameter's shape.</returns>
    [Eager]
    public static torch.Tensor SecondMoment(torch.Tensor? rows, torch.Tensor? columns, torch.Tensor? whole, double eps)
    {
        var v = whole ?? rows! * columns! / rows!.mean([-2], keepdim: true).clamp(min: eps);
        return v.clamp(min: eps * eps);
    }
}

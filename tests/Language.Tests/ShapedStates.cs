using OptimizerDsl.Optimizers;
using TorchSharp;

namespace OptimizerDsl.Tests;

/// <summary>A state with a number per row, read before and after it becomes another, and one per parameter; a plain state beside them.</summary>
[Optimizer]
public partial class PerRow
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.1;
    [State("row_mean", Shape = nameof(Rows))] torch.Tensor? rows;
    [State(Shape = nameof(One))] torch.Tensor? total;
    [State("momentum_buffer")] Tensor m;

    void Update(ref Tensor θ, Tensor g)
    {
        m = 0.5 * m + g;
        Tensor before = Spread(rows, g);
        rows = Averaged(Methods.Chosen(2 * m), rows);
        total = Counted(total, rows);
        Tensor after = Spread(rows, g);
        var d = (after - 0.25 * before + 0.1 * m) / (1 + Norm(after));
        Tensor scaled = Scaled(Methods.Sorted(d), total);
        θ -= lr * scaled;
    }

    /// <summary>One number for each entry of the first dimension; none without dimensions.</summary>
    public static long[]? Rows(long[] shape) => shape.Length == 0 ? null : [shape[0]];

    /// <summary>One number.</summary>
    public static long[]? One(long[] shape) => [];

    [Eager]
    public static torch.Tensor? Averaged(torch.Tensor g, torch.Tensor? rows)
    {
        if (rows is null) return null;
        if (PerRowFailure is { } failure) return failure(rows);
        var sums = g.dim() == 1 ? g : g.reshape(g.shape[0], g.numel() / Math.Max(1, g.shape[0])).sum(1);
        return 0.75 * rows + 0.25 * sums;
    }

    [Eager]
    public static torch.Tensor Counted(torch.Tensor? total, torch.Tensor? rows) => 0.5 * total! + (rows is null ? 1 : rows.abs().sum());

    [Eager]
    public static torch.Tensor Spread(torch.Tensor? rows, torch.Tensor like) =>
        rows is null ? torch.zeros_like(like) : rows.reshape([rows.numel(), .. Enumerable.Repeat(1L, (int)like.dim() - 1)]).expand(like.shape);

    [Eager]
    public static torch.Tensor Scaled(torch.Tensor x, torch.Tensor? total) => x / (1 + total!);

    /// <summary>What a test makes of the means of rows.</summary>
    [ThreadStatic]
    public static Func<torch.Tensor, torch.Tensor?>? PerRowFailure;
}

/// <summary>Composed of a rule of this assembly, and of one of another, whose states have shapes of their own.</summary>
[Clipped<PerRow>(MaxNorm = 0.5)] public partial class ClippedPerRow;

[MemoryAugmented<PerRow>(Capacity = 3)] public partial class PerRowCM;

[MemoryAugmented<Adafactor>(Capacity = 2, Critical = Critical.Gradient)] public partial class AdafactorCG;

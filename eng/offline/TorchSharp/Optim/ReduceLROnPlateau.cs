#nullable disable
namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1,
                int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0,
                IList<double> min_lr = null, double eps = 1e-8, bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);

            public static partial class impl
            {
                /// <summary>The rate goes down when a metric has not become better for a while.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly Func<double, double, bool> _isBetter;
                    private readonly double _factor, _eps;
                    private readonly int _patience, _cooldown;
                    private readonly IList<double> _least;
                    private double _best;
                    private int _bad, _cooling;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                        double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double> min_lr = null,
                        double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0)
                            throw new ArgumentException("Factor should be < 1.0");
                        int groups = optimizer.ParamGroups.Count();
                        (_factor, _patience, _cooldown, _eps) = (factor, patience, cooldown, eps);
                        _least = min_lr is { Count: > 1 } ? min_lr : [.. Enumerable.Repeat(min_lr is { Count: 1 } ? min_lr[0] : 0, groups)];
                        _best = mode == "min" ? double.PositiveInfinity : double.NegativeInfinity;
                        _isBetter = (mode, threshold_mode) switch
                        {
                            ("min", "rel") => (value, best) => value < best * (1 - threshold),
                            ("min", "abs") => (value, best) => value < best - threshold,
                            ("max", "rel") => (value, best) => value > best * (1 + threshold),
                            ("max", "abs") => (value, best) => value > best + threshold,
                            _ => throw new ArgumentException($"mode {mode} or threshold mode {threshold_mode} is unknown!"),
                        };
                    }

                    public override void step(double current, int? epoch = null)
                    {
                        _last_epoch = epoch ?? _last_epoch + 1;
                        bool isBetter = _isBetter(current, _best);
                        if (isBetter)
                            _best = current;
                        _bad = isBetter || _cooling > 0 ? 0 : _bad + 1;
                        _cooling = Math.Max(0, _cooling - 1);
                        if (_bad <= _patience)
                            return;
                        (_bad, _cooling) = (0, _cooldown);
                        int i = 0;
                        foreach (ILearningRateController group in _optimizer.ParamGroups)
                        {
                            double next = Math.Max(group.LearningRate * _factor, _least[i++]);
                            if (group.LearningRate - next > _eps)
                                group.LearningRate = next;
                        }
                    }

                    public override void step() => throw new InvalidOperationException(
                        "step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(int? epoch) => throw new InvalidOperationException(
                        "step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");
                }
            }
        }
    }
}

#nullable disable
namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000,
                int step_size_down = -1, impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1.0,
                Func<double, double> scale_fn = null, impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle,
                bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1,
                bool verbose = false) =>
                new impl.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode,
                    cycle_momentum, base_momentum, max_momentum, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>The rate goes up and down between two values, in cycles, and the momentum of the groups with it.</summary>
                /// <remarks>As in TorchSharp, the momentum goes up from its greatest value, not down from it.</remarks>
                public class CyclicLR : LRScheduler
                {
                    public enum Mode
                    {
                        Triangular,
                        Triangular2,
                        ExpRange,
                    }

                    public enum ScaleMode
                    {
                        Cycle,
                        Iterations,
                    }

                    private readonly double _least, _most, _leastMomentum, _mostMomentum, _length, _up;
                    private readonly Func<double, double> _scale;
                    private readonly bool _byCycle, _cyclesMomentum;

                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000,
                        int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1.0,
                        Func<double, double> scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true,
                        double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not IMomentum)
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        (_least, _most, _leastMomentum, _mostMomentum) = (base_lr, max_lr, base_momentum, max_momentum);
                        _length = step_size_up + (step_size_down == -1 ? step_size_up : step_size_down);
                        _up = step_size_up / _length;
                        _cyclesMomentum = cycle_momentum;
                        _byCycle = scale_fn is null || scale_mode is ScaleMode.Cycle;
                        _scale = scale_fn ?? mode switch
                        {
                            Mode.Triangular2 => cycle => Math.Pow(2, 1 - cycle),
                            Mode.ExpRange => x => Math.Pow(gamma, x),
                            _ => _ => 1,
                        };
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        double cycle = Math.Floor(1 + _last_epoch / _length);
                        double part = 1 + _last_epoch / _length - cycle;
                        double height = (part <= _up ? part / _up : (part - 1) / (_up - 1)) * _scale(_byCycle ? cycle : _last_epoch);
                        foreach (ILearningRateController group in _optimizer.ParamGroups)
                        {
                            if (_cyclesMomentum)
                                ((IMomentum)group).Momentum = _mostMomentum + (_mostMomentum - _leastMomentum) * height;
                            yield return _least + (_most - _least) * height;
                        }
                    }
                }
            }
        }
    }
}

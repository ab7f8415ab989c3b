#nullable disable
namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1,
                int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy,
                    cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>The rate goes up to its greatest value and down to almost nothing, the momentum the other way.</summary>
                public class OneCycleLR : LRScheduler
                {
                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    private readonly double _total;
                    private readonly bool _cycleMomentum;
                    private readonly bool _cosine;
                    private readonly List<(double End, double FromRate, double ToRate, double FromMomentum,
                        double ToMomentum)> _phases;

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1,
                        int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95,
                        double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        if (pct_start is < 0 or > 1)
                            throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}");
                        if (total_steps == -1 && (epochs <= 0 || steps_per_epoch <= 0) || total_steps is 0 or < -1)
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        _total = total_steps != -1 ? total_steps : epochs * steps_per_epoch;
                        _cycleMomentum = cycle_momentum;
                        _cosine = anneal_strategy is AnnealStrategy.Cos;
                        double initial = max_lr / div_factor;
                        double final = initial / final_div_factor;
                        double top = pct_start * _total - 1;
                        _phases = [(top, initial, max_lr, max_momentum, base_momentum)];
                        if (three_phase)
                        {
                            _phases.Add((2 * pct_start * _total - 2, max_lr, initial, base_momentum, max_momentum));
                            _phases.Add((_total - 1, initial, final, max_momentum, max_momentum));
                        }
                        else
                        {
                            _phases.Add((_total - 1, max_lr, final, base_momentum, max_momentum));
                        }
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > _total)
                            throw new InvalidOperationException($"Tried to step {_last_epoch + 1} times. The specified number of total steps is {_total}");
                        int current = Math.Max(0, _phases.FindIndex(phase => _last_epoch <= phase.End));
                        if (_last_epoch > _phases[^1].End)
                            current = _phases.Count - 1;
                        (double end, double fromRate, double toRate, double fromMomentum, double toMomentum) = _phases[current];
                        double start = current == 0 ? 0 : _phases[current - 1].End;
                        double part = (_last_epoch - start) / (end - start);
                        foreach (ILearningRateController group in _optimizer.ParamGroups)
                        {
                            if (_cycleMomentum)
                                SetMomentum(group, Between(fromMomentum, toMomentum, part));
                            yield return Between(fromRate, toRate, part);
                        }
                    }

                    private static void SetMomentum(ILearningRateController group, double value)
                    {
                        if (group is IBetas betas)
                            betas.Betas = (value, betas.Betas.Item2);
                        else if (group is IMomentum momentum)
                            momentum.Momentum = value;
                    }

                    private double Between(double from, double to, double part) =>
                        _cosine ? to + (from - to) / 2 * (Math.Cos(Math.PI * part) + 1) : from + (to - from) * part;
                }
            }
        }
    }
}

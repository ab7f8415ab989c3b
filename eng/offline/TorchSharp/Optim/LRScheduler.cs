#nullable disable
namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Changes the learning rates of an optimizer's groups, at each step or for a given epoch.</summary>
            public abstract class LRScheduler
            {
                internal Optimizer _optimizer;
                internal int _last_epoch = -1;
                internal bool _verbose;
                internal IList<double> _last_lrs;
                internal IList<double> _base_lrs;

                protected int _step_count = 0;

                protected LRScheduler()
                {
                }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last_lrs = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                public virtual void step() => step(null);

                public virtual void step(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    double[] rates = [.. epoch.HasValue ? get_closed_form_lr() : get_lr()];
                    ILearningRateController[] groups = [.. _optimizer.ParamGroups];
                    for (int i = 0; i < _base_lrs.Count; i++)
                    {
                        groups[i].LearningRate = rates[i];
                        if (_verbose && _last_lrs[i] != rates[i])
                            Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        _last_lrs[i] = rates[i];
                    }
                }

                public virtual void step(double current, int? epoch = null) => step(epoch);

                protected virtual IEnumerable<double> get_lr() => _optimizer.ParamGroups.Select(group => group.LearningRate);

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                public IEnumerable<double> get_last_lr() => _last_lrs;
            }

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1,
                bool verbose = false) =>
                new Formula(optimizer, last_epoch, verbose,
                    (epoch, _, rate) => epoch != 0 && epoch % step_size == 0 ? rate * gamma : rate,
                    (epoch, initial) => initial * Math.Pow(gamma, epoch / step_size));

            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1,
                int last_epoch = -1, bool verbose = false) =>
                new Formula(optimizer, last_epoch, verbose,
                    (epoch, _, rate) => milestones.Contains(epoch) ? rate * gamma : rate,
                    (epoch, initial) => initial * Math.Pow(gamma, milestones.Distinct().Count(milestone => milestone <= epoch)));

            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1,
                bool verbose = false) =>
                new Formula(optimizer, last_epoch, verbose,
                    (epoch, _, rate) => epoch == 0 ? rate : rate * gamma,
                    (epoch, initial) => initial * Math.Pow(gamma, epoch));

            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0,
                int total_iters = 5, int last_epoch = -1, bool verbose = false)
            {
                double range = end_factor - start_factor;
                return new Formula(optimizer, last_epoch, verbose,
                    (epoch, _, rate) => epoch == 0 ? rate * start_factor
                        : epoch > total_iters ? rate
                        : rate * (1 + range / (total_iters * start_factor + (epoch - 1) * range)),
                    (epoch, initial) => initial * (start_factor + range * Math.Min(total_iters, epoch) / total_iters));
            }

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1,
                bool verbose = false) =>
                new Formula(optimizer, last_epoch, verbose, (epoch, initial, _) => initial * lr_lambda(epoch), null);

            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0,
                int last_epoch = -1, bool verbose = false)
            {
                return new Formula(optimizer, last_epoch, verbose, Next,
                    (epoch, initial) => eta_min + (initial - eta_min) * (1 + Math.Cos(Math.PI * epoch / T_max)) / 2);

                double Next(int epoch, double initial, double rate)
                {
                    if (epoch == 0)
                        return rate;
                    if ((epoch - 1 - T_max) % (2 * T_max) == 0)
                        return rate + (initial - eta_min) * (1 - Math.Cos(Math.PI / T_max)) / 2;
                    double ratio = (1 + Math.Cos(Math.PI * epoch / T_max)) / (1 + Math.Cos(Math.PI * (epoch - 1) / T_max));
                    return ratio * (rate - eta_min) + eta_min;
                }
            }

            /// <summary>A schedule in two formulas: the next rate from the epoch, the initial and the present rate; and any epoch's from its number.</summary>
            private sealed class Formula : LRScheduler
            {
                private readonly Func<int, double, double, double> _next;
                private readonly Func<int, double, double> _closed;

                internal Formula(Optimizer optimizer, int lastEpoch, bool verbose, Func<int, double, double, double> next,
                    Func<int, double, double> closed)
                    : base(optimizer, lastEpoch, verbose)
                {
                    _next = next;
                    _closed = closed;
                    step();
                }

                protected override IEnumerable<double> get_lr() =>
                    _optimizer.ParamGroups.Select((group, i) => _next(_last_epoch, _base_lrs[i], group.LearningRate));

                protected override IEnumerable<double> get_closed_form_lr() =>
                    _closed is null ? get_lr() : _base_lrs.Select(initial => _closed(_last_epoch, initial));
            }
        }
    }
}

using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace OptimizerDsl.Tests.Training;

/// <summary>Schedulers find the same in an optimizer, in one that is wrapped, and in TorchSharp's own.</summary>
public sealed class SchedulingTests
{
    private static readonly Dictionary<string, Func<Optimizer, OptimizerWrapper>> s_wrappers = new()
    {
        ["Sam"] = o => new Sam(o), ["Lookahead"] = o => new Lookahead(o), ["ApplyIfFinite"] = o => new ApplyIfFinite(o),
        ["Lookahead of Sam"] = o => new Lookahead(new Sam(o)),
    };

    private static readonly Dictionary<string, Func<Parameter[], Optimizer>> s_optimizers = new()
    {
        ["momentum"] = p => new Sgd(p, lr: 0.1, momentum: 0.9),
        ["betas"] = p => new OptimizerDsl.Optimizers.Adam(p, lr: 0.1),
        ["neither"] = p => new PlainDescent(p, 0.1),
        ["TorchSharp's momentum"] = p => torch.optim.SGD(p, 0.1, momentum: 0.9),
        ["TorchSharp's betas"] = p => torch.optim.Adam(p, 0.1),
    };

    public static TheoryData<string, string, string> All
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var wrapper in s_wrappers.Keys)
                foreach (var optimizer in s_optimizers.Keys)
                    foreach (var scheduler in new[] { "CyclicLR", "OneCycleLR" }) rows.Add(wrapper, optimizer, scheduler);
            return rows;
        }
    }

    public static TheoryData<string> Schedulers => [.. Schedules.All.Keys];

    [Theory, MemberData(nameof(All))]
    public void A_cycle_of_momentum_is_the_same_in_a_wrapper(string wrapper, string optimizer, string scheduler)
    {
        using Bowl plain = new(), wrapped = new();
        using var inner = s_optimizers[optimizer](plain.Parameters);
        using var outer = s_wrappers[wrapper](s_optimizers[optimizer](wrapped.Parameters));
        Assert.Equal((inner is IMomentum, inner is IBetas), (outer is IMomentum, outer is IBetas));
        Assert.Equal(Cycle(inner), Cycle(outer));

        string Cycle(Optimizer o)
        {
            try
            {
                var schedule = scheduler == "CyclicLR" ? CyclicLR(o, 0.01, 0.1, step_size_up: 3) : OneCycleLR(o, 0.1, total_steps: 20);
                List<string> seen = [];
                for (var step = 0; step < 8; step++)
                {
                    var group = o.ParamGroups.First();
                    seen.Add($"{group.LearningRate} {(group as IMomentum)?.Momentum} {(group as IBetas)?.Betas}");
                    schedule.step();
                }

                return string.Join("; ", seen);
            }
            catch (ArgumentException e)
            {
                return e.Message;
            }
        }
    }

    [Theory, MemberData(nameof(Schedulers))]
    public void A_group_that_is_added_later_is_as_in_TorchSharp(string scheduler)
    {
        var (theirs, ours) = (After(p => torch.optim.SGD(p, 0.1, momentum: 0.9), p => new SGD.ParamGroup(p, lr: 0.3)), After(Ours, OurGroup));
        Assert.Equal(theirs, ours);
        // As docs/training.md says.
        var refuses = scheduler is "LambdaLR" or "MultiplicativeLR" or "CyclicLR" or "OneCycleLR" or "ReduceLROnPlateau";
        Assert.True(refuses == theirs.EndsWith("Exception", StringComparison.Ordinal), theirs);
        if (!refuses) Assert.All(theirs.TrimEnd(' ', ';').Split("; "), r => Assert.EndsWith(", 0.3", r));
        foreach (var wrap in s_wrappers.Values) Assert.Equal(theirs, After(p => wrap(Ours(p)), OurGroup));

        void Step(LRScheduler schedule)
        {
            if (scheduler == "ReduceLROnPlateau") schedule.step(0.5);
            else schedule.step();
        }

        static Sgd Ours(Parameter[] p) => new(p, lr: 0.1, momentum: 0.9);
        static ParamGroup OurGroup(Parameter[] p) => new Sgd.ParamGroup(p, lr: 0.3);

        string After(Func<Parameter[], Optimizer> make, Func<Parameter[], ParamGroup> group)
        {
            using var bowl = new Bowl();
            using var optimizer = make(bowl.Parameters[..1]);
            var schedule = Schedules.All[scheduler](optimizer, 0.1, 30);
            Step(schedule);
            optimizer.add_param_group(group(bowl.Parameters[1..]));
            var text = "";
            try
            {
                for (var step = 0; step < 12; step++)
                {
                    Step(schedule);
                    text += string.Join(", ", optimizer.ParamGroups.Select(g => $"{g.LearningRate:R}")) + "; ";
                }
            }
            catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
            {
                text += e.GetType().Name;
            }

            return text;
        }
    }
}

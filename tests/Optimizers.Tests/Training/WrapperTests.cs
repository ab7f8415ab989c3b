using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace OptimizerDsl.Tests.Training;

/// <summary>What every wrapper does: schedulers reach the groups within, and checkpoints hold everything.</summary>
public sealed class WrapperTests
{
    private static readonly Dictionary<string, Func<CompiledOptimizer, OptimizerWrapper>> s_wrappers = new()
    {
        ["Sam"] = o => new Sam(o),
        ["Asam"] = o => new Sam(o, rho: 0.5, adaptive: true),
        ["Lookahead"] = o => new Lookahead(o, k: 3),
        ["ApplyIfFinite"] = o => new ApplyIfFinite(o),
        ["Lookahead of Sam"] = o => new Lookahead(new Sam(o), alpha: 0.8, k: 2),
    };

    private static readonly Dictionary<string, Func<Optimizer, lr_scheduler.LRScheduler>> s_schedulers = new()
    {
        ["StepLR"] = o => lr_scheduler.StepLR(o, 2, 0.5),
        ["MultiStepLR"] = o => lr_scheduler.MultiStepLR(o, [1, 4], 0.5),
        ["ExponentialLR"] = o => lr_scheduler.ExponentialLR(o, 0.8),
        ["LinearLR"] = o => lr_scheduler.LinearLR(o, 0.25),
        ["LambdaLR"] = o => lr_scheduler.LambdaLR(o, epoch => 1.0 / (1 + epoch)),
        ["CosineAnnealingLR"] = o => lr_scheduler.CosineAnnealingLR(o, 6),
        ["OneCycleLR"] = o => lr_scheduler.OneCycleLR(o, 0.1, total_steps: 8),
    };

    public static TheoryData<string> Wrappers => [.. s_wrappers.Keys];

    public static TheoryData<string, string> WrappersAndSchedulers
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var wrapper in s_wrappers.Keys)
                foreach (var scheduler in s_schedulers.Keys) pairs.Add(wrapper, scheduler);
            return pairs;
        }
    }

    public static TheoryData<string, string> WrappersAndRows
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var wrapper in s_wrappers.Keys)
                foreach (var row in Situations.All) pairs.Add(wrapper, row.Name);
            return pairs;
        }
    }

    [Theory, MemberData(nameof(WrappersAndSchedulers))]
    public void A_scheduler_reaches_each_group(string wrapper, string scheduler)
    {
        using var scope = NewDisposeScope();
        using Bowl bare = new(), wrapped = new();
        using var inner = Two(bare);
        using var outer = s_wrappers[wrapper](Two(wrapped));
        var (expected, actual) = (s_schedulers[scheduler](inner), s_schedulers[scheduler](outer));
        for (var step = 0; step < 6; step++)
        {
            outer.zero_grad();
            outer.step(wrapped.Closure);
            expected.step();
            actual.step();
            Assert.Equal(inner.ParamGroups.Select(g => g.LearningRate), outer.ParamGroups.Select(g => g.LearningRate));
            Assert.Equal(inner.ParamGroups.Cast<IBetas>().Select(g => g.Betas), outer.ParamGroups.Cast<IBetas>().Select(g => g.Betas));
        }

        Assert.NotEqual([0.01, 0.001], outer.ParamGroups.Select(g => g.LearningRate));
    }

    [Theory, MemberData(nameof(WrappersAndRows))]
    public void Loading_and_going_on_is_going_on(string wrapper, string name)
    {
        using var scope = NewDisposeScope();
        var row = OptimizerTable.Get(name);
        using var bowl = new Bowl(ScalarType.Float32, of: row);
        using var whole = s_wrappers[wrapper](row.Make(bowl.Parameters));
        Steps(whole, bowl, 9);

        foreach (var way in new Action<OptimizerWrapper, OptimizerWrapper>[] { ThroughStream, (from, to) => to.load_state_dict(from.state_dict()) })
            foreach (var stop in new[] { 3, 4, 5 })
            {
                using Bowl first = new(ScalarType.Float32, of: row), second = new(ScalarType.Float32, of: row);
                using var saved = s_wrappers[wrapper](row.Make(first.Parameters));
                Steps(saved, first, stop);
                using var loaded = s_wrappers[wrapper](row.Make(second.Parameters));
                using (no_grad())
                    for (var i = 0; i < 2; i++) second.Parameters[i].copy_(first.Parameters[i]);
                way(saved, loaded);
                Steps(loaded, second, 9 - stop);
                Assert.Equal(bowl.Bits(), second.Bits());
            }
    }

    [Theory, MemberData(nameof(Wrappers))]
    public void A_truncated_checkpoint_changes_nothing(string wrapper)
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(ScalarType.Float32), other = new(ScalarType.Float32);
        using var saved = s_wrappers[wrapper](new Adam(bowl.Parameters, lr: 0.5));
        Steps(saved, bowl, 5);
        var bytes = Bytes(saved);
        using var loaded = s_wrappers[wrapper](new Adam(other.Parameters));
        Steps(loaded, other, 4);
        var before = Bytes(loaded);
        for (var length = 0; length < bytes.Length; length += 3)
        {
            Assert.ThrowsAny<Exception>(() => Load(loaded, bytes[..length]));
            Assert.Equal(before, Bytes(loaded));
        }

        Load(loaded, bytes);
        Assert.Equal(bytes, Bytes(loaded));
    }

    [Theory, MemberData(nameof(Wrappers))]
    public void Disposing_it_disposes_the_optimizer(string wrapper)
    {
        using var bowl = new Bowl();
        var inner = new Adam(bowl.Parameters);
        var outer = s_wrappers[wrapper](inner);
        Assert.Contains("of Adam: 2 parameters of 13 elements", outer.Describe());
        outer.Dispose();
        outer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => inner.step());
        Assert.Equal(13, bowl.Values().Length);
    }

    [Fact]
    public void A_scheduler_of_momentum_says_what_the_optimizer_lacks()
    {
        using var bowl = new Bowl();
        using var sam = new Sam(new PlainDescent(bowl.Parameters, 0.1));
        var message = Assert.Throws<InvalidCastException>(() => ((IMomentum)sam).Momentum).Message;
        Assert.Contains("PlainDescent, which Sam wraps, has no momentum", message);
        Assert.Contains("has no betas", Assert.Throws<InvalidCastException>(() => ((IBetas)sam).Betas).Message);
    }

    private static Adam Two(Bowl bowl)
    {
        var optimizer = new Adam(bowl.Parameters[..1], lr: 0.01);
        optimizer.add_param_group(new Adam.ParamGroup(bowl.Parameters[1..], lr: 0.001));
        return optimizer;
    }

    private static void Steps(OptimizerWrapper optimizer, Bowl bowl, int count)
    {
        for (var step = 0; step < count; step++)
        {
            optimizer.zero_grad();
            optimizer.step(bowl.Closure);
        }
    }

    private static void ThroughStream(OptimizerWrapper from, OptimizerWrapper to) => Load(to, Bytes(from));

    private static byte[] Bytes(OptimizerWrapper optimizer)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        optimizer.save_state_dict(writer);
        return stream.ToArray();
    }

    private static void Load(OptimizerWrapper optimizer, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        using var reader = new BinaryReader(stream);
        optimizer.load_state_dict(reader);
    }
}

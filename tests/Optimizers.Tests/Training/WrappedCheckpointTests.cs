using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using OptimizerDsl.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;
using AdamW = OptimizerDsl.Optimizers.AdamW;

namespace OptimizerDsl.Tests.Training;

/// <summary>A checkpoint loads by what is inside, whatever was around it and is now.</summary>
public sealed class WrappedCheckpointTests
{
    private static readonly Dictionary<string, Func<CompiledOptimizer, double, OptimizerHelper>> s_stacks = new()
    {
        ["Adam"] = (o, _) => o,
        ["Sam"] = (o, x) => new Sam(o, rho: x, adaptive: x > 0.3),
        ["Lookahead"] = (o, x) => new Lookahead(o, alpha: x, k: 3 + (int)(10 * x)),
        ["ApplyIfFinite"] = (o, _) => new ApplyIfFinite(o),
        ["Lookahead of Sam"] = (o, x) => new Lookahead(new Sam(o, rho: x), alpha: x),
        ["Sam of Lookahead"] = (o, x) => new Sam(new Lookahead(o, alpha: x, k: 2), rho: x),
        ["Lookahead of Lookahead"] = (o, x) => new Lookahead(new Lookahead(o, alpha: 0.8, k: 2), alpha: x, k: 3),
        ["all"] = (o, x) => new ApplyIfFinite(new Lookahead(new Sam(o, rho: x), alpha: x, k: 7)),
    };

    public static TheoryData<string, string> FromTo
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var from in s_stacks.Keys)
                foreach (var to in s_stacks.Keys) rows.Add(from, to);
            return rows;
        }
    }

    public static TheoryData<string> Stacks => [.. s_stacks.Keys];

    [Theory, MemberData(nameof(FromTo))]
    public void It_loads_whatever_is_around(string from, string to)
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(ScalarType.Float32), before = new(ScalarType.Float32);
        using var saved = Trained(from, 0.4, bowl, 4);
        foreach (var (load, hasEntries) in new (Action<OptimizerHelper>, bool)[]
        {
            (o => Load(o, Bytes(saved)), true), (o => o.load_state_dict(saved.state_dict()), true), (o => Load(o, WithoutEntries(saved)), false),
        })
        {
            using var other = new Bowl(ScalarType.Float32);
            using var loaded = Trained(to, 0.2, other, 5);
            using (no_grad())
                foreach (var p in other.Parameters) p.add_(1);
            load(loaded);
            Assert.Equal(Bytes(Innermost(saved)), Bytes(Innermost(loaded)));
            if (All<Sam>(saved) is [var sam] && All<Sam>(loaded) is [var itsSam])
                Assert.Equal(hasEntries ? (sam.Rho, sam.Adaptive) : (0.2, false), (itsSam.Rho, itsSam.Adaptive));
            if (All<ApplyIfFinite>(saved) is [var careful] && All<ApplyIfFinite>(loaded) is [var itsCareful])
                Assert.Equal(hasEntries ? careful.Skipped : 2, itsCareful.Skipped);
            var (slow, itsSlow) = (All<Lookahead>(saved), All<Lookahead>(loaded));
            for (var i = 0; i < itsSlow.Count; i++)
            {
                itsSlow[i].state_dict();   // it begins anew when it is next asked
                var expected = i < slow.Count ? slow[i].Slow : other.Parameters;
                Assert.Equal(expected.SelectMany(Numbers.Of), itsSlow[i].Slow.SelectMany(Numbers.Of));
                if (i < slow.Count) Assert.Equal((slow[i].K, slow[i].Alpha), (itsSlow[i].K, itsSlow[i].Alpha));
            }

            Steps(loaded, other, 5);
        }
    }

    [Theory, MemberData(nameof(Stacks))]
    public void Numbers_of_wrappers_are_kept(string stack)
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(ScalarType.Float32), other = new(ScalarType.Float32);
        using var saved = Trained(stack, 0.4, bowl, 4);
        using var loaded = Trained(stack, 0.2, other, 5);
        // TorchSharp's own way in, which is not virtual, as well as ours.
        foreach (var load in new Action<byte[]>[] { b => loaded.load_state_dict(Reader(b)), b => Load(loaded, b) })
        {
            Assert.NotEqual(Bytes(saved), Bytes(loaded));
            load(Bytes(saved));
            Assert.Equal(Bytes(saved), Bytes(loaded));
            Steps(loaded, other, 1);
        }
    }

    [Theory, MemberData(nameof(FromTo))]
    public void What_is_damaged_changes_nothing(string from, string to)
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(ScalarType.Float32), other = new(ScalarType.Float32);
        using var saved = Trained(from, 0.4, bowl, 3);
        using var loaded = Trained(to, 0.2, other, 4);
        var (bytes, before) = (Bytes(saved), Bytes(loaded));
        for (var at = 0; at < bytes.Length; at += 7)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 4;
            Assert.Throws<InvalidDataException>(() => Load(loaded, damaged));
            Assert.Throws<InvalidDataException>(() => Load(loaded, bytes[..at]));
            Assert.Equal(before, Bytes(loaded));
        }

        Load(loaded, bytes);
        Assert.Equal(Bytes(Innermost(saved)), Bytes(Innermost(loaded)));
    }

    [Theory, MemberData(nameof(Stacks))]
    public void Another_optimizer_is_another_whatever_is_around(string stack)
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(ScalarType.Float32), other = new(ScalarType.Float32);
        foreach (var around in new[] { "Adam", stack })
        {
            using var saved = s_stacks[around](new AdamW(bowl.Parameters), 0.4);
            using var loaded = s_stacks[stack](new Adam(other.Parameters), 0.4);
            Assert.Contains("of the optimizer 'AdamW', not of", Assert.Throws<InvalidDataException>(() => Load(loaded, Bytes(saved))).Message);
            Assert.Throws<ArgumentException>(() => loaded.load_state_dict(saved.state_dict()));
        }
    }

    [Fact]
    public void Numbers_that_somebody_chose_may_stay()
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(ScalarType.Float32), other = new(ScalarType.Float32);
        using var saved = (ApplyIfFinite)Trained("all", 0.4, bowl, 5);
        using var loaded = new Lookahead(new Sam(new ApplyIfFinite(new Adam(other.Parameters, lr: 0.3)), rho: 0.2), alpha: 0.1, k: 4);
        loaded.load_state_dict(Reader(Bytes(saved)), options: false);
        Assert.Equal((0.1, 4, 0.2, 0.3), (loaded.Alpha, loaded.K, All<Sam>(loaded)[0].Rho, loaded.ParamGroups.Single().LearningRate));
        Assert.Equal(saved.Skipped, All<ApplyIfFinite>(loaded)[0].Skipped);
        Assert.Equal(All<Lookahead>(saved)[0].Slow.SelectMany(Numbers.Of), loaded.Slow.SelectMany(Numbers.Of));
        Assert.Equal(5, Innermost(loaded).Slots[0].State.step);
    }

    [Fact]
    public void A_wrapper_of_somebody_else_keeps_its_own()
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(ScalarType.Float32), other = new(ScalarType.Float32);
        using var saved = new Sam(new Counting(new Adam(bowl.Parameters)) { Count = 8 }, rho: 0.7);
        using var loaded = new Sam(new Counting(new Adam(other.Parameters)));
        Steps(saved, bowl, 3);
        Load(loaded, Bytes(saved));
        Assert.Equal((8, 0.7), (((Counting)loaded.Inner).Count, loaded.Rho));
        Assert.Equal(Bytes(saved), Bytes(loaded));
        using var bare = new Adam(other.Parameters);
        Assert.Throws<InvalidDataException>(() => Load(loaded, Bytes(bare)));
    }

    private static OptimizerHelper Trained(string stack, double number, Bowl bowl, int steps)
    {
        var optimizer = s_stacks[stack](new Adam(bowl.Parameters, lr: number), number);
        if (optimizer is ApplyIfFinite)
        {
            bowl.Factor = double.NaN;
            Steps(optimizer, bowl, number > 0.3 ? 1 : 2);
            bowl.Factor = 1;
        }

        Steps(optimizer, bowl, steps);
        return optimizer;
    }

    private static void Steps(OptimizerHelper optimizer, Bowl bowl, int count)
    {
        for (var step = 0; step < count; step++)
        {
            optimizer.zero_grad();
            optimizer.step(bowl.Closure);
        }
    }

    private static CompiledOptimizer Innermost(OptimizerHelper optimizer) => (CompiledOptimizer)OptimizerWrapper.Innermost(optimizer);

    private static List<T> All<T>(torch.optim.Optimizer optimizer) where T : OptimizerWrapper =>
        optimizer is not OptimizerWrapper wrapper ? [] : [.. wrapper is T own ? [own] : Array.Empty<T>(), .. All<T>(wrapper.Inner)];

    private static byte[] Bytes(OptimizerHelper optimizer)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        optimizer.save_state_dict(writer);
        return stream.ToArray();
    }

    /// <summary>As it was saved before wrappers had entries.</summary>
    private static byte[] WithoutEntries(OptimizerHelper optimizer)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var (state, groups) = (optimizer.state_dict(), optimizer.state_dict().Options.Where(o => o is not WrapperOptions).ToList());
        writer.Write(optimizer.GetType().Name);
        writer.Write7BitEncodedInt64(groups.Count);
        writer.Write7BitEncodedInt64(state.State.Count);
        foreach (var group in groups) group.SaveStateDict(writer);
        foreach (var each in state.State) each.SaveStateDict(writer);
        return stream.ToArray();
    }

    private static void Load(OptimizerHelper optimizer, byte[] bytes)
    {
        if (optimizer is OptimizerWrapper wrapper) wrapper.load_state_dict(Reader(bytes));
        else ((CompiledOptimizer)optimizer).load_state_dict(Reader(bytes));
    }

    private static BinaryReader Reader(byte[] bytes) => new(new MemoryStream(bytes));

    private sealed class Counting(torch.optim.Optimizer inner) : OptimizerWrapper(inner)
    {
        public int Count { get; set; }

        public override torch.Tensor step(Func<torch.Tensor>? closure = null) => Inner.step(closure);

        public override StateDictionary state_dict()
        {
            var all = base.state_dict();
            all.State.Add(new Counter(this));
            return all;
        }

        private sealed class Counter(Counting owner) : OptimizerState(owner.parameters().First())
        {
            public override void Initialize(OptimizerOptions options) => throw new NotSupportedException();

            public override void SaveStateDict(BinaryWriter writer) => writer.Write(owner.Count);

            public override void LoadStateDict(BinaryReader reader) => owner.Count = reader.ReadInt32();

            public override void LoadStateDict(OptimizerState source) => throw new NotSupportedException();
        }
    }
}

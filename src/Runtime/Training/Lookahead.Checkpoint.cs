using OptimizerDsl.Compiled;
using TorchSharp.Modules;

namespace OptimizerDsl;

public sealed partial class Lookahead
{
    private Counters? _loadedCounters;

    /// <summary>
    /// The inner optimizer's state between what is added here: first the counters and the slow weights, which take effect with the
    /// last entry, once all of the inner optimizer's have been read.
    /// </summary>
    public override StateDictionary state_dict()
    {
        var all = base.state_dict();
        all.State.InsertRange(0, [new Counters(this), .. _slow.Slots.Select(s => s.State)]);
        all.State.Add(new End(this));
        return all;
    }

    /// <inheritdoc/>
    public override void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var slow = _slow.Slots.Count;
        var others = Helper.state_dict();
        if (state_dict.State.Count != others.State.Count + slow + 2)
            throw new ArgumentException($"The state has {state_dict.State.Count} entries, but this optimizer has {others.State.Count + slow + 2}.", nameof(state_dict));
        if (state_dict.State[0] is not Counters counters)
            throw new ArgumentException($"This is the state of an optimizer without {nameof(Lookahead)}.", nameof(state_dict));
        for (var i = 0; i < slow; i++) _slow.Slots[i].State.RequireFits(state_dict.State[1 + i]);

        others.Options.Clear();
        others.Options.AddRange(state_dict.Options);
        others.State.Clear();
        others.State.AddRange(state_dict.State[(1 + slow)..^1]);
        base.load_state_dict(others);
        for (var i = 0; i < slow; i++) _slow.Slots[i].State.LoadStateDict(state_dict.State[1 + i]);
        counters.CopyTo(this);
    }

    /// <summary>How far the present k steps have got.</summary>
    private sealed class Counters(Lookahead optimizer) : OptimizerState(optimizer._parameters[0])
    {
        private (int K, int Taken, double Alpha) _loaded;

        public override void Initialize(OptimizerOptions options) => throw new NotSupportedException();

        public override void SaveStateDict(BinaryWriter writer) => CheckpointPart.Write(writer, part =>
        {
            part.Write((long)optimizer.K);
            Checkpoint.Name(part, nameof(Lookahead));
            Checkpoint.Write(part, "taken", optimizer._taken);
            Checkpoint.Write(part, "alpha", optimizer.Alpha);
        });

        public override void LoadStateDict(BinaryReader reader)
        {
            optimizer._slow.Loading.Hold();
            Checkpoint.Read("the counters of Lookahead", () => CheckpointPart.Read(reader, (part, k) =>
            {
                Checkpoint.Expect(part, nameof(Lookahead));
                var taken = Checkpoint.ReadInteger(part, "taken");
                var alpha = Checkpoint.ReadDouble(part, "alpha");
                Bounds.Require("k", k, atLeast: 1, atMost: int.MaxValue);
                Bounds.Require("taken", taken, atLeast: 0, below: k);
                Bounds.Require("alpha", alpha, atLeast: 0, atMost: 1);
                _loaded = ((int)k, taken, alpha);
            }));
            optimizer._loadedCounters = this;
        }

        public override void LoadStateDict(OptimizerState source) => ((Counters)source).CopyTo(optimizer);

        public void CopyTo(Lookahead target) => Set(target, optimizer.K, optimizer._taken, optimizer.Alpha);

        /// <summary>Lets what has been read take effect: k and α as far as hyperparameters are to.</summary>
        public void Take()
        {
            var takesOptions = Innermost(optimizer)?.Loading.TakesOptions ?? true;
            if (takesOptions) Set(optimizer, _loaded.K, _loaded.Taken, _loaded.Alpha);
            else Set(optimizer, optimizer.K, Math.Min(_loaded.Taken, optimizer.K - 1), optimizer.Alpha);
        }

        private static void Set(Lookahead target, int k, int taken, double alpha)
        {
            (target.K, target._taken) = (k, taken);
            foreach (var group in target._slow.Groups) ((Training.SlowWeights.Options)group.Options).alpha = alpha;
        }
    }

    /// <summary>Writes nothing; when it is read, all that comes before it has been.</summary>
    private sealed class End(Lookahead optimizer) : OptimizerState(optimizer._parameters[0])
    {
        public override void Initialize(OptimizerOptions options) => throw new NotSupportedException();

        public override void SaveStateDict(BinaryWriter writer)
        {
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            optimizer._slow.Loading.Release();
            optimizer._loadedCounters!.Take();
        }

        public override void LoadStateDict(OptimizerState source)
        {
        }
    }
}

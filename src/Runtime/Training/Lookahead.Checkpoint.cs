using OptimizerDsl.Compiled;
using OptimizerDsl.Training;
using TorchSharp.Modules;

namespace OptimizerDsl;

public partial class Lookahead
{
    private Counters? _read;
    private bool _beginsAnew;

    /// <summary>
    /// The inner optimizer's state between what is added here: first the counters and the slow weights, which take effect with the
    /// last entry, once all of the inner optimizer's have been read.
    /// </summary>
    public override StateDictionary state_dict()
    {
        Follow();
        var all = base.state_dict();
        all.State.InsertRange(0, Kept());
        all.State.Add(new End(this));
        return all;
    }

    /// <inheritdoc/>
    public override void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        Follow();
        var first = state_dict.State.FindIndex(s => s is Counters);
        if (first < 0)
        {
            base.load_state_dict(state_dict);
            BeginAnew();
            return;
        }

        List<OptimizerState> slow = [.. state_dict.State.Skip(first + 1).TakeWhile(s => s is SlowWeights.State)];
        if (slow.Count != _slow.Slots.Count)
            throw new ArgumentException($"The state has {slow.Count} slow weights, but this optimizer has {_slow.Slots.Count} parameters.", nameof(state_dict));
        for (var i = 0; i < slow.Count; i++) _slow.Slots[i].State.TargetOf(slow[i]).RequireFits(slow[i]);

        List<OptimizerState> others = [.. state_dict.State];
        others.RemoveRange(first, 1 + slow.Count);
        others.RemoveAt(others.FindLastIndex(s => s is End));
        base.load_state_dict(WrappedCheckpoint.Replaced(Helper, state_dict.Options, others));
        _slow.load_state_dict(WrappedCheckpoint.Replaced(_slow, _slow.state_dict().Options, slow));
        ((Counters)state_dict.State[first]).CopyTo(this);
    }

    /// <summary>Whether a state is not the inner optimizer's, but what is kept here.</summary>
    internal static bool Keeps(OptimizerState state) => state is Counters or SlowWeights.State or End;

    /// <summary>Reads what comes before the states of the inner optimizer; <see cref="TakeRead"/> or <see cref="Abandon"/> must follow.</summary>
    internal void Read(BinaryReader reader)
    {
        foreach (var kept in Kept()) kept.LoadStateDict(reader);
    }

    /// <summary>Takes over what has been read.</summary>
    /// <param name="options">Whether to take k and alpha over, too.</param>
    internal void TakeRead(bool options)
    {
        _slow.Loading.Release();
        _read!.Take(options);
        _beginsAnew = false;
    }

    internal void Abandon() => _slow.Loading.Abandon();

    /// <summary>Lets the slow weights begin where the parameters are when they are next needed, which may be loaded later than this.</summary>
    internal void BeginAnew() => (_beginsAnew, _taken) = (true, 0);

    private OptimizerState[] Kept() => [new Counters(this), .. _slow.Slots.Select(s => s.State)];

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
            optimizer._read = this;
        }

        public override void LoadStateDict(OptimizerState source) => ((Counters)source).CopyTo(optimizer);

        public void CopyTo(Lookahead target) => Set(target, optimizer.K, optimizer._taken, optimizer.Alpha);

        public void Take(bool options)
        {
            var (k, alpha) = options ? (_loaded.K, _loaded.Alpha) : (optimizer.K, optimizer.Alpha);
            Set(optimizer, k, Math.Min(_loaded.Taken, k - 1), alpha);
        }

        private static void Set(Lookahead target, int k, int taken, double alpha)
        {
            (target.K, target._taken) = (k, taken);
            foreach (var group in target._slow.Groups) ((SlowWeights.Options)group.Options).alpha = alpha;
        }
    }

    /// <summary>Writes nothing; when it is read, all that comes before it has been.</summary>
    private sealed class End(Lookahead optimizer) : OptimizerState(optimizer._parameters[0])
    {
        public override void Initialize(OptimizerOptions options) => throw new NotSupportedException();

        public override void SaveStateDict(BinaryWriter writer)
        {
        }

        public override void LoadStateDict(BinaryReader reader) => optimizer.TakeRead(options: true);

        public override void LoadStateDict(OptimizerState source)
        {
        }
    }
}

using OptimizerDsl.Compiled;
using OptimizerDsl.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>
/// An average of parameters over their updates, to be evaluated in their place: an exponential moving one (Polyak averaging),
/// average ← decay average + (1 - decay) θ, or with equal weights the mean of all (stochastic weight averaging).
/// </summary>
/// <remarks>
/// An exponential average begins at the parameters as they are when this is made. With bias correction it is over the updates alone
/// (Kingma and Ba 2015, Section 3), so the first update is the parameters themselves; so is that of equal weights (Izmailov et al.
/// 2018, Algorithm 1). Averages of 16-bit parameters are kept in float32: there, most of what an update adds is less than half a
/// unit in the last place.
/// </remarks>
public sealed class WeightAverage : IDisposable
{
    // The former had the averages of 16-bit parameters in 16 bits, no buffers and no choice of weights.
    private const string Layout = "WeightAverage, 2", FormerLayout = "WeightAverage";

    private readonly List<TorchTensor> _parameters;
    private readonly int _buffers;
    private readonly Averaging _averaging;
    private readonly ParameterSlot[] _slots;
    private List<TorchTensor>? _own;

    /// <summary>Starts an average.</summary>
    /// <param name="parameters">The parameters: model.parameters().</param>
    /// <param name="decay">How much of the average stays in an update: at least 0 and below 1.</param>
    /// <param name="biasCorrection">Whether the average forgets what the parameters were at first.</param>
    /// <param name="warmup">Whether the decay begins low: in update t, from 1, it is (1 + t) / (10 + t) as long as that is less.</param>
    /// <param name="equalWeights">Whether every update weighs the same, whatever the decay.</param>
    /// <param name="buffers">
    /// Buffers to average as well, such as the running statistics of batch normalization: model.buffers(). Those that are not of a
    /// floating-point type are left alone.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are no parameters, or one is not of a floating-point type; or the decay is out of bounds; or more than one of bias
    /// correction, warm-up and equal weights is asked for.
    /// </exception>
    public WeightAverage(
        IEnumerable<Parameter> parameters, double decay = 0.999, bool biasCorrection = false, bool warmup = false, bool equalWeights = false,
        IEnumerable<TorchTensor>? buffers = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters, .. (buffers ?? []).Where(b => b.is_floating_point())];
        _buffers = _parameters.Count(p => p is not Parameter);
        var averages = _parameters.Select(NewAverage).ToList();
        try
        {
            var groups = averages.GroupBy(a => NarrowTypes.IsNarrow(a.dtype)).Select(g => new Averaging.ParamGroup(g, is_narrow: g.Key));
            _averaging = new Averaging(groups, decay, biasCorrection, warmup, equalWeights);
        }
        catch
        {
            foreach (var average in averages) average.Dispose();
            throw;
        }

        var slots = _averaging.Slots.ToDictionary(s => s.Parameter.Handle);
        _slots = [.. averages.Select(a => slots[a.Handle])];
        using var disabled = no_grad();
        for (var i = 0; i < _slots.Length; i++)
            if (Of(_slots[i]).unrounded is { } unrounded) unrounded.copy_(_parameters[i]);
    }

    /// <summary>How much of the average stays in an update. It may change between updates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and below 1.</exception>
    public double Decay
    {
        get => Options.decay!.Value;
        set
        {
            Bounds.Require("decay", value, atLeast: 0, below: 1);
            foreach (var group in _averaging.Groups) ((Averaging.Options)group.Options).decay = value;
        }
    }

    /// <summary>How many updates the average has had.</summary>
    public long Updates => _slots[0].State.step;

    /// <summary>The averages, in the order of the parameters, then of the buffers. They belong to this object; those of 16 bits are in float32.</summary>
    public IReadOnlyList<TorchTensor> Averages => [.. _slots.Select(Average)];

    /// <summary>Whether the parameters hold the averages now.</summary>
    public bool IsSwapped => _own is not null;

    /// <summary>How updates are computed; by default the fastest way that each parameter allows.</summary>
    public Execution Execution
    {
        get => _averaging.Execution;
        set => _averaging.Execution = value;
    }

    private static Averaging.State Of(ParameterSlot slot) => (Averaging.State)slot.State;

    private static TorchTensor Average(ParameterSlot slot) => Of(slot).unrounded ?? slot.Parameter;

    private Averaging.Options Options => (Averaging.Options)_averaging.Groups[0].Options;

    /// <summary>Takes the parameters as they are now into the average. To be called after every step.</summary>
    /// <exception cref="InvalidOperationException">The parameters hold the averages, or have been moved to another device.</exception>
    public void Update()
    {
        if (IsSwapped) throw new InvalidOperationException("The parameters hold the averages: dispose what Swap() returned before the next Update().");
        for (var i = 0; i < _parameters.Count; i++) RequireInPlace(i);
        _averaging.step();
    }

    /// <summary>Puts the averages into the parameters, until the result is disposed; then these are what they were, bit for bit.</summary>
    /// <example><code>using (average.Swap()) Evaluate(model);</code></example>
    /// <exception cref="InvalidOperationException">The parameters hold the averages already.</exception>
    public IDisposable Swap()
    {
        if (IsSwapped) throw new InvalidOperationException("The parameters hold the averages already.");
        using var disabled = no_grad();
        var own = _parameters.Select(p => p.detach().clone().DetachFromDisposeScope()).ToList();
        CopyToParameters();
        _own = own;
        return new Swapped(this);
    }

    /// <summary>Sets the parameters to the averages for good, as at the end of training.</summary>
    /// <exception cref="InvalidOperationException">They hold them for a time already.</exception>
    public void CopyToParameters()
    {
        if (IsSwapped) throw new InvalidOperationException("The parameters hold the averages already.");
        using var disabled = no_grad();
        for (var i = 0; i < _parameters.Count; i++) _parameters[i].copy_(Average(_slots[i]));
    }

    /// <summary>Writes the averages, how they are computed and the number of updates.</summary>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        CheckpointPart.Write(writer, part =>
        {
            part.Write(Updates);
            Checkpoint.Name(part, Layout);
            Checkpoint.Write(part, "decay", Decay);
            Checkpoint.Write(part, "bias_correction", Options.bias_correction!.Value);
            Checkpoint.Write(part, "warmup", Options.warmup!.Value);
            Checkpoint.Write(part, "equal_weights", Options.equal_weights!.Value);
            Checkpoint.Write(part, "parameters", _parameters.Count - _buffers);
            Checkpoint.Write(part, "buffers", _buffers);
            foreach (var slot in _slots)
            {
                using var average = Average(slot).detach();
                StateTensors.SaveContiguous(average, part);
            }
        });
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream holds other parameters, ends too early or is damaged; nothing has been changed then.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        using var scope = NewDisposeScope();
        Averaging.Options loaded = null!;
        List<TorchTensor> averages = [];
        var updates = 0L;
        Checkpoint.Read("the average of the weights", () => CheckpointPart.Read(reader, (part, first) =>
        {
            updates = first;
            var layout = part.ReadString();
            if (layout is not (Layout or FormerLayout))
                throw new InvalidDataException($"The checkpoint is not one of a {nameof(WeightAverage)}, or of a later version. Nothing was loaded.");
            if (updates < 0) throw new InvalidDataException($"The checkpoint claims {updates} updates; it is damaged. Nothing was loaded.");
            var isFormer = layout == FormerLayout;
            loaded = new() { LearningRate = 1, is_narrow = false, decay = Checkpoint.ReadDouble(part, "decay"), bias_correction = Checkpoint.ReadBoolean(part, "bias_correction") };
            loaded.warmup = !isFormer && Checkpoint.ReadBoolean(part, "warmup");
            loaded.equal_weights = !isFormer && Checkpoint.ReadBoolean(part, "equal_weights");
            loaded.RequireValid();
            var (count, buffers) = (Checkpoint.ReadInteger(part, "parameters"), isFormer ? 0 : Checkpoint.ReadInteger(part, "buffers"));
            if (count != _parameters.Count - _buffers || buffers != _buffers)
                throw new InvalidDataException($"The checkpoint has averages of {count} parameters and {buffers} buffers, but there are {_parameters.Count - _buffers} and {_buffers}. Nothing was loaded.");
            averages.AddRange(_slots.Select(s => Read(part, isFormer ? s.Parameter : Average(s))));
        }));

        using var disabled = no_grad();
        foreach (var options in _averaging.Groups.Select(g => (Averaging.Options)g.Options))
            (options.decay, options.bias_correction, options.warmup, options.equal_weights) = (loaded.decay, loaded.bias_correction, loaded.warmup, loaded.equal_weights);
        for (var i = 0; i < averages.Count; i++)
        {
            _slots[i].State.step = updates;
            _slots[i].Parameter.copy_(averages[i]);
            Of(_slots[i]).unrounded?.copy_(averages[i]);
        }
    }

    /// <summary>Releases the averages; parameters that hold them get their own values back.</summary>
    public void Dispose()
    {
        Restore();
        foreach (var slot in _slots) slot.Parameter.Dispose();
        _averaging.Dispose();
    }

    private void Restore()
    {
        if (_own is null) return;
        using var disabled = no_grad();
        for (var i = 0; i < _parameters.Count; i++)
        {
            _parameters[i].copy_(_own[i]);
            _own[i].Dispose();
        }

        _own = null;
    }

    /// <summary>The average's gradient is the parameter itself: the same memory, so it never needs to be set again.</summary>
    private static Parameter NewAverage(TorchTensor parameter)
    {
        using var scope = NewDisposeScope();
        var average = new Parameter(parameter.detach().clone());
        average.DetachFromDisposeScope();
        Alias.SetSource(average, parameter);
        return average;
    }

    private void RequireInPlace(int index)
    {
        var average = _slots[index].Parameter;
        var source = Native.Gradient(average.Handle);
        var isInPlace = !_parameters[index].IsInvalid && Native.Data(source) == Native.Data(_parameters[index].Handle);
        Native.Dispose(source);
        if (!isInPlace) throw Alias.Moved(average, nameof(WeightAverage));
    }

    private static TorchTensor Read(BinaryReader reader, TorchTensor like)
    {
        var loaded = empty(like.shape, like.dtype);
        StateTensors.Load(loaded, reader, "average of a parameter");
        return loaded;
    }

    private sealed class Swapped(WeightAverage average) : IDisposable
    {
        public void Dispose() => average.Restore();
    }
}

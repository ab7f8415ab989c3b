using OptimizerDsl.Compiled;
using OptimizerDsl.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>
/// An exponential moving average of parameters (Polyak averaging), to be evaluated in their place: average ← decay average +
/// (1 - decay) θ after every step.
/// </summary>
/// <remarks>
/// Without bias correction the average begins at the parameters as they are when this is made. With it, the average is over the
/// updates alone (Kingma and Ba 2015, Section 3), so the first update is the parameters themselves. Buffers, such as the running
/// statistics of batch normalization, are not averaged.
/// </remarks>
public sealed class WeightAverage : IDisposable
{
    private readonly List<Parameter> _parameters;
    private readonly Averaging _averaging;
    private List<TorchTensor>? _own;

    /// <summary>Starts an average.</summary>
    /// <param name="parameters">The parameters: model.parameters().</param>
    /// <param name="decay">How much of the average stays in an update: at least 0 and below 1.</param>
    /// <param name="biasCorrection">Whether the average forgets what the parameters were at first.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is not of a floating-point type; or the decay is out of bounds.</exception>
    public WeightAverage(IEnumerable<Parameter> parameters, double decay = 0.999, bool biasCorrection = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters];
        var averages = _parameters.Select(NewAverage).ToList();
        try
        {
            _averaging = new Averaging(averages, decay, biasCorrection);
        }
        catch
        {
            foreach (var average in averages) average.Dispose();
            throw;
        }
    }

    /// <summary>How much of the average stays in an update. It may change between updates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and below 1.</exception>
    public double Decay
    {
        get => Options.decay!.Value;
        set
        {
            Bounds.Require("decay", value, atLeast: 0, below: 1);
            Options.decay = value;
        }
    }

    /// <summary>How many updates the average has had.</summary>
    public long Updates => _averaging.Slots[0].State.step;

    /// <summary>The averages, in the order of the parameters. They belong to this object.</summary>
    public IReadOnlyList<TorchTensor> Averages => [.. _averaging.Slots.Select(s => s.Parameter)];

    /// <summary>Whether the parameters hold the averages now.</summary>
    public bool IsSwapped => _own is not null;

    /// <summary>How updates are computed; by default the fastest way that each parameter allows.</summary>
    public Execution Execution
    {
        get => _averaging.Execution;
        set => _averaging.Execution = value;
    }

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
        for (var i = 0; i < _parameters.Count; i++) _parameters[i].copy_(_averaging.Slots[i].Parameter);
    }

    /// <summary>Writes the averages, the decay and the number of updates.</summary>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        CheckpointPart.Write(writer, part =>
        {
            part.Write(Updates);
            Checkpoint.Name(part, nameof(WeightAverage));
            Checkpoint.Write(part, "decay", Decay);
            Checkpoint.Write(part, "bias_correction", Options.bias_correction!.Value);
            Checkpoint.Write(part, "parameters", _parameters.Count);
            foreach (var slot in _averaging.Slots)
            {
                using var average = slot.Parameter.detach();
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
            Checkpoint.Expect(part, nameof(WeightAverage));
            if (updates < 0) throw new InvalidDataException($"The checkpoint claims {updates} updates; it is damaged. Nothing was loaded.");
            loaded = new() { LearningRate = 1, decay = Checkpoint.ReadDouble(part, "decay"), bias_correction = Checkpoint.ReadBoolean(part, "bias_correction") };
            loaded.RequireValid();
            var count = Checkpoint.ReadInteger(part, "parameters");
            if (count != _parameters.Count) throw new InvalidDataException($"The checkpoint has {count} averages, but there are {_parameters.Count} parameters. Nothing was loaded.");
            averages.AddRange(_averaging.Slots.Select(s => Read(part, s.Parameter)));
        }));

        using var disabled = no_grad();
        (Options.decay, Options.bias_correction) = (loaded.decay, loaded.bias_correction);
        for (var i = 0; i < averages.Count; i++)
        {
            _averaging.Slots[i].State.step = updates;
            _averaging.Slots[i].Parameter.copy_(averages[i]);
        }
    }

    /// <summary>Releases the averages; parameters that hold them get their own values back.</summary>
    public void Dispose()
    {
        Restore();
        foreach (var slot in _averaging.Slots) slot.Parameter.Dispose();
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
    private static Parameter NewAverage(Parameter parameter)
    {
        using var scope = NewDisposeScope();
        var average = new Parameter(parameter.detach().clone());
        average.DetachFromDisposeScope();
        Alias.SetSource(average, parameter);
        return average;
    }

    private void RequireInPlace(int index)
    {
        var average = _averaging.Slots[index].Parameter;
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

using System.Diagnostics;
using Sam = OptimizerDsl.Sam;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>A run, done piece by piece: it may end after each and go on from there, in another process too.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly int _logEvery;
    private readonly double _learningRate, _clip;
    private readonly List<Tensor> _start;

    /// <summary>Makes the model and the optimizer, before the first step.</summary>
    public TrainingRun(TrainingJob job)
    {
        Job = job;
        Workload = job.Task.Start(job.Data, job.Settings, job.Device, job.Seed);
        Parameters = [.. Workload.Model.parameters()];
        Optimizer = job.Variant.Method.Create(Parameters, job.Variant.Hyperparameters, job.Settings.Number("weight-decay"));
        Progress = new() { StepsPerEpoch = Workload.StepsPerEpoch, Log = new() { Started = DateTimeOffset.UtcNow } };
        _logEvery = job.Settings.Whole("log-every");
        _learningRate = job.Variant.Hyperparameters.Number("lr");
        _clip = job.Settings.Number("clip");
        _start = job.Quantities.Contains(Quantity.Distance)
            ? [.. Parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())]
            : [];
    }

    public TrainingJob Job { get; }

    public Workload Workload { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The optimizer, or SAM around it.</summary>
    public OptimizerHelper Optimizer { get; }

    /// <summary>How far it is; a checkpoint sets it.</summary>
    public Progress Progress { get; set; }

    /// <summary>The parameters as they were drawn, where the distance from them is to be measured.</summary>
    public IReadOnlyList<Tensor> InitialParameters => _start;

    /// <summary>How many steps there will have been.</summary>
    public int TotalSteps => Job.Epochs * Progress.StepsPerEpoch;

    public bool IsFinished => Next == Piece.None;

    private Piece Next => Progress.Next(Job);

    private RunLog Log => Progress.Log;

    /// <summary>Does the next piece.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled in an evaluation, of which nothing remains.</exception>
    public Piece Advance(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var piece = Next;
        switch (piece)
        {
            case Piece.Step: Step(); break;
            case Piece.Evaluation: Evaluate(cancellation, start); break;
            case Piece.Analysis: Analyse(start); break;
        }

        Progress.Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (piece == Piece.Step && Progress.Steps % _logEvery == 0) LogSteps();
        return piece;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Workload.Dispose();
        foreach (var tensor in _start) tensor.Dispose();
    }

    private void Step()
    {
        using var scope = NewDisposeScope();
        var (epoch, step) = Math.DivRem(Progress.Steps, Progress.StepsPerEpoch);
        foreach (var group in Optimizer.ParamGroups) group.LearningRate = LearningRate(epoch);
        Optimizer.zero_grad();
        using var before = Optimizer is Sam ? new SideState(Workload) : null;
        var loss = Workload.Loss(epoch, step);
        var value = loss.ToDouble();
        if (!double.IsFinite(value))
        {
            Log.Diverged = Progress.Steps;
            return;
        }

        loss.backward();
        if (Optimizer is Sam sam) Ascend(sam, epoch, step, before!);
        if (_clip > 0) nn.utils.clip_grad_norm_(Parameters, _clip);
        if (Optimizer is Sam perturbed) perturbed.second_step();
        else Optimizer.step();

        Progress.Steps++;
        Progress.RowLoss = (Progress.RowLoss.Sum + value, Progress.RowLoss.Count + 1);
        Progress.EpochLoss += value;
    }

    /// <summary>Perturbs the parameters and takes the gradients there; of all else, only the first evaluation of the step counts.</summary>
    private void Ascend(Sam sam, int epoch, int step, SideState before)
    {
        using var after = new SideState(Workload);
        sam.first_step(zero_grad: true);
        before.RestoreCarried();
        Workload.Loss(epoch, step).backward();
        after.Restore();
    }

    private void LogSteps()
    {
        var (sum, count) = Progress.RowLoss;
        var epoch = (Progress.Steps - 1) / Progress.StepsPerEpoch;
        Log.Steps.Add(new(epoch + 1, Progress.Steps, sum / count, LearningRate(epoch), Progress.Seconds));
        Progress.RowLoss = default;
    }

    private void Evaluate(CancellationToken cancellation, long start)
    {
        var epoch = Progress.Steps / Progress.StepsPerEpoch;
        var validation = Workload.Evaluate(Subset.Validation, cancellation);
        var test = Job.Task.HasTest ? Workload.Evaluate(Subset.Test, cancellation) : null;
        var training = epoch == 0 ? double.NaN : Progress.EpochLoss / Progress.StepsPerEpoch;
        Log.Epochs.Add(new(epoch, Progress.Steps, training, validation, test, LearningRate(Math.Max(0, epoch - 1)), SecondsAt(start)));
        Progress.EpochLoss = 0;
    }

    private void Analyse(long start)
    {
        using var scope = NewDisposeScope();
        var values = Job.Quantities.ToDictionary(quantity => quantity.Key, quantity => quantity.Measure(this));
        Log.Analyses.Add(new(Progress.Steps, values, SecondsAt(start)));
    }

    private double SecondsAt(long start) => Progress.Seconds + Stopwatch.GetElapsedTime(start).TotalSeconds;

    private double LearningRate(int epoch) => _learningRate * Job.Task.LearningRateFactor(Job.Settings, epoch);
}

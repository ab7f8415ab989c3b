using System.Diagnostics;
using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;

namespace Quickstart;

/// <summary>Trains the language model with one optimizer after the other, from the same weights, on the same windows.</summary>
internal sealed class Trainer(Corpus corpus, int epochs, Device device, int seed, CancellationToken cancellation) : IDisposable
{
    private const int StreamsAtOnce = 32;
    private const int Points = 16;
    private const double LargestGradientNorm = 1;

    private readonly Streams _training = new(corpus.Training, StreamsAtOnce, device);
    private readonly Streams _validation = new(corpus.Validation, StreamsAtOnce, device);

    /// <summary>How many steps a training takes.</summary>
    public int Steps => epochs * _training.Windows;

    /// <summary>Trains a new model.</summary>
    /// <param name="contestant">The optimizer.</param>
    /// <param name="progress">Told after each step how many there have been, and the latest point of the curve.</param>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public Outcome Train(Contestant contestant, Action<int, Point> progress)
    {
        using var model = new LanguageModel(corpus.Characters, seed);
        model.to(device);
        using var optimizer = contestant.Create(model.parameters(), contestant.LearningRate);
        using var reader = new Reader(model, _training);
        var untrained = Validate(model);
        List<Point> curve = [new(0, untrained, untrained)];
        List<double> losses = [];
        List<TimeSpan> stepTimes = [], optimizerTimes = [];

        for (var step = 1; step <= Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            losses.Add(Step(model, optimizer, reader, window: (step - 1) % _training.Windows, out var optimizerTime));
            stepTimes.Add(Stopwatch.GetElapsedTime(start));
            optimizerTimes.Add(optimizerTime);

            if (step * Points / Steps > (step - 1) * Points / Steps)
            {
                curve.Add(new(step, losses.Average(), Validate(model)));
                losses.Clear();
            }

            progress(step, curve[^1]);
        }

        return new(contestant, curve, Median(stepTimes), Median(optimizerTimes), optimizer.Executions);
    }

    /// <summary>One step of truncated back-propagation through time; returns the loss.</summary>
    private double Step(LanguageModel model, CompiledOptimizer optimizer, Reader reader, int window, out TimeSpan optimizerTime)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = reader.Loss(window);
        loss.backward();
        nn.utils.clip_grad_norm_(model.parameters(), LargestGradientNorm);

        // A GPU works on after a call has returned: the time of a step is that of its own work.
        Synchronize();
        var start = Stopwatch.GetTimestamp();
        optimizer.step();
        Synchronize();
        optimizerTime = Stopwatch.GetElapsedTime(start);
        return loss.item<float>();
    }

    private void Synchronize()
    {
        if (device.type == DeviceType.CUDA) cuda.synchronize();
    }

    /// <summary>The mean loss on the validation text.</summary>
    private double Validate(LanguageModel model)
    {
        using var none = no_grad();
        using var reader = new Reader(model, _validation);
        double sum = 0;
        for (var window = 0; window < _validation.Windows; window++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            sum += reader.Loss(window).item<float>() * _validation.WindowLength(window);
        }

        return sum / (_validation.Length - 1);
    }

    private static double Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2).TotalMilliseconds;

    public void Dispose()
    {
        _training.Dispose();
        _validation.Dispose();
    }
}

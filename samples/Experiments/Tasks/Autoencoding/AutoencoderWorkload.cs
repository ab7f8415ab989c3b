using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>An autoencoder that is being trained: its loss is the mean cross-entropy of the pixels, taken as probabilities.</summary>
internal sealed class AutoencoderWorkload : Workload
{
    private readonly ImageSets _data;
    private readonly Device _device;
    private readonly Batches _batches;
    private readonly Autoencoder _model;
    private readonly int _batch;

    public AutoencoderWorkload(ImageSets data, Settings settings, Device device, int seed)
    {
        (_data, _device, _batch) = (data, device, settings.Whole("batch"));
        _batches = new(data.Training.Count, _batch, seed);
        manual_seed(seed);
        _model = new(data.Training.Length, settings.Wholes("layers"));
        _model.to(device);
    }

    public override nn.Module Model => _model;

    public override int StepsPerEpoch => _batches.Steps;

    public override Tensor Loss(int epoch, int step)
    {
        using var scope = NewDisposeScope();
        _model.train();
        var images = Read(_data.Training, _batches.At(epoch, step));
        return CrossEntropy(_model.call(images), images).MoveToOuterDisposeScope();
    }

    public override Scores Evaluate(Subset subset, CancellationToken cancellation)
    {
        using var none = no_grad();
        _model.eval();
        var examples = _data.Of(subset);
        var sum = new ScoreSum();
        foreach (var indices in Batches.InOrder(examples.Count, _batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var images = Read(examples, indices);
            var logits = _model.call(images);
            var error = (logits.sigmoid() - images).square().sum(1).mean();
            sum.Add(CrossEntropy(logits, images).item<float>(), error.item<float>(), indices.Length);
        }

        return sum.Mean;
    }

    private Tensor Read(Images images, ReadOnlyMemory<int> indices) => PixelBatch.Of(images, indices.Span).On(_device).flatten(1);

    private static Tensor CrossEntropy(Tensor logits, Tensor images) => nn.functional.binary_cross_entropy_with_logits(logits, images);
}

using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>A classifier of images that is being trained: its loss is the cross-entropy, its metric the accuracy in percent.</summary>
internal sealed class ClassificationWorkload : Workload
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly IImageSource _source;
    private readonly torchvision.ITransform _normalize;
    private readonly Device _device;
    private readonly int _seed;

    /// <param name="model">Makes the model, drawing from the global generator.</param>
    /// <param name="source">Where the images come from; disposed of with the workload.</param>
    /// <param name="means">The mean of each channel, of values from 0 to 1, over the training images: it is brought to 0.</param>
    /// <param name="deviations">The standard deviation of each: it is brought to 1.</param>
    /// <param name="device">Where the model goes.</param>
    /// <param name="seed">What all is drawn with.</param>
    public ClassificationWorkload(
        Func<nn.Module<Tensor, Tensor>> model, IImageSource source, double[] means, double[] deviations, Device device, int seed)
    {
        (_source, _device, _seed) = (source, device, seed);
        _normalize = torchvision.transforms.Normalize(means, deviations, device: device);
        manual_seed(seed);
        _model = model();
        _model.to(device);
    }

    public override nn.Module Model => _model;

    public override int StepsPerEpoch => _source.Steps;

    public override Tensor Loss(int epoch, int step)
    {
        using var scope = NewDisposeScope();
        _model.train();
        var (images, labels) = On(_source.Training(epoch, step));
        manual_seed(Draws.Seed(_seed, epoch, step));
        return nn.functional.cross_entropy(_model.call(images), labels).MoveToOuterDisposeScope();
    }

    public override Scores Evaluate(Subset subset, CancellationToken cancellation)
    {
        using var none = no_grad();
        _model.eval();
        var sum = new ScoreSum();
        foreach (var batch in _source.All(subset, cancellation))
        {
            using var scope = NewDisposeScope();
            var (images, labels) = On(batch);
            var logits = _model.call(images);
            var hits = logits.argmax(1).eq(labels).to(ScalarType.Float32).mean();
            sum.Add(nn.functional.cross_entropy(logits, labels).item<float>(), 100 * hits.item<float>(), labels.size(0));
        }

        return sum.Mean;
    }

    public override void Dispose()
    {
        _source.Dispose();
        (_normalize as IDisposable)?.Dispose();
        base.Dispose();
    }

    private (Tensor images, Tensor labels) On(ImageBatch batch) =>
        (_normalize.call(batch.Images.On(_device)), tensor(batch.Labels, device: _device));
}

using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Tests.Tasks;

public sealed class ClassificationTests
{
    [Theory]
    [InlineData("cifar10", "resnet34", 21_282_122)]
    [InlineData("cifar100", "resnet34", 21_328_292)]
    [InlineData("cifar10", "wrn-40-1", 563_930)]
    [InlineData("cifar100", "wrn-40-1", 569_780)]
    public void The_networks_have_the_published_number_of_parameters(string name, string network, long count)
    {
        var task = TrainingTask.All.Single(task => task.Name == name);
        var images = new Images(new byte[2 * 3072], new byte[2], 3, 32);
        using var data = new ImageSets(images, images, images);
        using var work = task.Start(data, Settings.Of([task.Settings], [$"model={network}"])[0], CPU, seed: 1);
        Assert.Equal(count, work.Model.parameters().Sum(parameter => parameter.numel()));
        using var none = no_grad();
        using var output = ((nn.Module<Tensor, Tensor>)work.Model).call(zeros(2, 3, 32, 32));
        Assert.Equal([2, name == "cifar10" ? 10 : 100], output.shape);
    }

    [Fact]
    public void The_scores_are_those_of_plain_loops()
    {
        using var scope = NewDisposeScope();
        var test = SyntheticPatterns.Draw(13, 10, 32, Draws.At(2));
        using var data = new ImageSets(test, test, test);
        var task = CifarTask.Cifar10;
        using var work = task.Start(data, DataSetFolder.SettingsOf(task, "batch=5"), CPU, seed: 2);

        float[] mean = [0.4914f, 0.4822f, 0.4465f], deviation = [0.2023f, 0.1994f, 0.2010f];
        var pixels = test.Pixels.ToArray().Select((value, i) => (value / 255f - mean[i / 1024 % 3]) / deviation[i / 1024 % 3]).ToArray();
        using var none = no_grad();
        work.Model.eval();
        var logits = ((nn.Module<Tensor, Tensor>)work.Model).call(tensor(pixels).reshape(13, 3, 32, 32)).data<float>().ToArray();
        var (entropy, hits) = (0.0, 0);
        for (var i = 0; i < 13; i++)
        {
            var row = logits.AsSpan(10 * i, 10).ToArray();
            entropy += Math.Log(row.Sum(value => Math.Exp(value))) - row[test.Labels.Span[i]];
            if (Array.IndexOf(row, row.Max()) == test.Labels.Span[i]) hits++;
        }

        work.Model.train();
        var scores = work.Evaluate(Subset.Test, CancellationToken.None);
        Assert.Equal(entropy / 13, scores.Loss, 1e-4);
        Assert.Equal(100.0 * hits / 13, scores.Metric, 1e-3);
    }

    [Fact]
    public void Weights_start_as_published()
    {
        using var wide = new WideResNet(10, widening: 4);
        foreach (var (name, weight) in wide.named_parameters().Where(named => named.parameter.ndim == 4))
        {
            using var deviation = weight.std();
            var expected = Math.Sqrt(2.0 / (weight.size(0) * weight.size(2) * weight.size(3)));
            Assert.True(Math.Abs(deviation.item<float>() / expected - 1) < 0.12, $"{name}: {deviation.item<float>()}, not {expected}");
        }

        Assert.Equal(0, wide.get_parameter("linear.bias")!.abs().max().item<float>());
    }
}

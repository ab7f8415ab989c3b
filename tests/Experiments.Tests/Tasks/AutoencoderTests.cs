using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Tests.Tasks;

public sealed class AutoencoderTests
{
    [Fact]
    public void It_has_as_many_parameters_as_its_layers_say()
    {
        using var model = new Autoencoder(784, [1000, 500, 250, 30]);
        int[] sizes = [784, 1000, 500, 250, 30, 250, 500, 1000, 784];
        Assert.Equal(sizes.Zip(sizes.Skip(1), (from, to) => (from + 1) * to).Sum(), model.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(2_837_314, model.parameters().Sum(parameter => parameter.numel()));
        using var output = model.call(zeros(3, 784));
        Assert.Equal([3, 784], output.shape);
    }

    [Fact]
    public void Its_layers_are_linear_with_rectified_units_between_them()
    {
        using var scope = NewDisposeScope();
        using var model = new Autoencoder(5, [4, 3, 2]);
        var weights = model.named_parameters().ToDictionary(named => named.name, named => (Tensor)named.parameter);
        var x = randn(7, 5);
        var expected = x;
        foreach (var part in new[] { "encoder", "decoder" })
            foreach (var layer in new[] { 0, 2, 4 })
            {
                expected = expected.mm(weights[$"{part}.{layer}.weight"].t()) + weights[$"{part}.{layer}.bias"];
                if (layer < 4) expected = expected.clamp(min: 0);
            }

        Assert.True(model.call(x).allclose(expected, 1e-5, 1e-6));
    }

    [Fact]
    public void Its_scores_are_those_of_plain_loops()
    {
        using var scope = NewDisposeScope();
        var random = Draws.At(9);
        var test = SyntheticDigits.Draw(23, 28, random);
        using var data = new ImageSets(SyntheticDigits.Draw(10, 28, random), SyntheticDigits.Draw(2, 28, random), test);
        var task = new AutoencoderTask();
        using var work = (AutoencoderWorkload)task.Start(data, DataSetFolder.SettingsOf(task, "batch=10", "layers=20,5"), CPU, seed: 2);

        var pixels = test.Pixels.ToArray().Select(value => value / 255f).ToArray();
        using var none = no_grad();
        var logits = ((nn.Module<Tensor, Tensor>)work.Model).call(tensor(pixels).reshape(23, 784)).data<float>().ToArray();
        var (entropy, error) = (0.0, 0.0);
        for (var i = 0; i < pixels.Length; i++)
        {
            var y = 1 / (1 + Math.Exp(-logits[i]));
            entropy -= pixels[i] * Math.Log(y) + (1 - pixels[i]) * Math.Log(1 - y);
            error += (y - pixels[i]) * (y - pixels[i]);
        }

        work.Model.train();
        var scores = work.Evaluate(Subset.Test, CancellationToken.None);
        Assert.Equal(entropy / pixels.Length, scores.Loss, 1e-5);
        Assert.Equal(error / 23, scores.Metric, 1e-3);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(199, 1)]
    [InlineData(200, 0.1)]
    [InlineData(400, 0.01)]
    [InlineData(999, 0.001)]
    public void The_learning_rate_falls_at_the_milestones(int epoch, double factor)
    {
        var task = new AutoencoderTask();
        Assert.Equal(factor, task.LearningRateFactor(Settings.Of([task.Settings], [])[0], epoch), 12);
    }
}

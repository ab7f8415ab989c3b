using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments.Tests.Tasks;

[Collection(nameof(DrawsFromTorch))]
public sealed class EfficientNetTests
{
    [Fact]
    public void It_has_the_published_number_of_parameters()
    {
        using var scope = NewDisposeScope();
        using var model = new EfficientNet(1000);
        Assert.Equal(5_288_548, model.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(42_016 + 49, model.buffers().Sum(buffer => buffer.numel())); // two statistics of each normalized channel, and 49 counters
        Assert.Equal(16, model.modules().OfType<InvertedBottleneck>().Count());
        using var none = no_grad();
        model.eval();
        Assert.Equal([2, 1000], model.call(zeros(2, 3, 64, 64)).shape);
    }

    [Fact]
    public void Its_weights_start_as_torchvision_has_it()
    {
        using var scope = NewDisposeScope();
        using var model = new EfficientNet(1000);
        foreach (var convolution in model.modules().OfType<Conv2d>().Where(layer => layer.weight.numel() > 1000))
        {
            var expected = Math.Sqrt(2.0 / (convolution.out_channels * convolution.kernel_size[0] * convolution.kernel_size[0]));
            Assert.Equal(1, convolution.weight.std().item<float>() / expected, 0.12);
            Assert.True(convolution.bias is null || convolution.bias.abs().max().item<float>() == 0);
        }

        var range = 1 / Math.Sqrt(1000);
        Assert.InRange(model.get_parameter("classifier.weight")!.abs().max().item<float>(), 0.99 * range, range);
    }

    [Fact]
    public void A_block_is_left_out_for_whole_images_in_training_and_never_in_evaluation()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        manual_seed(1);
        using var block = new InvertedBottleneck(new(From: 4, Inside: 8, To: 4, Kernel: 3, Stride: 1), leftOut: 0.5);
        var input = rand(400, 4, 3, 3);
        var layers = (nn.Module<Tensor, Tensor>)block.named_children().Single().module;
        var added = block.call(input) - input;
        var kept = added.ne(0).flatten(1).any(1);
        Assert.InRange(kept.to(ScalarType.Float32).mean().item<float>(), 0.4, 0.6);
        // What remains counts for what is left out.
        Assert.True(added[kept].allclose(2 * layers.call(input)[kept], 1e-4, 1e-5));

        block.eval();
        Assert.True((block.call(input) - input).allclose(layers.call(input), 1e-4, 1e-5));
    }

    [Fact]
    public void Channels_are_weighed_by_their_means()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var module = new SqueezeExcitation(6, 2);
        var weights = module.named_parameters().ToDictionary(named => named.name, named => (Tensor)named.parameter);
        var input = randn(3, 6, 4, 5);
        var squeezed = input.mean([2, 3]).mm(weights["fc1.weight"].flatten(1).t()) + weights["fc1.bias"];
        var weighed = ((squeezed * squeezed.sigmoid()).mm(weights["fc2.weight"].flatten(1).t()) + weights["fc2.bias"]).sigmoid();
        Assert.True(module.call(input).allclose(input * weighed.reshape(3, 6, 1, 1), 1e-5, 1e-6));
    }
}

using OptimizerDsl.Compiled;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>How tensors get to methods of TorchSharp and back in the reference execution.</summary>
public sealed class TorchConversionTests
{
    private static readonly Tensor s_six = new([1, 2, 3, 4, 5, 6]);

    [Fact]
    public void Outside_of_an_update_a_tensor_is_flat()
    {
        using var scope = NewDisposeScope();
        TorchSharp.torch.Tensor torch = s_six;
        Assert.Equal([6], torch.shape);
        Assert.Equal(float64, torch.dtype);
        Assert.Equal(s_six.Values.ToArray(), ((Tensor)torch).Values.ToArray());
    }

    [Fact]
    public void During_an_update_it_has_the_shape_of_the_parameter() => ReferenceShape.During([2, 3], () =>
    {
        TorchSharp.torch.Tensor torch = s_six;
        Assert.Equal([2, 3], torch.shape);
        // In the order of the shape, whatever the strides and the type.
        Tensor back = torch.t().contiguous().t().to(float32);
        Assert.Equal([1.0, 2, 3, 4, 5, 6], back.Values.ToArray());
        Assert.Contains("shape [3, 2] for a parameter of shape [2, 3]", Assert.Throws<InvalidOperationException>(() => (Tensor)torch.t()).Message);
        Assert.Contains("null", Assert.Throws<InvalidOperationException>(() => (Tensor)(TorchSharp.torch.Tensor)null!).Message);
    });

    [Fact]
    public void What_an_update_makes_ends_with_it_and_so_does_its_shape()
    {
        TorchSharp.torch.Tensor? made = null;
        Assert.Throws<FormatException>(() => ReferenceShape.During([6], () =>
        {
            made = s_six;
            throw new FormatException();
        }));
        Assert.True(made!.IsInvalid);
        Assert.Null(ReferenceShape.Current);
    }

    [Fact]
    public void What_is_passed_on_is_a_copy()
    {
        using var scope = NewDisposeScope();
        TorchSharp.torch.Tensor torch = s_six;
        torch.add_(1);
        Assert.Equal([1.0, 2, 3, 4, 5, 6], s_six.Values.ToArray());
    }

    [Fact]
    public void Without_a_value_there_is_nothing_to_pass_on() =>
        Assert.Throws<InvalidOperationException>(() => (TorchSharp.torch.Tensor)default(Tensor));
}

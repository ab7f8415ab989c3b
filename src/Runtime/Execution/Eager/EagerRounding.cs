using TorchSharp;
using static OptimizerDsl.Compiled.HeldNumbers;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>Rounding to a narrower type in TorchSharp calls, on any device.</summary>
internal static class EagerRounding
{
    /// <summary>The values of a type nearest to <paramref name="x"/>; through float32, as everywhere.</summary>
    public static TorchTensor Nearest(TorchTensor x, ScalarType type) => x.to(float32).to(type);

    /// <summary>Values of a type, rounded stochastically (see <see cref="Noise"/>).</summary>
    /// <remarks>
    /// There is no call for the bits of a number. But the nearest value of the type is one of its two neighbours, the other is
    /// what is nearest to a point a little beyond, and how far the number is on the way from one to the other is exact.
    /// </remarks>
    /// <param name="x">The values.</param>
    /// <param name="target">A tensor of the type, in whose memory they will lie.</param>
    /// <param name="key">The key of the target in this step.</param>
    public static TorchTensor Stochastic(TorchTensor x, TorchTensor target, uint key)
    {
        using var numbers = HeldNumbers.Begin();
        var type = target.dtype;
        var (digits, smallest, largest, ofDenormal) = type == ScalarType.BFloat16
            ? (8, -126, (2 - Math.ScaleB(1, -7)) * Math.ScaleB(1, 127), 16)
            : (11, -14, 65504.0, 20);
        var ofNormal = 24 - digits;

        var wide = x.to(float32);
        var magnitude = wide.abs();
        var nearest = magnitude.to(type).to(float32);
        // From five eighths of the distance to the other neighbour up to ten.
        var beyond = nearest.mul(Of(Math.ScaleB(1.25, -digits))).clamp_(min: Of(Math.ScaleB(0.625, smallest - digits + 1)));
        var isBelow = magnitude.lt(nearest);
        var other = where(isBelow, nearest - beyond, nearest.add(beyond, One)).to(type).to(float32);
        var lower = where(isBelow, other, nearest);
        var upper = where(isBelow, nearest, other);

        var part = (magnitude - lower).div_(upper - lower);
        var noise = Bits(target, key);
        var goesUp = ofNormal == ofDenormal ? GoesUp(ofNormal) : where(magnitude.lt(Of(Math.ScaleB(1, smallest))), GoesUp(ofDenormal), GoesUp(ofNormal));
        var rounded = where(magnitude.le(Of(largest)), where(goesUp, upper, lower), nearest);
        // Zeros keep their sign.
        return where(magnitude.gt(Of(0)), where(wide.lt(Of(0)), -rounded, rounded), wide).to(type);

        TorchTensor GoesUp(int dropped) =>
            part.mul(Of(Math.ScaleB(1, dropped))).floor_().add_(noise.div(Of(1L << (32 - dropped)), RoundingMode.floor), One).ge(Of(Math.ScaleB(1, dropped)));
    }

    private static TorchTensor Bits(TorchTensor target, uint key)
    {
        // More elements than 2^32 have parts with keys of their own.
        var index = ones(target.numel(), dtype: int64, device: target.device).cumsum(0).sub_(Of(1)).as_strided(target.shape, target.stride());
        var part = index.div(Of(1L << 32), RoundingMode.floor).add_(Of((long)key), One).remainder_(Of(1L << 32));
        return Mix(Mix(index.remainder(Of(1L << 32))).bitwise_xor_(part));
    }

    private static TorchTensor Mix(TorchTensor x)
    {
        for (var round = 0; round < 2; round++)
            x = x.bitwise_xor(x.div(Of(1L << 16), RoundingMode.floor)).mul_(Of((long)Noise.Factor)).remainder_(Of(1L << 32));
        return x.bitwise_xor(x.div(Of(1L << 16), RoundingMode.floor));
    }
}

using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>The elements of a tensor as bytes in a stream, without a copy in between.</summary>
internal static unsafe class TensorBytes
{
    private const long LongestSpan = 1 << 30;

    /// <summary>Whether the elements lie in the memory of the host, in the order of the shape.</summary>
    public static bool IsInPlace(TorchTensor tensor) => Native.DeviceType(tensor.Handle) == 0 && Native.IsContiguous(tensor.Handle);

    /// <summary>Reads all elements of a tensor that is in place.</summary>
    public static void Read(Stream stream, TorchTensor tensor)
    {
        var (data, length) = Memory(tensor);
        for (var done = 0L; done < length; done += LongestSpan) stream.ReadExactly(Part(data, length, done));
    }

    /// <summary>Writes all elements of a tensor that is in place.</summary>
    public static void Write(Stream stream, TorchTensor tensor)
    {
        var (data, length) = Memory(tensor);
        for (var done = 0L; done < length; done += LongestSpan) stream.Write(Part(data, length, done));
    }

    private static (nint Data, long Length) Memory(TorchTensor tensor) => (Native.Data(tensor.Handle), tensor.numel() * tensor.element_size());

    private static Span<byte> Part(nint data, long length, long begin) => new((byte*)data + begin, (int)Math.Min(LongestSpan, length - begin));
}

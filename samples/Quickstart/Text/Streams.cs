using static TorchSharp.torch;

namespace Quickstart;

/// <summary>A text cut into equal streams that are read side by side, a window at a time.</summary>
internal sealed class Streams : IDisposable
{
    private const int LongestWindow = 64;

    private readonly Tensor _characters; // time by streams

    public Streams(long[] codes, int count, Device device)
    {
        Count = count;
        Length = codes.Length / count;
        using var streams = tensor(codes[..(Length * count)], [count, Length], device: device);
        using var transposed = streams.t();
        _characters = transposed.contiguous();
    }

    /// <summary>Where the characters are.</summary>
    public Device Device => _characters.device;

    /// <summary>How many streams there are.</summary>
    public int Count { get; }

    /// <summary>The characters in a stream.</summary>
    public int Length { get; }

    /// <summary>How many windows a reading has.</summary>
    public int Windows => (Length - 2) / LongestWindow + 1;

    /// <summary>The characters of each stream in a window: as many in all but the last.</summary>
    public int WindowLength(int window) => Math.Min(LongestWindow, Length - 1 - window * LongestWindow);

    /// <summary>The characters in a window, and for each the one that follows.</summary>
    public (Tensor input, Tensor target) Read(int window)
    {
        var start = window * LongestWindow;
        return (_characters.narrow(0, start, WindowLength(window)), _characters.narrow(0, start + 1, WindowLength(window)));
    }

    public void Dispose() => _characters.Dispose();
}

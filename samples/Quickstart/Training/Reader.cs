using static TorchSharp.torch;

namespace Quickstart;

/// <summary>A model that reads streams from the first window to the last, and remembers from one window to the next.</summary>
internal sealed class Reader(LanguageModel model, Streams streams) : IDisposable
{
    private (Tensor h, Tensor c)? _memory;

    /// <summary>Reads a window: the mean loss of predicting each next character, in nats.</summary>
    public Tensor Loss(int window)
    {
        if (window == 0) Remember(LanguageModel.Blank(streams.Count, streams.Device));
        var (input, target) = streams.Read(window);
        var (logits, h, c) = model.call(input, _memory!.Value);
        Remember((h.detach(), c.detach())); // the gradient ends where the window begins
        return nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten());
    }

    public void Dispose()
    {
        _memory?.h.Dispose();
        _memory?.c.Dispose();
    }

    private void Remember((Tensor h, Tensor c) memory)
    {
        Dispose();
        _memory = (memory.h.DetachFromDisposeScope(), memory.c.DetachFromDisposeScope());
    }
}

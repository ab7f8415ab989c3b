using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// A language model that is being trained by truncated back-propagation: the training text is cut into as many streams as a batch
/// has, which are read side by side, a window in each step. The hidden state goes from window to window, the gradient does not, and
/// both begin anew with each epoch. The loss is the mean cross-entropy of a word in nats, the metric the perplexity.
/// </summary>
internal sealed class LanguageWorkload : Workload
{
    /// <summary>How much is evaluated at once; what comes out does not depend on it.</summary>
    private const int EvaluationWindow = 100;

    private readonly Corpus _corpus;
    private readonly Device _device;
    private readonly WordLanguageModel _model;
    private readonly Tensor _streams; // time by streams
    private readonly Tensor _h, _c;   // what the LSTM remembers
    private readonly int _window, _seed, _hiddenSize;

    public LanguageWorkload(Corpus corpus, Settings settings, Device device, int seed)
    {
        (_corpus, _device, _seed) = (corpus, device, seed);
        (_window, _hiddenSize) = (settings.Whole("bptt"), settings.Whole("hidden"));
        manual_seed(seed);
        _model = new(corpus.VocabularySize, settings.Whole("embedding"), _hiddenSize, settings.Number("dropout"), settings.Number("init"));
        _model.to(device);

        using var scope = NewDisposeScope();
        _streams = Streams(corpus.Training, settings.Whole("batch")).DetachFromDisposeScope();
        (_h, _c) = Blank((int)_streams.size(1));
        _h.DetachFromDisposeScope();
        _c.DetachFromDisposeScope();
    }

    public override nn.Module Model => _model;

    public override int StepsPerEpoch => Windows(_streams, _window);

    public override IEnumerable<KeyValuePair<string, Tensor>> Carried => [new("hidden", _h), new("cell", _c)];

    public override void Restore(IReadOnlyDictionary<string, Tensor> carried)
    {
        _h.copy_(carried["hidden"]);
        _c.copy_(carried["cell"]);
    }

    public override Tensor Loss(int epoch, int step)
    {
        using var scope = NewDisposeScope();
        _model.train();
        if (step == 0)
        {
            _h.zero_();
            _c.zero_();
        }

        manual_seed(Draws.Seed(_seed, epoch, step));
        // The graph keeps what the window began with: what it ends with goes into other memory.
        var (loss, h, c) = Read(_streams, step, _window, (_h.clone(), _c.clone()));
        _h.copy_(h.detach());
        _c.copy_(c.detach());
        return loss.MoveToOuterDisposeScope();
    }

    /// <remarks>In one stream, so that each word but the first is predicted from all of the text before it.</remarks>
    public override Scores Evaluate(Subset subset, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        _model.eval();
        var stream = Streams(subset == Subset.Validation ? _corpus.Validation : _corpus.Test, count: 1);
        var (h, c) = Blank(streams: 1);
        var sum = new ScoreSum();
        for (var window = 0; window < Windows(stream, EvaluationWindow); window++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var (loss, nextH, nextC) = Read(stream, window, EvaluationWindow, (h, c));
            h.copy_(nextH);
            c.copy_(nextC);
            sum.Add(loss.item<float>(), 0, Length(stream, window, EvaluationWindow));
        }

        return sum.Mean with { Metric = Math.Exp(sum.Mean.Loss) };
    }

    public override void Dispose()
    {
        _streams.Dispose();
        _h.Dispose();
        _c.Dispose();
        base.Dispose();
    }

    private (Tensor loss, Tensor h, Tensor c) Read(Tensor streams, int window, int size, (Tensor h, Tensor c) state)
    {
        var (start, length) = (window * size, Length(streams, window, size));
        var (logits, h, c) = _model.call(streams.narrow(0, start, length), state);
        return (nn.functional.cross_entropy(logits.flatten(0, 1), streams.narrow(0, start + 1, length).flatten()), h, c);
    }

    private static int Windows(Tensor streams, int size) => (int)(streams.size(0) - 2) / size + 1;

    /// <summary>The words of a stream that are predicted in a window: as many in all but the last.</summary>
    private static int Length(Tensor streams, int window, int size) => Math.Min(size, (int)streams.size(0) - 1 - window * size);

    /// <summary>A text in equal streams, time by streams; what does not fill all of them is left out.</summary>
    private Tensor Streams(long[] text, int count)
    {
        var length = text.Length / count;
        return tensor(text[..(count * length)], [count, length], device: _device).t().contiguous();
    }

    private (Tensor h, Tensor c) Blank(int streams) =>
        (zeros(1, streams, _hiddenSize, device: _device), zeros(1, streams, _hiddenSize, device: _device));
}

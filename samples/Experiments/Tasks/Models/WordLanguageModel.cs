using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// Predicts the next word (Zaremba et al. 2014): an embedding, one LSTM and a linear layer, with dropout before and after the LSTM,
/// not from step to step. All weights start uniform in a range.
/// </summary>
internal sealed class WordLanguageModel : nn.Module<Tensor, (Tensor h, Tensor c), (Tensor logits, Tensor h, Tensor c)>
{
    private readonly Embedding embedding;
    private readonly LSTM lstm;
    private readonly Linear output;
    private readonly Dropout dropout;

    /// <param name="words">The size of the vocabulary.</param>
    /// <param name="embeddingSize">The numbers that stand for a word.</param>
    /// <param name="hiddenSize">The units of the LSTM.</param>
    /// <param name="dropoutRate">How much of its input and output is left out in training.</param>
    /// <param name="range">Weights start between this and its negative.</param>
    public WordLanguageModel(int words, int embeddingSize, int hiddenSize, double dropoutRate, double range) : base(nameof(WordLanguageModel))
    {
        embedding = nn.Embedding(words, embeddingSize);
        lstm = nn.LSTM(embeddingSize, hiddenSize);
        output = nn.Linear(hiddenSize, words);
        dropout = nn.Dropout(dropoutRate);
        RegisterComponents();
        foreach (var parameter in parameters()) nn.init.uniform_(parameter, -range, range);
    }

    /// <param name="input">Words, time by streams.</param>
    /// <param name="state">What the LSTM remembers of the text before.</param>
    public override (Tensor logits, Tensor h, Tensor c) forward(Tensor input, (Tensor h, Tensor c) state)
    {
        var (hidden, h, c) = lstm.call(dropout.call(embedding.call(input)), state);
        return (output.call(dropout.call(hidden)), h, c);
    }
}

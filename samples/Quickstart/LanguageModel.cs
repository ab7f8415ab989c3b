using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quickstart;

/// <summary>Predicts the next character: an embedding, one LSTM and a linear layer.</summary>
internal sealed class LanguageModel : nn.Module<Tensor, (Tensor h, Tensor c), (Tensor logits, Tensor h, Tensor c)>
{
    private const int EmbeddingSize = 48;
    private const int HiddenSize = 128;

    private readonly Embedding embedding;
    private readonly LSTM lstm;
    private readonly Linear output;

    /// <summary>A model with weights of its own, the same for the same seed.</summary>
    public LanguageModel(int characters, int seed) : base(nameof(LanguageModel))
    {
        random.manual_seed(seed);
        embedding = nn.Embedding(characters, EmbeddingSize);
        lstm = nn.LSTM(EmbeddingSize, HiddenSize);
        output = nn.Linear(HiddenSize, characters);
        RegisterComponents();
    }

    /// <param name="input">Characters, time by streams.</param>
    /// <param name="state">What the LSTM remembers of the text before.</param>
    public override (Tensor logits, Tensor h, Tensor c) forward(Tensor input, (Tensor h, Tensor c) state)
    {
        var (hidden, h, c) = lstm.call(embedding.call(input), state);
        return (output.call(hidden), h, c);
    }

    /// <summary>The memory of an LSTM that has read nothing yet.</summary>
    public static (Tensor h, Tensor c) Blank(int streams, Device device) => (Zeros(streams, device), Zeros(streams, device));

    private static Tensor Zeros(int streams, Device device) => zeros(1, streams, HiddenSize, device: device);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            embedding.Dispose();
            lstm.Dispose();
            output.Dispose();
        }

        base.Dispose(disposing);
    }
}

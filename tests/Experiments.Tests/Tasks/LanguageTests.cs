using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Tests.Tasks;

[Collection(nameof(DrawsFromTorch))]
public sealed class LanguageTests : IDisposable
{
    private static readonly PennTreebankTask Task = new();
    private readonly DataSetFolder _folder = new(Task);

    [Fact]
    public void The_model_has_as_many_parameters_as_its_sizes_say_and_all_start_in_their_range()
    {
        using var scope = NewDisposeScope();
        using var model = new WordLanguageModel(10_000, 200, 200, dropoutRate: 0, range: 0.1);
        Assert.Equal(10_000 * 200 + 4 * 200 * (200 + 200 + 2) + 10_000 * 201, model.parameters().Sum(parameter => parameter.numel()));
        Assert.All(model.parameters(), parameter =>
        {
            Assert.InRange(parameter.abs().max().item<float>(), 0.095, 0.1);
            Assert.Equal(0.1 / Math.Sqrt(3), parameter.std().item<float>(), 0.005);
        });
        var (logits, h, c) = model.call(zeros(7, 3, ScalarType.Int64), (zeros(1, 3, 200), zeros(1, 3, 200)));
        Assert.Equal([7, 3, 10_000], logits.shape);
        Assert.Equal([1, 3, 200], h.shape);
        Assert.Equal([1, 3, 200], c.shape);
    }

    [Fact]
    public void Windows_follow_each_other_in_every_stream_to_the_end_of_the_text()
    {
        using var scope = NewDisposeScope();
        using var corpus = (Corpus)_folder.Open();
        using var work = Start(corpus, "batch=7", "bptt=13", "hidden=8", "embedding=8");
        var length = corpus.Training.Length / 7;
        Assert.Equal((int)Math.Ceiling((length - 1) / 13.0), work.StepsPerEpoch);

        // One pass over whole streams is the same as all windows one after the other, with what is carried.
        var model = (WordLanguageModel)work.Model;
        var streams = tensor(corpus.Training[..(7 * length)]).reshape(7, length).t();
        using var none = no_grad();
        var (logits, h, _) = model.call(streams.narrow(0, 0, length - 1), (zeros(1, 7, 8), zeros(1, 7, 8)));
        var whole = nn.functional.cross_entropy(logits.flatten(0, 1), streams.narrow(0, 1, length - 1).flatten()).item<float>();
        var sum = 0.0;
        for (var step = 0; step < work.StepsPerEpoch; step++)
            sum += work.Loss(0, step).item<float>() * Math.Min(13, length - 1 - 13 * step);
        Assert.Equal(whole, sum / (length - 1), 1e-4);
        Assert.True(work.Carried.Single(pair => pair.Key == "hidden").Value.allclose(h, 1e-4, 1e-5));
    }

    [Fact]
    public void What_is_carried_is_detached_restored_and_begins_anew_with_an_epoch()
    {
        using var scope = NewDisposeScope();
        using var corpus = (Corpus)_folder.Open();
        using var work = Start(corpus, "hidden=8", "embedding=8", "dropout=0.3");
        using var resumed = Start(corpus, "hidden=8", "embedding=8", "dropout=0.3");
        var first = work.Loss(0, 0).item<float>();
        Assert.All(work.Carried, pair => Assert.False(pair.Value.requires_grad));
        var kept = work.Carried.ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        var second = work.Loss(0, 1);
        second.backward(); // through this window only: what the first one made is still what it was
        Assert.NotEqual(second.item<float>(), work.Loss(0, 1).item<float>());

        resumed.Restore(kept);
        Assert.Equal(second.item<float>(), resumed.Loss(0, 1).item<float>());
        Assert.Equal(first, work.Loss(0, 0).item<float>());

        var before = work.Carried.ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        work.Evaluate(Subset.Validation, CancellationToken.None);
        Assert.All(work.Carried, pair => Assert.True(pair.Value.eq(before[pair.Key]).all().item<bool>()));
    }

    [Fact]
    public void The_perplexity_is_that_of_predicting_each_word_from_all_before_it()
    {
        using var scope = NewDisposeScope();
        using var corpus = (Corpus)_folder.Open();
        using var work = Start(corpus, "hidden=8", "embedding=8", "dropout=0.3", "init=1");
        var model = (WordLanguageModel)work.Model;
        model.eval();
        using var none = no_grad();
        var text = corpus.Test;
        var (logits, _, _) = model.call(tensor(text[..^1], [text.Length - 1, 1]), (zeros(1, 1, 8), zeros(1, 1, 8)));
        var values = logits.data<float>().ToArray();
        var nats = 0.0;
        for (var t = 0; t + 1 < text.Length; t++)
        {
            var row = values.AsSpan(t * corpus.VocabularySize, corpus.VocabularySize).ToArray();
            nats += Math.Log(row.Sum(value => Math.Exp(value))) - row[text[t + 1]];
        }

        model.train();
        var scores = work.Evaluate(Subset.Test, CancellationToken.None);
        Assert.Equal(nats / (text.Length - 1), scores.Loss, 1e-4);
        Assert.Equal(Math.Exp(scores.Loss), scores.Metric, 1e-9);
    }

    private static LanguageWorkload Start(Corpus corpus, params string[] overrides) =>
        (LanguageWorkload)Task.Start(corpus, DataSetFolder.SettingsOf(Task, overrides), CPU, seed: 6);

    public void Dispose() => _folder.Dispose();
}

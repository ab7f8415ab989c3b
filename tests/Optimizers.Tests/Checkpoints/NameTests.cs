using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Interchange;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Checkpoints;

/// <summary>Where parameters have names on both sides, they correspond by them; else by their order.</summary>
public sealed class NameTests : IDisposable
{
    private static readonly Dictionary<string, Action<Adam, Adam, string>> s_ways = new()
    {
        ["a file"] = (from, to, folder) =>
        {
            from.save_state_dict(Path.Combine(folder, "o.dat"));
            to.load_state_dict(Path.Combine(folder, "o.dat"));
        },
        ["a state_dict"] = (from, to, _) => to.load_state_dict(from.state_dict()),
        ["PyTorch's"] = (from, to, folder) =>
        {
            from.save_safetensors(Path.Combine(folder, "o.safetensors"));
            to.load_safetensors(Path.Combine(folder, "o.safetensors"));
        },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    [Theory, MemberData(nameof(Ways))]
    public void Another_order_of_equal_shapes(string way)
    {
        using Adam saved = Named("a", "b", "c"), loaded = Named("c", "a", "b");
        Step(saved);
        s_ways[way](saved, loaded, _folder.Path);
        Assert.Equal([3, 1, 2], loaded.Slots.Select(s => Gradient(s.State)));
    }

    [Theory, MemberData(nameof(Ways))]
    public void Another_order_in_several_groups(string way)
    {
        using Adam saved = Groups(["a", "b"], ["c", "d"]), loaded = Groups(["b", "a"], ["d", "c"]);
        Step(saved);
        s_ways[way](saved, loaded, _folder.Path);
        Assert.Equal([2, 1, 4, 3], loaded.Slots.Select(s => Gradient(s.State)));
    }

    [Theory, MemberData(nameof(Ways))]
    public void Without_names_on_one_side_the_order_counts(string way)
    {
        foreach (var (from, to) in new (Func<Adam>, Func<Adam>)[] { (() => Named("a", "b"), () => Nameless(2)), (() => Nameless(2), () => Named("b", "a")) })
        {
            using Adam saved = from(), loaded = to();
            Step(saved);
            s_ways[way](saved, loaded, _folder.Path);
            Assert.Equal([1, 2], loaded.Slots.Select(s => Gradient(s.State)));
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public void Other_names_are_refused(string way)
    {
        using Adam saved = Named("encoder.weight", "decoder.weight"), loaded = Named("encoder.weight", "output.weight");
        RequireRefused(way, saved, loaded, "decoder.weight", "output.weight");
    }

    [Theory, MemberData(nameof(Ways))]
    public void The_name_in_another_group_is_refused(string way)
    {
        using Adam saved = Groups(["a"], ["b"]), loaded = Groups(["b"], ["a"]);
        RequireRefused(way, saved, loaded, "'a'", "roup 0");
    }

    [Fact]
    public void Slow_weights_too()
    {
        using Adam first = Named("a", "b"), second = Named("b", "a");
        using Lookahead saved = new(first, k: 2), loaded = new(second, k: 2);
        for (var step = 0; step < 2; step++) Step(first, () => saved.step());
        saved.save_state_dict(_folder.File("o.dat"));
        loaded.load_state_dict(_folder.File("o.dat"));
        Assert.Equal(saved.Slow.Select(t => t.sum().ToDouble()).Reverse(), loaded.Slow.Select(t => t.sum().ToDouble()));
        Assert.NotEqual(loaded.Slow[0].sum().ToDouble(), loaded.Slow[1].sum().ToDouble());
        using var third = Named("b", "a");
        using var copied = new Lookahead(third, k: 2);
        copied.load_state_dict(saved.state_dict());
        Assert.Equal(loaded.Slow.Select(t => t.sum().ToDouble()), copied.Slow.Select(t => t.sum().ToDouble()));
    }

    [Fact]
    public void Two_of_one_name_and_one_without_are_no_optimizer()
    {
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => Named("a", "a")).Message);
        Assert.Contains("Parameter 1", Assert.Throws<ArgumentException>(() => Named("a", "")).Message);
        using var optimizer = Named("a");
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new Adam.ParamGroup(new NamedParameters([("a", new Parameter(ones(2)))])))).Message);
        Assert.Single(optimizer.ParamGroups);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private void RequireRefused(string way, Adam saved, Adam loaded, params string[] words)
    {
        Step(saved);
        var refused = Record.Exception(() => s_ways[way](saved, loaded, _folder.Path));
        Assert.True(way == "a state_dict" ? refused is ArgumentException : refused is InvalidDataException, refused?.ToString() ?? "It was loaded.");
        foreach (var word in words) Assert.Contains(word, refused!.Message);
        Assert.All(loaded.Slots, s => Assert.Equal(0, s.State.step));
    }

    // The first moment says which gradient the parameter had: 1 for the first of the optimizer, and so on.
    private static double Gradient(CompiledState state) => Math.Round(((Adam.State)state).exp_avg[0].ToDouble() * 10, 4);

    private static void Step(Adam optimizer, Action? step = null)
    {
        foreach (var slot in optimizer.Slots) slot.Parameter.grad = full_like(slot.Parameter, slot.Number + 1);
        if (step is null) optimizer.step();
        else step();
    }

    private static Adam Nameless(int count) => new(Enumerable.Range(0, count).Select(_ => new Parameter(ones(2))).ToArray());

    private static Adam Named(params string[] names) => new(names.Select(name => (name, new Parameter(full(2, (double)name.LastOrDefault())))));

    private static Adam Groups(string[] first, string[] second)
    {
        var optimizer = Named(first);
        optimizer.add_param_group(new Adam.ParamGroup(new NamedParameters(second.Select(name => (name, new Parameter(ones(2))))), lr: 0.5));
        return optimizer;
    }
}

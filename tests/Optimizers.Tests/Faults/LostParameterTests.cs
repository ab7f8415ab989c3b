using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Faults;

/// <summary>A parameter that is no longer there is named, with what to do, by whatever needs it.</summary>
public sealed class LostParameterTests
{
    private static readonly Dictionary<string, Action<CompiledOptimizer>> s_calls = new()
    {
        ["step"] = o => o.step(),
        ["step in TorchSharp calls"] = o => { o.Execution = Execution.Eager; o.step(); },
        ["zero_grad"] = o => o.zero_grad(),
        ["state_dict"] = o => o.state_dict(),
        ["save"] = o => o.save_state_dict(new BinaryWriter(new MemoryStream())),
        ["save for PyTorch"] = o => o.save_safetensors("never.safetensors"),
        ["load from PyTorch"] = o => o.load_safetensors("never.safetensors"),
        ["to"] = o => o.to(CPU),
        ["Sam"] = o => new Sam(o).first_step(),
        ["ApplyIfFinite"] = o => new ApplyIfFinite(o).step(),
        ["GradientScaler"] = o => new GradientScaler().Unscale(o),
    };

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    [Theory, MemberData(nameof(Calls))]
    public void A_disposed_parameter(string call)
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(2)), new(ones(3, 4))];
        using var optimizer = new Adam(parameters);
        foreach (var parameter in parameters) parameter.grad = ones_like(parameter);
        optimizer.step();
        parameters[1].Dispose();
        var before = Numbers.Of(parameters[0]);
        var message = Assert.ThrowsAny<Exception>(() => s_calls[call](optimizer)).Message;
        Assert.Contains("arameter 1 of ", message);
        Assert.Contains("has been disposed: model.to(...) does that", message);
        Assert.Equal(before, Numbers.Of(parameters[0]));
        Assert.Equal(1, optimizer.Slots[0].State.step);
        // It can be described and disposed all the same.
        Assert.Contains("2 parameters", optimizer.Describe());
    }

    [Fact]
    public void A_model_that_was_converted()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(3, 2);
        using var optimizer = new Sgd(model.named_parameters(), lr: 0.1);
        model.forward(ones(4, 3)).sum().backward();
        optimizer.step();
        model.to(float64);
        model.forward(ones(4, 3, dtype: float64)).sum().backward();
        var message = Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message;
        Assert.Contains("parameter 'weight' (index 0 of group 0, shape [2, 3])", message, StringComparison.OrdinalIgnoreCase);
        using var anew = new Sgd(model.parameters(), lr: 0.1);
        anew.step();
    }

    [Fact]
    public void A_disposed_parameter_given_to_an_optimizer()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(2)), new(ones(3))];
        parameters[1].Dispose();
        Assert.Contains("Parameter 1 of group 0 has been disposed", Assert.Throws<ArgumentException>(() => new Adam(parameters)).Message);
    }

    [Fact]
    public void Wrappers_say_so_too()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones(2, 3));
        using var average = new WeightAverage([parameter]);
        using var slow = new Lookahead(new Adam([parameter]));
        parameter.Dispose();
        Assert.Contains("(shape [2, 3]) has been moved to other memory, or disposed", Assert.Throws<InvalidOperationException>(average.Update).Message);
        Assert.Contains("(shape [2, 3]) has been moved to other memory, or disposed", Assert.Throws<InvalidOperationException>(() => slow.step()).Message);
    }
}

using System.Collections.Concurrent;
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using OptimizerDsl.Tests.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Faults;

/// <summary>An optimizer is for one call at a time. A second one is an exception that changes nothing, and the first goes on.</summary>
public sealed class OccupancyTests
{
    private static readonly Dictionary<string, Func<CompiledOptimizer, OptimizerHelper>> s_optimizers = new()
    {
        ["the optimizer"] = o => o,
        ["Sam"] = o => new Sam(o),
        ["Lookahead"] = o => new Lookahead(o),
        ["ApplyIfFinite"] = o => new ApplyIfFinite(o),
        ["Lookahead of Sam"] = o => new Lookahead(new Sam(o)),
    };

    // What the calls below load, by the types of the optimizer and what it wraps.
    private static readonly ConcurrentDictionary<string, byte[]> s_saved = [];

    private static readonly Dictionary<string, Action<OptimizerHelper>> s_calls = new()
    {
        ["step"] = o => o.step(() => zeros(1)),
        ["save"] = o => Bytes(o),
        ["load"] = o => o.load_state_dict(new BinaryReader(new MemoryStream(s_saved[Nest(o)]))),
        ["load a state_dict"] = o => o.load_state_dict(o.state_dict()),
        ["Dispose"] = o => o.Dispose(),
    };

    public static TheoryData<string, string> OptimizersAndCalls
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var optimizer in s_optimizers.Keys)
                foreach (var call in s_calls.Keys) rows.Add(optimizer, call);
            return rows;
        }
    }

    [Theory, MemberData(nameof(OptimizersAndCalls))]
    public void Another_thread_is_refused_while_a_step_runs(string name, string call) => RequireRefused(name, call, action =>
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(action));
        thread.Start();
        thread.Join();
        return thrown;
    });

    [Theory, MemberData(nameof(OptimizersAndCalls))]
    public void So_is_the_closure_of_the_step(string name, string call) => RequireRefused(name, call, Record.Exception);

    [Fact]
    public void Hooks_may_do_what_they_like()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(3)), new(ones(2))];
        using var optimizer = new Adam(parameters[..1], lr: 0.5);
        byte[] saved = [];
        var before = optimizer.BeforeStep(o => o.add_param_group(new Adam.ParamGroup(parameters[1..])));
        using var after = optimizer.AfterStep(o => saved = Bytes(o));
        foreach (var parameter in parameters) parameter.grad = ones_like(parameter);
        optimizer.step();
        before.Dispose();
        Assert.Equal(saved, Bytes(optimizer));
        Assert.All(optimizer.Slots, s => Assert.Equal(1, s.State.step));
    }

    [Theory, InlineData(Execution.Cpu), InlineData(Execution.Eager)]
    public void Two_threads_that_step_take_turns_or_are_refused(Execution execution)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones(100_000));
        using var optimizer = new Adam([parameter]) { Execution = execution };
        parameter.grad = ones(100_000);
        var taken = 0;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                try
                {
                    optimizer.step();
                    Interlocked.Increment(ref taken);
                }
                catch (InvalidOperationException)
                {
                }
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal(taken, optimizer.Slots[0].State.step);
        Assert.InRange(taken, 1, 200);
    }

    [Fact]
    public void Of_two_loads_at_a_time_one_is_refused()
    {
        using var scope = NewDisposeScope();
        Adam Make(int steps)
        {
            Parameter[] parameters = [new(ones(3)), new(ones(2))];
            var made = new Adam(parameters);
            foreach (var parameter in parameters) parameter.grad = ones_like(parameter);
            for (var i = 0; i < steps; i++) made.step();
            return made;
        }

        using Adam optimizer = Make(0), first = Make(3), second = Make(5);
        using var stream = new Interrupted(Bytes(first), () =>
        {
            var thread = new Thread(() => optimizer.load_state_dict(new BinaryReader(new MemoryStream(Bytes(second)))));
            thread.Start();
            thread.Join();
        });
        Assert.Throws<InvalidOperationException>(() => optimizer.load_state_dict(new BinaryReader(stream)));
        Assert.Equal(Bytes(second), Bytes(optimizer));
    }

    private static void RequireRefused(string name, string call, Func<Action, Exception?> from)
    {
        using var scope = NewDisposeScope();
        using Bowl bowl = new(ScalarType.Float32), undisturbed = new(ScalarType.Float32);
        using var expected = s_optimizers[name](new Adam(undisturbed.Parameters, lr: 0.1));
        using var optimizer = s_optimizers[name](new Adam(bowl.Parameters, lr: 0.1));
        s_saved[Nest(optimizer)] = Bytes(optimizer);
        for (var step = 0; step < 2; step++)
        {
            expected.zero_grad();
            expected.step(undisturbed.Closure);
            optimizer.zero_grad();
            var refused = 0;
            optimizer.step(() =>
            {
                var thrown = from(() => s_calls[call](optimizer));
                Assert.Contains("running", Assert.IsType<InvalidOperationException>(thrown).Message);
                refused++;
                return bowl.Closure();
            });
            Assert.NotEqual(0, refused);
        }

        Assert.Equal(undisturbed.Bits(), bowl.Bits());
        Assert.Equal(Bytes(expected), Bytes(optimizer));
    }

    private static string Nest(torch.optim.Optimizer optimizer) =>
        optimizer.GetType().Name + (optimizer is OptimizerWrapper wrapper ? " of " + Nest(wrapper.Inner) : "");

    private static byte[] Bytes(OptimizerHelper optimizer)
    {
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        return stream.ToArray();
    }

    /// <summary>Lets something happen once, after half of the bytes.</summary>
    private sealed class Interrupted(byte[] bytes, Action middle) : MemoryStream(bytes)
    {
        private Action? _middle = middle;

        public override int Read(byte[] buffer, int offset, int count)
        {
            Interrupt();
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            Interrupt();
            return base.Read(buffer);
        }

        private void Interrupt()
        {
            if (Position < Length / 2 || Interlocked.Exchange(ref _middle, null) is not { } happen) return;
            happen();
        }
    }
}

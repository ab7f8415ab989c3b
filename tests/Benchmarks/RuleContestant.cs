using OptimizerDsl.Benchmarks.Loops;
using OptimizerDsl.Compiled;
using TorchSharp.Modules;

namespace OptimizerDsl.Benchmarks;

/// <summary>A contestant that optimizes the parameters of the workload.</summary>
internal abstract class RuleContestant(Workload workload, Rule rule) : Contestant(workload)
{
    private int _steps;

    public sealed override string Rule => rule.Name;

    public Parameter[] Parameters { get; } = workload.NewParameters();

    public sealed override void Prepare() => Workload.SetGradients(Parameters, _steps++);

    public sealed override double BytesPerElement => rule.BytesPerElement;

    public sealed override double BytesPerReplacement => rule.BytesPerReplacement;

    public override void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.grad = null;
            parameter.Dispose();
        }
    }
}

/// <summary>A declared rule, in one of its executions.</summary>
internal sealed class Compiled : RuleContestant
{
    private readonly CompiledOptimizer _optimizer;

    public Compiled(Workload workload, Rule rule, Execution execution) : base(workload, rule)
    {
        _optimizer = rule.Declared(Parameters);
        _optimizer.Execution = execution;
        Form = execution == Execution.Cpu ? Forms.Fused : Forms.Eager;
    }

    public override string Form { get; }

    public override long Replacements => ((CompiledState)_optimizer.state_dict().State[0]).memory?.Replacements ?? 0;

    public override void Step() => _optimizer.step();

    public override void Dispose()
    {
        _optimizer.Dispose();
        base.Dispose();
    }
}

/// <summary>A rule as one writes it by hand in TorchSharp calls.</summary>
internal sealed class HandWritten : RuleContestant
{
    private readonly ILoop _loop;

    public HandWritten(Workload workload, Rule rule) : base(workload, rule) => _loop = rule.HandWritten(Parameters);

    public override string Form => Forms.HandWritten;

    public override long Replacements => _loop.Replacements;

    public override void Step() => _loop.Step();

    public override void Dispose()
    {
        _loop.Dispose();
        base.Dispose();
    }
}

/// <summary>The forms in which a rule is timed.</summary>
internal static class Forms
{
    public const string Fused = "fused CPU", Eager = "eager", HandWritten = "hand-written";
}

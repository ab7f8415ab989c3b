namespace OptimizerDsl.Benchmarks;

/// <summary>Something that is timed step by step.</summary>
internal abstract class Contestant(Workload workload) : IDisposable
{
    public Workload Workload { get; } = workload;

    /// <summary>The rule it computes, or the pass over memory that it is.</summary>
    public abstract string Rule { get; }

    /// <summary>The way in which it does that.</summary>
    public abstract string Form { get; }

    /// <summary>The bytes that a step must move per element of the workload, reads and writes.</summary>
    public abstract double BytesPerElement { get; }

    /// <summary>The bytes per element that it moves in addition when it replaces a slot of a critical memory.</summary>
    public virtual double BytesPerReplacement => 0;

    /// <summary>How often it has done so until now.</summary>
    public virtual long Replacements => 0;

    /// <summary>Gets ready for a step; not timed.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>The step that is timed.</summary>
    public abstract void Step();

    public abstract void Dispose();
}

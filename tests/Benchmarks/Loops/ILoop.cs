namespace OptimizerDsl.Benchmarks.Loops;

/// <summary>An update rule in plain TorchSharp calls, parameter by parameter, as one finds it in published code.</summary>
internal interface ILoop : IDisposable
{
    /// <summary>How often a candidate has replaced another in its critical memory.</summary>
    long Replacements => 0;

    void Step();
}

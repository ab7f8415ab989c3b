namespace OptimizerDsl.Compiled;

/// <summary>Whether a parameter takes a fused execution, and what its reason says.</summary>
internal static class FusedChoice
{
    /// <summary>The fused execution, or the eager one if something stands in its way.</summary>
    /// <param name="slot">The parameter.</param>
    /// <param name="fused">The fused execution.</param>
    /// <param name="obstacle">What stands in its way, as what the parameter is or has; null if nothing does.</param>
    /// <param name="reason">Why the parameter takes it, if nothing does.</param>
    /// <param name="asked">Whether it was asked for by name.</param>
    /// <exception cref="InvalidOperationException">It was asked for and is not possible.</exception>
    public static Execution Of(ParameterSlot slot, Execution fused, string? obstacle, string reason, bool asked)
    {
        if (obstacle is null)
        {
            slot.Reason = asked ? "it was asked for" : reason;
            return fused;
        }

        if (asked) throw Refused(slot, fused, obstacle);
        slot.Reason = "the parameter " + obstacle;
        return Execution.Eager;
    }

    public static InvalidOperationException Refused(ParameterSlot slot, Execution fused, string obstacle) =>
        new($"The {(fused == Execution.Cpu ? "fused CPU" : "CUDA")} execution was asked for, but {slot.Name} {obstacle} (use Execution.Automatic or Execution.Eager).");
}

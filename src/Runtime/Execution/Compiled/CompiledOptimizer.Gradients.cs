namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    /// <summary>Lets go of the gradients of all parameters, or sets them to zero.</summary>
    /// <param name="set_to_none">
    /// Whether they become null, as by default in torch; a parameter that has none in the next step is left alone then. If not, they
    /// are filled with zeros, and stay where they are in memory.
    /// </param>
    /// <exception cref="InvalidOperationException">A parameter has been disposed; the message names it.</exception>
    public void zero_grad(bool set_to_none = true)
    {
        RequireAlive();
        if (!set_to_none) base.zero_grad();
        else foreach (var slot in _slots) slot.Parameter.grad = null;
    }

    /// <summary>Lets go of the gradients of all parameters: they become null, as by default in torch.</summary>
    public override void zero_grad() => zero_grad(set_to_none: true);
}

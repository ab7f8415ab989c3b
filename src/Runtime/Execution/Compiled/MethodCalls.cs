using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

/// <summary>Calls the eager methods of a rule between its passes.</summary>
internal static class MethodCalls
{
    /// <summary>Whether a pass stores an argument of a call that follows it.</summary>
    public static bool Stores(CompiledRule rule, int pass)
    {
        for (var m = 0; m < rule.Methods.Count; m++)
            if (rule.Methods[m].Pass == pass && rule.Methods[m].Stores) return true;
        return false;
    }

    /// <summary>Makes the calls that follow a pass, for every parameter. Nothing but scratch has been changed by then.</summary>
    /// <exception cref="InvalidOperationException">A method returned no tensor where one is needed, or one of another shape.</exception>
    public static void Run(CompiledRule rule, int pass, List<ParameterSlot> slots)
    {
        for (var m = 0; m < rule.Methods.Count; m++)
        {
            if (rule.Methods[m].Pass != pass) continue;
            foreach (var slot in slots) Run(rule, m, slot);
        }
    }

    private static void Run(CompiledRule rule, int method, ParameterSlot slot)
    {
        using var disabled = no_grad();
        using var scope = NewDisposeScope();
        var (name, renews) = (rule.Methods[method].Name, rule.Methods[method].Renews);
        var result = rule.Call(method, new EagerWork(slot, rule));
        var target = renews < 0 ? slot.Scratch[rule.Methods[method].Result] : slot.Renewed(renews);
        if (target is null) return;

        var wanted = renews < 0 ? "the parameter's shape" : $"the shape of the state '{rule.States[renews].Name}', [{string.Join(", ", target.shape)}]";
        if (result is null) throw new InvalidOperationException($"The eager method {name} returned null for {slot.Name} (return a tensor of {wanted}).");
        if (!Native.HasShape(result.Handle, renews < 0 ? slot.Shape : target.shape))
            throw new InvalidOperationException($"The eager method {name} returned a tensor of shape [{string.Join(", ", result.shape)}] for {slot.Name} (return one of {wanted}).");
        target.copy_(result);
    }

    /// <summary>Makes the states in shapes of their own what the methods returned for them.</summary>
    public static void Renew(CompiledRule rule, List<ParameterSlot> slots)
    {
        for (var m = 0; m < rule.Methods.Count; m++)
        {
            var state = rule.Methods[m].Renews;
            if (state < 0) continue;
            using var disabled = no_grad();
            foreach (var slot in slots)
                if (slot.Renewed(state) is { } renewed) slot.State.TensorAt(state)!.copy_(renewed);
        }
    }

    /// <summary>A method of a rule that needs parameters of another number of dimensions; null if there is none.</summary>
    public static MethodCall? WrongDimensions(CompiledRule rule, torch.Tensor parameter)
    {
        for (var m = 0; m < rule.Methods.Count; m++)
            if (rule.Methods[m].Dimensions is >= 0 and var dimensions && parameter.dim() != dimensions) return rule.Methods[m];
        return null;
    }
}

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
    /// <exception cref="InvalidOperationException">A method returned null, or a tensor of another shape.</exception>
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
        var name = rule.Methods[method].Name;
        var result = rule.Call(method, new EagerWork(slot, rule))
            ?? throw new InvalidOperationException($"The eager method {name} returned null for {slot.Name} (return a tensor of the parameter's shape).");
        if (!Native.HasShape(result.Handle, slot.Shape))
            throw new InvalidOperationException($"The eager method {name} returned a tensor of shape [{string.Join(", ", result.shape)}] for {slot.Name} (return one of the parameter's shape).");
        slot.Scratch[rule.Methods[method].Result].copy_(result);
    }

    /// <summary>Checks that a parameter has as many dimensions as the methods of a rule need.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static void RequireDimensions(CompiledRule rule, torch.Tensor parameter, string name)
    {
        foreach (var method in rule.Methods)
        {
            if (method.Dimensions < 0 || parameter.dim() == method.Dimensions) continue;
            throw new ArgumentException($"{name} has {parameter.dim()} dimensions, but {method.Name} of this optimizer needs {method.Dimensions} (give the parameter to another optimizer).");
        }
    }
}

namespace OptimizerDsl;

/// <summary>How an optimizer computes its steps.</summary>
public enum Execution
{
    /// <summary>The fastest execution that each parameter allows; <c>Executions</c> of the optimizer tells which, and why.</summary>
    Automatic,

    /// <summary>
    /// One fused, vectorised, multi-threaded pass over the memory of the tensors: float32 and float64 parameters on the CPU.
    /// Asked for explicitly, a parameter that does not allow it is an error.
    /// </summary>
    Cpu,

    /// <summary>
    /// A few fused kernels for all parameters together, compiled for the GPU when first needed: every floating-point type on
    /// CUDA devices. Asked for explicitly, a parameter that does not allow it is an error.
    /// </summary>
    Cuda,

    /// <summary>In-place TorchSharp calls: any device and floating-point type, any memory layout.</summary>
    Eager,

    /// <summary>The declaration's own <c>Update</c>, run in float64. Slow; the oracle for the others, and the one to debug in.</summary>
    Reference,
}

/// <summary>The execution that a parameter had in the last step.</summary>
/// <param name="Group">The index of its group.</param>
/// <param name="Parameter">Its index within the group.</param>
/// <param name="Execution">The execution; <see cref="Execution.Automatic"/> if the parameter had no gradient.</param>
/// <param name="Reason">Why this one.</param>
public readonly record struct ExecutionChoice(int Group, int Parameter, Execution Execution, string Reason);

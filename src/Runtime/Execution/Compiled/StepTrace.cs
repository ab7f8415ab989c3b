namespace OptimizerDsl.Compiled;

/// <summary>What a step did on CUDA devices.</summary>
/// <param name="Launches">How many kernels it launched: one for each pass, one before each pass that depends on a reduction.</param>
/// <param name="Uploads">How many tables it copied to devices: none while sizes, addresses and, for very many groups, hyperparameters stay.</param>
/// <param name="UploadedBytes">The bytes of those tables.</param>
/// <param name="BytesMoved">The bytes that its passes read and write, tensors counted once per pass; as if every memory took its candidate.</param>
public readonly record struct StepTrace(int Launches, int Uploads, long UploadedBytes, long BytesMoved)
{
    internal unsafe StepTrace With(CudaStep step, CompiledRule rule)
    {
        var (bytes, elements) = (BytesMoved, 0L);
        for (var i = 0; i < step.Slots.Count; i++)
        {
            var slot = step.Slots[i];
            elements += slot.Elements;
            // What follows with the same numbers moves as much for each element: in a step there is no time to ask for every parameter.
            if (i + 1 < step.Slots.Count && step.Slots[i + 1] is var next && (next.Row, next.Variant, next.Type) == (slot.Row, slot.Variant, slot.Type)) continue;
            for (var pass = 0; pass < rule.Passes; pass++) bytes += elements * rule.Traffic(pass, slot.Variant | rule.AcceptsFlag, slot.ElementSize, slot.Lengths);
            elements = 0;
        }

        return new(Launches + step.Launches, Uploads + step.Uploads.Count, UploadedBytes + step.Uploads.Bytes, bytes);
    }
}

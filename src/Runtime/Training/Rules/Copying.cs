namespace OptimizerDsl.Training;

/// <summary>Sets a tensor, in the place of a parameter, to another in the place of its gradient.</summary>
[Optimizer]
internal partial class Copying
{
    void Update(ref Tensor target, Tensor source) => target = source;
}

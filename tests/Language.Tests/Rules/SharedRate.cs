namespace OptimizerDsl.Tests.Rules;

/// <summary>No published rule: a rate that a group shares, known after a first pass that has no elements to run over.</summary>
[Optimizer]
public partial class SharedRate
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.1;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var rate = lr / Sqrt(Count(θ, Over.Group) + t);
        θ -= rate * g;
    }
}

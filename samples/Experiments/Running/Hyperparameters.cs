namespace Experiments;

/// <summary>What an optimizer is made with; each takes what it has.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Beta1">The decay of the first moment.</param>
/// <param name="Beta2">The decay of the second moment.</param>
/// <param name="Capacity">C, the slots of the critical memory.</param>
/// <param name="Decay">What the priorities in it are multiplied by in each step.</param>
/// <param name="Rho">How far up SAM looks for its gradient.</param>
internal sealed record Hyperparameters(
    double LearningRate, double Beta1 = 0.9, double Beta2 = 0.99, int Capacity = 5, double Decay = 0.7, double Rho = 0.05);

namespace Experiments;

/// <summary>How long runs on a surface are, and when the learning rate drops.</summary>
/// <param name="Steps">The number of steps.</param>
/// <param name="DropAt">After so many the learning rate is divided by 10.</param>
internal sealed record Schedule(int Steps, int DropAt)
{
    public const double DropFactor = 0.1;
}

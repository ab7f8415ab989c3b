using OptimizerDsl.Compiled;
using Xunit;

namespace OptimizerDsl.Tests;

/// <summary>What happens with a probability happens that often, whatever happened in the steps before or to other parameters.</summary>
public class ChanceTests
{
    private const int Parameters = 100, Steps = 2000;

    [Theory, InlineData(0.05), InlineData(0.3), InlineData(0.5), InlineData(0.9)]
    public void As_often_as_it_should(double probability)
    {
        RequireShare(probability, (parameter, step) => Happens(parameter, step, probability));
        RequireShare(probability * probability, (parameter, step) => Happens(parameter, step, probability) && Happens(parameter, step + 1, probability));
        RequireShare(probability * probability, (parameter, step) => Happens(parameter, step, probability) && Happens(parameter + 1, step, probability));
        for (var parameter = 0; parameter < Parameters; parameter++)
        {
            var happened = Enumerable.Range(1, Steps).Count(step => Happens(parameter, step, probability));
            Assert.InRange((happened - Steps * probability) / Math.Sqrt(Steps * probability * (1 - probability)), -4.5, 4.5);
        }
    }

    [Fact]
    public void Never_and_always()
    {
        RequireShare(0, (parameter, step) => Happens(parameter, step, 0));
        RequireShare(1, (parameter, step) => Happens(parameter, step, 1));
    }

    private static bool Happens(int parameter, long step, double probability) => Noise.Happens(Noise.OfStep(parameter, step), probability);

    /// <summary>Fails where a share of all steps of all parameters is over four standard deviations from what is expected.</summary>
    private static void RequireShare(double expected, Func<int, int, bool> happens)
    {
        var count = 0;
        for (var parameter = 0; parameter < Parameters; parameter++)
            for (var step = 1; step <= Steps; step++) count += happens(parameter, step) ? 1 : 0;
        // Of what overlaps in two steps, the variance is up to three times as large.
        var deviation = Math.Sqrt(3 * expected * (1 - expected) / (Parameters * Steps));
        Assert.InRange((double)count / (Parameters * Steps), expected - 4 * deviation, expected + 4 * deviation);
    }
}

using OptimizerDsl;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments.Tests;

public sealed class DescentTests
{
    private static readonly Hyperparameters With = new(0.07, Capacity: 3);

    public static TheoryData<string> Contestants => [.. Contestant.All.Concat(Contestant.Published).Select(contestant => contestant.Name)];

    [Theory]
    [MemberData(nameof(Contestants))]
    public void Runs_of_a_batch_do_not_see_each_other(string name)
    {
        var contestant = Contestant.Named(name)!;
        var surface = new Levy();
        var starts = surface.Region.Draw(4, seed: 2);
        var together = Descent.From(surface, contestant, With, new(40, 25), starts);
        for (var i = 0; i < 4; i++)
        {
            var alone = Descent.From(surface, contestant, With, new(40, 25), new[,] { { starts[i, 0], starts[i, 1] } });
            Assert.Equal(alone.Ends[0, 0], together.Ends[i, 0], 10);
            Assert.Equal(alone.Ends[0, 1], together.Ends[i, 1], 10);
        }
    }

    [Theory]
    [InlineData("Adam", 0)]
    [InlineData("Adam+SAM", 0.2)]
    public void A_run_is_the_paper_s_algorithm_step_by_step(string name, double rho)
    {
        var (x, m, v) = (1.7, 0.0, 0.0);
        var runs = Descent.From(new TwoMinima([2]), Contestant.Named(name)!, With with { Rho = rho }, new(6, 4), new[,] { { x } }, keepPaths: true);
        for (var t = 1; t <= 6; t++)
        {
            var g = Gradient(x);
            g = Gradient(x + rho * Math.Sign(g));
            m = 0.9 * m + 0.1 * g;
            v = 0.99 * v + 0.01 * g * g;
            x -= (t > 4 ? 0.007 : 0.07) * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.99, t))) + 1e-8);
            Assert.Equal(x, runs.Points[t][0], 10);
            Assert.Equal(Value(x), runs.Losses[t][0], 10);
        }

        static double Value(double x) => Math.Min(x * x, 2 * (x - 1) * (x - 1));
        static double Gradient(double x) => x * x < 2 * (x - 1) * (x - 1) ? 2 * x : 4 * (x - 1);
    }

    [Theory]
    [InlineData("Adam+SAM")]
    [InlineData("Adam+SAM+CM")]
    public void A_run_with_SAM_is_that_of_the_library_s_wrapper(string name)
    {
        var (surface, contestant) = (new Levy(), Contestant.Named(name)!);
        var start = surface.Region.Draw(1, seed: 8);
        var runs = Descent.From(surface, contestant, With, new(30, 30), start);

        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(start));
        using var sam = new Sam(contestant.Create([parameter], With), With.Rho);
        for (var step = 0; step < 30; step++)
            sam.step(() =>
            {
                sam.zero_grad();
                var loss = surface.Value(parameter).sum();
                loss.backward();
                return loss;
            });
        Assert.Equal(runs.Ends[0, 0], parameter.data<double>()[0], 8);
        Assert.Equal(runs.Ends[0, 1], parameter.data<double>()[1], 8);
    }

    [Theory]
    [MemberData(nameof(Contestants))]
    public void Every_optimizer_descends_fused(string name)
    {
        var surface = new Ackley();
        var steps = 0;
        var runs = Descent.From(surface, Contestant.Named(name)!, With, new(60, 60), surface.Region.Draw(3, seed: 1), () => steps++);
        Assert.Equal(60, steps);
        Assert.True(runs.Losses.Min(losses => losses.Average()) < runs.Losses[0].Average() - 0.5);
    }

    [Fact]
    public void Escapes_are_told_by_the_branch_that_is_lower()
    {
        var runs = new Runs(Contestant.All[0], 2, [[0.0, 0.0]], [[0, 0, 0, 0], [0.1, 0.6, 1.5, 5]]);
        Assert.Equal([[true, true], [false, true]], runs.Escapes([4, 4]));
        Assert.Equal(new[,] { { 0.1, 0.6 }, { 1.5, 5 } }, runs.Ends);
        Assert.Equal([(0, 0), (1.5, 5)], runs.Path(1));
    }
}

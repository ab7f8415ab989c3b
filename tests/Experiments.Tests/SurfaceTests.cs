using static TorchSharp.torch;

namespace Experiments.Tests;

public sealed class SurfaceTests
{
    public static TheoryData<string> Surfaces => SurfaceCase.Names;

    // Ackley's value at (1, 1) and the minimum of Goldstein and Price, 3, are as published.
    [Theory]
    [InlineData("Ackley", 0, 0, 0)]
    [InlineData("Ackley", 1, 1, 3.6253849384403627)]
    [InlineData("Goldstein-Price", 0, -1, -3.1291)]
    [InlineData("Goldstein-Price, scaled", 0.5, 0.25, -3.1291)]
    [InlineData("Levy", 1, 1, 0)]
    [InlineData("Levy", 5, 1, 1 + 7.0807341827357)] // u = 2: 1 + 10 sin²(1)
    [InlineData("Levy N. 13", 1, 1, 0)]
    [InlineData("Levy N. 13", 2, 3, 5)] // all sines vanish
    [InlineData("Ackley + Rosenbrock", 1, 1, 3.6253849384403627)]
    [InlineData("Ackley + Rosenbrock", 0, 0, 0.3)]
    public void Values_are_as_published(string name, double x, double y, double value) =>
        Assert.Equal(value, SurfaceCase.Of(name).Values(new[,] { { x, y } })[0], 4);

    [Fact]
    public void The_surface_of_two_minima_is_the_lower_of_two_parabolas_in_every_coordinate()
    {
        var surface = new TwoMinima([4, 9]);
        Assert.Equal([0.25 + 1 + 0, 0.25 + 9 * 0.0625 + 0], surface.Values(new[,] { { 0.5, -1, 0 }, { 0.5, 1.25, 1 } }));
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Gradients_agree_with_differences(string name)
    {
        const double Step = 1e-5;
        var surface = SurfaceCase.Of(name);
        var points = surface.Region.Draw(SurfaceCase.Points, seed: 5);
        using var scope = NewDisposeScope();
        var gradient = surface.Gradient(tensor(points)).data<double>().ToArray();
        for (var coordinate = 0; coordinate < 2; coordinate++)
        {
            var (ahead, behind) = (surface.Values(Moved(points, coordinate, Step)), surface.Values(Moved(points, coordinate, -Step)));
            for (var i = 0; i < SurfaceCase.Points; i++)
            {
                var difference = (ahead[i] - behind[i]) / (2 * Step);
                Assert.InRange(gradient[2 * i + coordinate] - difference, -1e-5 * (1 + Math.Abs(difference)), 1e-5 * (1 + Math.Abs(difference)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void Power_iteration_finds_the_eigenvalue_of_the_Hessian(string name)
    {
        var surface = SurfaceCase.Of(name);
        var points = surface.Region.Draw(SurfaceCase.Points, seed: 6);
        var exact = Sharpness.InTwoDimensions(surface, points);
        var found = Sharpness.ByPowerIteration(surface, points);
        Assert.All(exact.Zip(found), pair => Assert.InRange(pair.Second - pair.First, -1e-3 * (1 + Math.Abs(pair.First)), 1e-3 * (1 + Math.Abs(pair.First))));
        Assert.True(exact.Max() - exact.Min() > 1e-3);
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public void The_Hessian_agrees_with_differences_of_gradients(string name)
    {
        const double Step = 1e-5;
        var surface = SurfaceCase.Of(name);
        var points = surface.Region.Draw(SurfaceCase.Points, seed: 7);
        using var scope = NewDisposeScope();
        double[] Row(int coordinate) => [.. ((surface.Gradient(tensor(Moved(points, coordinate, Step)))
            - surface.Gradient(tensor(Moved(points, coordinate, -Step)))) / (2 * Step)).data<double>()];
        var (first, second) = (Row(0), Row(1));
        var exact = Sharpness.InTwoDimensions(surface, points);
        for (var i = 0; i < SurfaceCase.Points; i++)
        {
            var (a, b, c) = (first[2 * i], first[2 * i + 1], second[2 * i + 1]);
            var largest = (a + c + Math.Sqrt((a - c) * (a - c) + 4 * b * b)) / 2;
            Assert.InRange(exact[i] - largest, -1e-4 * (1 + Math.Abs(largest)), 1e-4 * (1 + Math.Abs(largest)));
        }
    }

    [Fact]
    public void Sharpness_is_the_largest_eigenvalue_and_not_that_of_the_largest_magnitude()
    {
        var points = new double[,] { { 0.3, -0.2 } };
        Assert.Equal(2, Sharpness.ByPowerIteration(new Saddle(), points)[0], 9);
        Assert.Equal(2, Sharpness.InTwoDimensions(new Saddle(), points)[0], 9);
    }

    [Fact]
    public void Sharpness_of_the_two_minima_is_known_in_ten_dimensions()
    {
        var points = new double[2, 10];
        for (var d = 0; d < 10; d++) (points[0, d], points[1, d]) = (0.01, 1.01);
        Assert.Equal([2.0, 50.0], Sharpness.ByPowerIteration(new TwoMinima([7, 25]), points).Select(value => Math.Round(value, 9)));
    }

    private static double[,] Moved(double[,] points, int coordinate, double by)
    {
        var moved = (double[,])points.Clone();
        for (var i = 0; i < points.GetLength(0); i++) moved[i, coordinate] += by;
        return moved;
    }

    /// <summary>y² - 3x²: the eigenvalue of the largest magnitude is the negative one.</summary>
    private sealed class Saddle() : Surface("Saddle", Region.Square(-1, 1))
    {
        public override string Formula => "y² - 3x²";

        public override Tensor Value(Tensor points) => points.select(1, 1).square() - 3 * points.select(1, 0).square();
    }
}

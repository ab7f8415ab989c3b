using OptimizerDsl.Compiled;
using Xunit;
using static OptimizerDsl.Equations;
using static OptimizerDsl.Tests.Values;

namespace OptimizerDsl.Tests;

public class ReferenceReductionTests
{
    private static readonly Tensor[] Gradients = [T(3), T(1, 2), T(4, 0), T(-2, 6, 3)];
    private static readonly int[] Groups = [0, 1, 0, 1];

    private static double[] Run(Func<Tensor, Scalar> update, IReadOnlyList<int>? groups = null)
    {
        var results = new double[Gradients.Length];
        ReferenceReduction.Run(groups ?? Groups, i => results[i] = update(Gradients[i]).Value);
        return results;
    }

    [Fact]
    public void A_group_reduction_is_over_the_elements_of_the_group()
    {
        Assert.Equal([7, 10, 7, 10], Run(g => Sum(g, Over.Group)));
        Assert.Equal([7.0 / 3, 2, 7.0 / 3, 2], Run(g => Mean(g, Over.Group)));
        Assert.Equal([5, Math.Sqrt(54), 5, Math.Sqrt(54)], Run(g => Norm(g, Over.Group)));
        Assert.Equal([4, 6, 4, 6], Run(g => MaxAbs(g, Over.Group)));
        Assert.Equal([25, 54, 25, 54], Run(g => Dot(g, g, Over.Group)));
        Assert.Equal([7, Math.Sqrt(5) + 7, 7, Math.Sqrt(5) + 7], Run(g => Sum(Norm(g), Over.Group)));
    }

    [Fact]
    public void A_reduction_over_all_crosses_groups()
    {
        Assert.Equal([17, 17, 17, 17], Run(g => Sum(g, Over.All)));
        Assert.Equal([17.0 / 8, 17.0 / 8, 17.0 / 8, 17.0 / 8], Run(g => Mean(g, Over.All)));
    }

    [Fact]
    public void A_reduction_may_depend_on_an_earlier_one()
    {
        // The groups' squared deviations from their means, of 3, 4, 0 and of 1, 2, -2, 6, 3.
        double[] expected = [Math.Pow(3 - 7.0 / 3, 2) + Math.Pow(4 - 7.0 / 3, 2) + Math.Pow(7.0 / 3, 2), 1 + 0 + 16 + 16 + 1];
        var actual = Run(g => Sum(Square(g - Mean(g, Over.Group)), Over.Group));
        for (var i = 0; i < actual.Length; i++)
            Assert.Equal(expected[Groups[i]], actual[i], 1e-13);

        Assert.Equal([25 + 54, 25 + 54, 25 + 54, 25 + 54], Run(g => Sum(Square(g), Over.Group) * 0 + Dot(g, g, Over.All)));
    }

    [Fact]
    public void Every_update_runs_once_more_than_it_has_reductions()
    {
        var runs = 0;
        ReferenceReduction.Run([0], parameter =>
        {
            runs++;
            _ = Norm(T(1)) * Norm(T(1), Over.Group) * Norm(T(1), Over.All);
        });
        Assert.Equal(3, runs);
    }

    [Fact]
    public void Groups_of_different_variants_may_have_different_reductions()
    {
        var results = new double[4];
        ReferenceReduction.Run(Groups, i =>
        {
            var g = Gradients[i];
            if (Groups[i] == 1)
                g -= Mean(g, Over.Group);
            results[i] = Sum(g, Over.All).Value;
        });
        Assert.Equal([7, 7, 7, 7], results);
    }

    [Fact]
    public void A_nan_gradient_reaches_its_group_only()
    {
        var results = new double[2];
        Tensor[] gradients = [T(double.NaN), T(1)];
        ReferenceReduction.Run([5, -1], i => results[i] = Norm(gradients[i], Over.Group).Value);
        Assert.Equal([double.NaN, 1], results);
    }

    [Fact]
    public void Updates_that_part_ways_are_refused()
    {
        var missing = Assert.Throws<InvalidOperationException>(() => ReferenceReduction.Run([0, 0], i =>
        {
            if (i == 0)
                _ = Norm(T(1), Over.Group);
        }));
        Assert.Contains("group 0", missing.Message);
        Assert.Contains("parameter 0 has Norm over Over.Group, parameter 1 has no further reduction", missing.Message);

        Assert.Throws<InvalidOperationException>(()
            => ReferenceReduction.Run([0, 0], i => _ = i == 0 ? Norm(T(1), Over.Group) : Sum(T(1), Over.Group)));
        Assert.Throws<InvalidOperationException>(()
            => ReferenceReduction.Run([0, 0], i => _ = Norm(T(1), i == 0 ? Over.All : Over.Group)));

        var all = Assert.Throws<InvalidOperationException>(() => ReferenceReduction.Run([0, 1], i =>
        {
            if (i == 1)
                _ = Norm(T(1), Over.All);
        }));
        Assert.Contains("the optimizer", all.Message);
    }

    [Fact]
    public void Runs_nest_and_a_failed_one_leaves_nothing_behind()
    {
        var inner = new double[2];
        var outer = Run(g =>
        {
            var before = Sum(g, Over.Group);
            ReferenceReduction.Run([0, 0], i => inner[i] = Sum(T(i + 1), Over.Group).Value);
            return before + Sum(g, Over.All);
        });
        Assert.Equal([3, 3], inner);
        Assert.Equal([24, 27, 24, 27], outer);

        Assert.Throws<NotSupportedException>(() => ReferenceReduction.Run([0, 0], _ => throw new NotSupportedException()));
        Assert.Equal(5, Norm(T(3, 4), Over.Group).Value);
    }

    [Fact]
    public void No_parameters_are_no_work() => ReferenceReduction.Run([], _ => Assert.Fail("there is no parameter to update"));
}

namespace Experiments.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(1.23456, "1.235")]
    [InlineData(-0.0004, "-4.0e-4")]
    [InlineData(0, "0.000")]
    public void Figures_are_short(double value, string text) => Assert.Equal(text, Numbers.Short(value));

    [Fact]
    public void The_spread_is_that_of_a_sample()
    {
        Assert.Equal(Math.Sqrt(5.0 / 3), Numbers.Deviation([1, 2, 3, 4]), 12);
        Assert.Equal(0, Numbers.Deviation([7]));
    }

    [Fact]
    public void Geometric_numbers_include_both_ends()
    {
        Assert.Equal([1.0, 10, 100], Numbers.Geometric(1, 100, 3).Select(value => Math.Round(value, 9)));
    }

    [Theory]
    [InlineData(1, 2, 3, true)]
    [InlineData(2, 2, 3, false)]
    [InlineData(4, 2, 3, false)]
    public void A_claim_to_be_lowest_holds_against_all_others(double own, double one, double another, bool holds)
    {
        Dictionary<string, double> figures = new() { ["own"] = own, ["one"] = one, ["another"] = another };
        Assert.Equal(holds, Claim.IsLowest("claim", figures, "own", "one", "another", "absent").Holds);
    }

    [Fact]
    public void A_claim_about_optimizers_that_did_not_take_part_is_not_tested()
    {
        Assert.Null(Claim.IsLowest("claim", new Dictionary<string, double> { ["one"] = 1 }, "own", "one").Holds);
        Assert.Null(Claim.IsLowest("claim", new Dictionary<string, double> { ["own"] = 1 }, "own", "one").Holds);
    }

    [Fact]
    public void Points_are_drawn_from_the_region_and_the_first_are_the_same_whatever_the_count()
    {
        var region = new Region(-2, -1, 5, 9);
        var (few, many) = (region.Draw(2, seed: 3), region.Draw(50, seed: 3));
        Assert.Equal(few[1, 1], many[1, 1]);
        Assert.NotEqual(few[0, 0], region.Draw(1, seed: 4)[0, 0]);
        for (var i = 0; i < 50; i++)
        {
            Assert.InRange(many[i, 0], -2, -1);
            Assert.InRange(many[i, 1], 5, 9);
        }
    }
}

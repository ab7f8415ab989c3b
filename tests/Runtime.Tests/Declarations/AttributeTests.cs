using Xunit;

namespace OptimizerDsl.Tests;

public class AttributeTests
{
    [Theory]
    [InlineData(typeof(OptimizerAttribute), AttributeTargets.Class)]
    [InlineData(typeof(MemoryAugmentedAttribute), AttributeTargets.Class)]
    [InlineData(typeof(HyperparameterAttribute), AttributeTargets.Field)]
    [InlineData(typeof(StateAttribute), AttributeTargets.Field)]
    public void Attributes_stand_once_where_they_mean_something(Type attribute, AttributeTargets targets)
    {
        var usage = (AttributeUsageAttribute)attribute.GetCustomAttributes(typeof(AttributeUsageAttribute), true).Single();
        Assert.Equal((targets, false, false, true), (usage.ValidOn, usage.AllowMultiple, usage.Inherited, attribute.IsSealed));
    }

    [Fact]
    public void Bounds_are_unset_by_default()
    {
        var h = new HyperparameterAttribute();
        Assert.All([h.AtLeast, h.Above, h.AtMost, h.Below], bound => Assert.True(double.IsNaN(bound)));
    }

    [Fact]
    public void Defaults_are_the_papers()
    {
        var m = new MemoryAugmentedAttribute();
        Assert.Equal((5, 0.7), (m.Capacity, m.Decay));
        var s = new StateAttribute("exp_avg") { When = "amsgrad" };
        Assert.Equal(("exp_avg", null, "amsgrad"), (s.Name, s.Per, s.When));
        Assert.Null(new StateAttribute().Name);
    }
}

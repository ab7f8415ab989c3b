using OptimizerDsl.Compiled;
using TorchSharp;

namespace OptimizerDsl.Tests.Execution;

public sealed class HeldNumbersTests
{
    [Fact]
    public void Live_as_long_as_what_holds_them()
    {
        using var outer = HeldNumbers.Begin();
        var first = HeldNumbers.Of(1.5);
        TorchSharp.Scalar second;
        using (HeldNumbers.Begin())
        {
            second = HeldNumbers.Of(1L << 40);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal(1L << 40, second.ToInt64());
        }

        Assert.ThrowsAny<Exception>(() => second.ToInt64());
        Assert.Equal(1.5, first.ToDouble());
    }

    [Fact]
    public void Are_not_made_where_nothing_holds_them()
    {
        Exception? thrown = null;
        var other = new Thread(() => thrown = Record.Exception(() => HeldNumbers.Of(1.0)));
        other.Start();
        other.Join();
        Assert.Contains("begin", Assert.IsType<InvalidOperationException>(thrown).Message);
    }
}

using System.Diagnostics;
using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cuda;

public sealed class FallbackWarningTests
{
    [Fact]
    public void It_is_heard_where_a_program_listens_and_else_on_the_standard_error()
    {
        using var error = new StringWriter();
        FallbackWarning.Give("no driver", error);
        Assert.Contains("no driver", error.ToString());

        using var listener = new Listener();
        Trace.Listeners.Add(listener);
        try
        {
            using var silent = new StringWriter();
            FallbackWarning.Give("no compiler", silent);
            Assert.Empty(silent.ToString());
            Assert.Contains(listener.Warnings, warning => warning.Contains("no compiler", StringComparison.Ordinal));
        }
        finally
        {
            Trace.Listeners.Remove(listener);
        }
    }

    private sealed class Listener : TraceListener
    {
        public List<string> Warnings { get; } = [];

        public override void Write(string? message)
        {
        }

        public override void WriteLine(string? message)
        {
        }

        public override void TraceEvent(
            TraceEventCache? eventCache, string source, TraceEventType eventType, int id, string? format, params object?[]? args)
        {
            if (eventType == TraceEventType.Warning) Warnings.Add(string.Format(null, format!, args!));
        }
    }
}

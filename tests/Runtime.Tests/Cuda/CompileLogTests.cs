using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cuda;

public sealed class CompileLogTests
{
    private static readonly string s_source = string.Join('\n', Enumerable.Range(1, 20).Select(i => $"line {i};"));

    [Fact]
    public void Each_error_comes_with_the_lines_around_it()
    {
        const string Log = """
            adam.cu(5): error: identifier "x" is undefined
                  y = x;
                      ^

            adam.cu(20): error: expected a ";"

            2 errors detected in the compilation of "adam.cu".

            """;
        Assert.Equal("""
            adam.cu(5): error: identifier "x" is undefined
                  y = x;
                      ^

            adam.cu(20): error: expected a ";"

            2 errors detected in the compilation of "adam.cu".

            adam.cu, line 5:
                    2 | line 2;
                    3 | line 3;
                    4 | line 4;
            -->     5 | line 5;
                    6 | line 6;
                    7 | line 7;
                    8 | line 8;

            adam.cu, line 20:
                   17 | line 17;
                   18 | line 18;
                   19 | line 19;
            -->    20 | line 20;
            """, CompileLog.WithSource(Log, "adam.cu", s_source));
    }

    [Fact]
    public void A_line_that_is_spoken_of_twice_is_shown_once()
    {
        var text = CompileLog.WithSource("a.cu(3): warning #1-D: one\na.cu(3): error: two", "a.cu", s_source);
        Assert.Single(text.Split('\n'), line => line.StartsWith("-->", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nvrtc: error: invalid value for --gpu-architecture (-arch)")]
    [InlineData("other.h(3): error: not ours")]
    [InlineData("a.cu(0): error: no such line")]
    [InlineData("a.cu(21): error: no such line")]
    [InlineData("")]
    public void Other_messages_are_left_as_they_are(string log) => Assert.Equal(log, CompileLog.WithSource(log, "a.cu", s_source));

    [Fact]
    public void A_flood_of_errors_shows_the_first_lines()
    {
        var log = string.Join('\n', Enumerable.Range(1, 20).Select(i => $"a.cu({i}): error: no"));
        Assert.Equal(8, CompileLog.WithSource(log, "a.cu", s_source).Split('\n').Count(line => line.StartsWith("-->", StringComparison.Ordinal)));
    }

    [Fact]
    public void Line_endings_do_not_move_the_lines() =>
        Assert.Contains("-->     2 | b", CompileLog.WithSource("a.cu(2): error: no", "a.cu", "a\r\nb\r\nc").ReplaceLineEndings("\n").Split('\n'));
}

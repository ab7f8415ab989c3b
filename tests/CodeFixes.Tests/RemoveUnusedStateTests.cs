namespace OptimizerDsl.CodeFixes.Tests;

public class RemoveUnusedStateTests
{
    private const string Title = "Remove the unused state 'v'";

    [Fact]
    public Task The_field_goes_with_its_attribute_and_documentation() => Repair.Gives<RemoveUnusedState>(Title,
        Rule("""
            [State] Tensor m;
                /// <summary>The second moment.</summary>
                [State("exp_avg_sq")] Tensor [|v|];
            """, "m += g;"),
        Rule("[State] Tensor m;", "m += g;"));

    [Theory]
    [InlineData("[|v|], m", "m")]
    [InlineData("m, [|v|]", "m")]
    public Task Of_several_fields_only_the_unused_goes(string before, string after) => Repair.Gives<RemoveUnusedState>(Title,
        Rule($"[State] Tensor {before};", "m += g;"),
        Rule($"[State] Tensor {after};", "m += g;"));

    [Fact]
    public Task What_only_computes_it_goes_too() => Repair.Gives<RemoveUnusedState>(Title,
        Rule("[State] Tensor m, [|v|];", """
            m += g;
                    v = m * m; // the second moment
                    if (maximize) this.v = -m;
            """),
        Rule("[State] Tensor m;", "m += g;"));

    [Theory]
    [InlineData("m += v;")]
    [InlineData("m += g; v = memory.Aggregate(g);")]
    [InlineData("if (maximize) m += g; else v = g;")]
    public Task What_else_depends_on_it_needs_a_person(string body) => Repair.IsNotOffered<RemoveUnusedState>(
        Rule("[State] Tensor m, [|v|];", body).Replace(body, body + " m += g;", StringComparison.Ordinal));

    [Fact]
    public Task All_at_once() => Repair.OfAllGives<RemoveUnusedState>(
        Rule("""
            [State] Tensor [|v|];
                [State] Tensor m;
                [State] Tensor [|w|];
            """, """
            m += g;
                    v = m * m;
                    w = m;
            """),
        Rule("[State] Tensor m;", "m += g;"));

    private static string Rule(string states, string body) => $$"""
        [MemoryAugmented]
        partial class Descent
        {
            [Hyperparameter(AtLeast = 0)] double lr;
            [Hyperparameter] bool maximize;
            {{states}}

            void Update(ref Tensor θ, Tensor g, CriticalMemory memory)
            {
                {{body}}
                θ -= lr * m;
                {{(body.Contains("memory", StringComparison.Ordinal) ? "" : "memory.Offer(g);")}}
            }
        }
        """;
}

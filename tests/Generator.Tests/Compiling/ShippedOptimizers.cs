namespace OptimizerDsl.Generator.Tests.Compiling;

public class ShippedOptimizers
{
    [Fact]
    public void Compile_together() => Compiler.Compile([.. Declared.Names("Optimizers/").Select(Declared.Read)]);
}

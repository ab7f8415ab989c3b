// A program to publish, to run out of disk space and to kill.
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;
using Rprop = OptimizerDsl.Optimizers.Rprop;

var (verb, folder) = (args[0], args[1]);
var (checkpoint, tensors) = (Path.Combine(folder, "o.dat"), Path.Combine(folder, "o.safetensors"));
switch (verb)
{
    case "exchange":
        Exchange(p => new Adam(p, lr: 0.5, beta1: 0.75, amsgrad: true), p => new Adam(p, amsgrad: true));
        Exchange(p => new AdamCM(p, capacity: 3, decay: 0.25), p => new AdamCM(p, capacity: 3));
        Exchange(p => new AggMo(p, lr: 0.5, betas: new double[] { 0, 0.5 }), p => new AggMo(p, lr: 0.1, betas: new double[] { 0, 0.9 }));
        Exchange(p => new Rprop(p, lr: 0.5, etaminus: 0.25), p => new Rprop(p));
        return 0;
    case "save":
        using (var large = new Adam(Parameters(100_000)))
        {
            Step(large, 1);
            Save(large);
        }

        return 0;
    case "save-for-ever":
        using (var small = new Adam(Parameters(50_000)))
        {
            for (var step = 1; ; step++)
            {
                Step(small, step);
                Save(small);
                Console.WriteLine(step);
            }
        }

    default:
        return 2;
}

void Exchange(Func<Parameter[], CompiledOptimizer> make, Func<Parameter[], CompiledOptimizer> otherwise)
{
    using var first = make(Parameters(3));
    Step(first, 0.25);
    Step(first, 0.5);
    Save(first);
    using var second = otherwise(Parameters(3));
    second.load_safetensors(tensors);
    RequireSame(first, second);
    using var third = otherwise(Parameters(3));
    third.load_state_dict(checkpoint);
    RequireSame(first, third);
    Console.WriteLine(first.Describe());
}

void Save(CompiledOptimizer optimizer)
{
    optimizer.save_state_dict(checkpoint);
    optimizer.save_safetensors(tensors);
}

static Parameter[] Parameters(int elements) => [new(ones(elements)), new(zeros(2, 2))];

// The learning rate counts the steps, so that what a file says of one can be compared with what it says of the other.
static void Step(CompiledOptimizer optimizer, double lr)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = lr;
    foreach (var parameter in optimizer.parameters()) parameter.grad = ones_like(parameter);
    optimizer.step();
}

static void RequireSame(CompiledOptimizer expected, CompiledOptimizer actual)
{
    // The lines of the groups, with all hyperparameters; the executions below them are those of the last step.
    var (theirs, ours) = (Groups(expected), Groups(actual));
    if (theirs != ours) throw new InvalidOperationException($"Saved:\n{theirs}\nloaded:\n{ours}");
    var states = expected.state_dict().State.Zip(actual.state_dict().State);
    if (!states.All(pair => pair.First.ApproximatelyEquals(pair.Second))) throw new InvalidOperationException("The states differ.");

    static string Groups(CompiledOptimizer optimizer) => string.Join("\n", optimizer.Describe().Split('\n').Where(line => !line.StartsWith("execution", StringComparison.Ordinal)));
}

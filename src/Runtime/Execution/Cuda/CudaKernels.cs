namespace OptimizerDsl.Compiled;

/// <summary>The kernels of a rule on one device, in the variants that have been needed.</summary>
internal sealed class CudaKernels(CompiledRule rule, IGpu gpu)
{
    /// <summary>The elements of a chunk, which a block of a pass takes; the threads of such a block and of one that combines reductions.</summary>
    public const int ChunkElements = 4096, PassThreads = 256, NumbersThreads = 512;

    /// <summary>The most chunks of a parameter whose reductions one thread combines.</summary>
    public const int Short = 64;

    private readonly Dictionary<Variant, Kernels> _known = [];

    /// <summary>What distinguishes kernels of one rule.</summary>
    /// <param name="Type">The element type of the parameters, as libtorch numbers it.</param>
    /// <param name="Numbers">How many numbers the argument has room for; 0 if they are in memory.</param>
    /// <param name="DeviceNumbers">Whether the device counts steps and computes every number itself.</param>
    /// <param name="FlagsKnown">The flags that all parameters have in common.</param>
    /// <param name="FlagsSet">Those of them that are set.</param>
    /// <param name="Slots">The type of a memory's slots, where it is chosen.</param>
    public readonly record struct Variant(int Type, int Numbers, bool DeviceNumbers, int FlagsKnown, int FlagsSet, Precision Slots = Precision.Same)
    {
        /// <summary>What the kernels are compiled with.</summary>
        public string[] Definitions =>
        [
            $"ELEMENT={Type}", $"NUMBERS={Numbers}", $"DEVICE_NUMBERS={(DeviceNumbers ? 1 : 0)}", $"FLAGS_KNOWN={FlagsKnown}", $"FLAGS_SET={FlagsSet}",
            $"CHUNK={ChunkElements}", $"THREADS={PassThreads}", $"NUMBERS_THREADS={NumbersThreads}", $"SHORT={Short}",
            .. Slots == Precision.Same ? [] : new[] { $"SLOT_TYPE={(int)Slots}" },
        ];
    }

    /// <summary>The functions of one variant; 0 where the rule has none.</summary>
    /// <param name="Passes">One for each pass with elements.</param>
    /// <param name="Numbers">One before each pass, unless nothing is computed there.</param>
    public sealed record Kernels(nint[] Passes, nint[] Numbers);

    /// <summary>The kernels of a variant, compiled when first needed.</summary>
    public Kernels Get(Variant variant)
    {
        if (_known.TryGetValue(variant, out var kernels)) return kernels;
        var program = rule.Cuda!;
        var module = gpu.Compile(rule.GetType().DeclaringType?.Name ?? "rule", program.Text, variant.Definitions);
        var passes = new nint[rule.Passes];
        var numbers = new nint[rule.Passes];
        for (var p = 0; p < passes.Length; p++)
        {
            if (program.Totals[p] < 0) continue;
            passes[p] = gpu.Function(module, $"pass{p}");
            if (p == 0 ? variant.DeviceNumbers || rule.HasMemory && rule.OfferPass == 0 : (program.PassesWithoutNumbers >> p & 1) == 0) numbers[p] = gpu.Function(module, $"numbers{p}");
        }

        return _known[variant] = new Kernels(passes, numbers);
    }
}

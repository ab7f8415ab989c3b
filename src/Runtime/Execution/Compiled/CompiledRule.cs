using System.ComponentModel;
using TorchSharp.Modules;

namespace OptimizerDsl.Compiled;

/// <summary>An update rule as the generator compiled it. One instance per optimizer class; it holds no state.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract unsafe class CompiledRule
{
    /// <summary>The hyperparameters but the learning rate, in the order of the declaration.</summary>
    public abstract IReadOnlyList<HyperparameterField> Hyperparameters { get; }

    /// <summary>The states of a parameter. In its pointer table they follow the parameter (0) and its gradient (1).</summary>
    public abstract IReadOnlyList<StateTensor> States { get; }

    /// <summary>The names of the states of a parameter that are single numbers.</summary>
    public virtual IReadOnlyList<string> Numbers => [];

    /// <summary>Which parameters have a number in common.</summary>
    public virtual Over NumberOver(int number) => Over.Tensor;

    /// <summary>The most that have a number in common.</summary>
    internal Over WidestNumber => _widestNumber ??= Numbers.Select((_, i) => NumberOver(i)).DefaultIfEmpty().Max();

    /// <summary>What a number is before the first step under these options.</summary>
    public virtual double InitialNumber(int number, OptimizerOptions options) => 0;

    /// <summary>How many numbers the host computes for a parameter, coefficient vectors aside.</summary>
    public abstract int Slots { get; }

    /// <summary>How many coefficient vectors the host computes for a parameter.</summary>
    public virtual int Vectors => 0;

    /// <summary>The number of passes: 1 plus the depth of dependent reductions.</summary>
    public abstract int Passes { get; }

    /// <summary>The reductions of all passes.</summary>
    public virtual IReadOnlyList<Reduction> Reductions => [];

    /// <summary>The most that depend on each other in a step: through a reduction, or a number that they have in common.</summary>
    public Over WidestScope
    {
        get
        {
            var widest = WidestNumber;
            for (var r = 0; r < Reductions.Count; r++)
                if (Reductions[r].Over > widest) widest = Reductions[r].Over;
            return widest;
        }
    }

    /// <summary>The slot of the priority with which the memory is offered a candidate, or -1 without a memory.</summary>
    public virtual int PrioritySlot => -1;

    /// <summary>The pass before which the memory is offered the candidate: the first at which the priority is known, or a later one.</summary>
    public virtual int OfferPass => Passes - 1;

    /// <summary>The flag that is set when the memory accepts the candidate, or 0 if there is none.</summary>
    public virtual int AcceptsFlag => 0;

    /// <summary>Whether what the host computes before the first pass depends on how many elements the parameter has.</summary>
    public virtual bool CountsElements => false;

    /// <summary>Whether the rule has a critical memory.</summary>
    public bool HasMemory => PrioritySlot >= 0;

    /// <summary>The calls of eager methods, in the order in which they are made.</summary>
    public virtual IReadOnlyList<MethodCall> Methods => [];

    /// <summary>The number of tensors that hand arguments to eager methods and take their results.</summary>
    public virtual int Scratch => 0;

    /// <summary>Where those begin in a parameter's pointer table, of which they are the end.</summary>
    public int FirstScratch => 2 + States.Count + (HasMemory ? 2 : 0);

    /// <summary>The number of entries of a parameter's pointer table.</summary>
    public int Tensors => FirstScratch + Scratch;

    /// <summary>The total length of the coefficient vectors.</summary>
    public virtual int VectorElements(OptimizerOptions options) => 0;

    /// <summary>Whether a conditional state exists under these options.</summary>
    public virtual bool IsAllocated(int state, OptimizerOptions options) => true;

    /// <summary>The shape of a state for a parameter of a shape; null if a parameter of that shape has no such state.</summary>
    public virtual long[]? StateShape(int state, long[] shape) => shape;

    /// <summary>The number of tensors of a bank state under these options.</summary>
    public virtual int BankLength(int state, OptimizerOptions options) => 0;

    /// <summary>Which slot of a full critical memory makes way for a candidate.</summary>
    public virtual Replacement MemoryReplacement => Replacement.Priority;

    /// <summary>The capacity of the critical memory under these options.</summary>
    public virtual int MemoryCapacity(OptimizerOptions options) => 0;

    /// <summary>The decay of the critical memory's priorities under these options.</summary>
    public virtual double MemoryDecay(OptimizerOptions options) => 0;

    /// <summary>The probability with which a full memory takes a candidate whatever its priority, under these options.</summary>
    public virtual double MemoryCriticalTest(OptimizerOptions options) => 0;

    /// <summary>The type of the critical memory's slots, where no option says otherwise.</summary>
    public virtual Precision MemoryPrecision => Precision.Same;

    /// <summary>Whether that type is an option.</summary>
    public virtual bool HasBufferDtype => false;

    /// <summary>The type of the slots that was chosen; null for <see cref="MemoryPrecision"/>.</summary>
    public virtual TorchSharp.torch.ScalarType? BufferDtype(OptimizerOptions options) => null;

    /// <summary>The type of the slots of a parameter's memory.</summary>
    /// <exception cref="ArgumentException">It was chosen, and the slots of this parameter cannot be kept in it.</exception>
    internal Precision MemoryPrecisionFor(OptimizerOptions options, TorchSharp.torch.ScalarType parameter) => BufferDtype(options) is not { } type
        ? MemoryPrecision
        : NarrowTypes.Of(type, parameter) ?? throw new ArgumentException($"The hyperparameter buffer_dtype is {type}, but the memory of a parameter of type {parameter} can be kept in that type, Float32, BFloat16 or Float16 only.");

    /// <summary>Whether a candidate is rounded to that type stochastically.</summary>
    public virtual bool MemoryStochasticRounding => false;

    /// <summary>Whether a state or the memory is kept in a type of its own.</summary>
    public bool KeepsNarrow => _keepsNarrow ??= HasBufferDtype || MemoryPrecision != Precision.Same || States.Any(s => s.Precision != Precision.Same);

    /// <summary>Whether a state or the memory is rounded stochastically.</summary>
    public bool RoundsStochastically => _roundsStochastically ??= MemoryStochasticRounding || States.Any(s => s.StochasticRounding);

    private bool? _keepsNarrow, _roundsStochastically;
    private Over? _widestNumber;

    /// <summary>Computes what is known before the pass <paramref name="stage"/>.</summary>
    /// <param name="stage">The pass; 0 computes all host values, a later one what depends on the reductions before it.</param>
    /// <param name="options">The options of the parameter's group.</param>
    /// <param name="state">The parameter's state, with its step counter, from 1, and its numbers.</param>
    /// <param name="memoryCount">How many slots of the parameter's memory are filled.</param>
    /// <param name="s">The slots, and behind them the coefficient vectors.</param>
    /// <param name="lengths">The lengths of the coefficient vectors.</param>
    /// <returns>The flags that select the variant (stage 0; later stages return 0).</returns>
    public abstract int Host(int stage, OptimizerOptions options, CompiledState state, int memoryCount, double* s, int* lengths);

    /// <summary>Whether C# may throw for what the host computes.</summary>
    public virtual bool MayThrow => false;

    /// <summary>Throws what the declaration throws for these numbers, if anything.</summary>
    /// <param name="options">The options of the parameter's group.</param>
    /// <param name="state">The parameter's state, with its step counter, from 1, and its numbers.</param>
    /// <param name="memoryCount">How many slots of the parameter's memory are filled.</param>
    public virtual void Check(OptimizerOptions options, CompiledState state, int memoryCount) { }

    /// <summary>Stores the numbers of the state after the last pass.</summary>
    public virtual void Keep(CompiledState state, double* s) { }

    /// <summary>Runs one pass of the fused CPU execution over a range of elements.</summary>
    public abstract void Run(int pass, bool float64, in Work work, long begin, long end, ref Totals totals);

    /// <summary>The kernels of the CUDA execution; null for a rule compiled before there was one.</summary>
    public virtual CudaProgram? Cuda => null;

    /// <summary>Computes what a device is given of the options: <see cref="CudaProgram.Inputs"/> numbers.</summary>
    public virtual void CudaInputs(OptimizerOptions options, double* inputs) { }

    /// <summary>The bytes that a pass reads and writes per element of a parameter.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="variant">The flags of the variant.</param>
    /// <param name="element">The bytes of an element of the parameter.</param>
    /// <param name="lengths">The lengths of the coefficient vectors.</param>
    public virtual long Traffic(int pass, int variant, int element, int* lengths) => 0;

    /// <summary>Calls an eager method on what the pass before it has stored.</summary>
    public virtual TorchSharp.torch.Tensor? Call(int method, in EagerWork work) => throw new ArgumentOutOfRangeException(nameof(method));

    /// <summary>Runs one pass in TorchSharp calls. A pass with reductions writes their totals.</summary>
    public abstract void Eager(int pass, in EagerWork work);
}

/// <summary>A tensor that a rule keeps for every parameter.</summary>
/// <param name="Name">Its name in checkpoints, PyTorch's where it has one.</param>
/// <param name="IsBank">Whether it is K tensors, stacked in a leading dimension.</param>
/// <param name="Precision">The type in which it is kept.</param>
/// <param name="StochasticRounding">Whether it is rounded to that type stochastically.</param>
/// <param name="HasOwnShape">Whether its shape is not the parameter's, so that only eager methods work on it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record StateTensor(string Name, bool IsBank, Precision Precision = Precision.Same, bool StochasticRounding = false, bool HasOwnShape = false);

using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission.Cuda;

/// <summary>Writes the CUDA execution of a rule: its kernels as CUDA C in a string, and what the step must know of them.</summary>
internal sealed class CudaEmitter
{
    private readonly OptimizerDeclaration _declaration;
    private readonly Plan _plan;
    private readonly DeviceNumbers _numbers;
    private int _withoutNumbers;

    private CudaEmitter(OptimizerDeclaration declaration, Plan plan)
    {
        (_declaration, _plan) = (declaration, plan);
        _numbers = new DeviceNumbers(plan);
    }

    public static string Emit(OptimizerDeclaration declaration, Plan plan) => new CudaEmitter(declaration, plan).Emit();

    private string Emit()
    {
        var w = new CodeWriter();
        var source = Source();
        SourceFile.Header(w, _declaration);
        using (w.Block($"partial class {Names.Escape(_declaration.Name)}"))
        using (w.Block("private sealed unsafe partial class Rule"))
        {
            WriteProgram(w);
            w.Blank();
            WriteInputs(w);
            w.Blank();
            w.Line("/// <summary>The kernels, after the prelude that all rules have in common.</summary>");
            w.Line("private const string CudaSource = \"\"\"");
            foreach (var line in source.TrimEnd('\n').Split('\n')) w.Line(line.Length == 0 ? "" : "    " + line);
            w.Line("    \"\"\";");
        }

        return w.ToString();
    }

    private void WriteProgram(CodeWriter w)
    {
        var totals = _plan.Passes.Select(p => p.Statements.Count == 0 ? "-1" : Names.Int(_plan.Reductions.Count(r => r.Pass == p.Index && r.Total >= 0)));
        w.Line("/// <inheritdoc/>");
        w.Line($"public override {Names.Compiled}CudaProgram? Cuda {{ get; }} = new(CudaSource, Totals: new[] {{ {string.Join(", ", totals)} }}, "
            + $"Inputs: {Names.Int(_numbers.Inputs.Count)}, LateInputs: {Names.Int(_numbers.LateInputs)}, "
            + $"RequiresDeviceNumbers: {Bool(_numbers.AreRequired)}, AllowsDeviceNumbers: {Bool(_numbers.ArePossible)}, VariantFlags: {Names.Int(VariantFlags())}{(_withoutNumbers == 0 ? "" : $", PassesWithoutNumbers: {Names.Int(_withoutNumbers)}")});");
    }

    /// <summary>The flags that only options decide: each combination has kernels of its own.</summary>
    private int VariantFlags() => _plan.Flags.Where(f => f.Condition.Reads().All(r => _plan.Rule.Hyperparameters.Any(h => h.Name == r))).Sum(f => _plan.FlagBit(f.Name));

    private static string Bool(bool value) => value ? "true" : "false";

    private void WriteInputs(CodeWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override void CudaInputs({Names.Modules}OptimizerOptions options, double* inputs)"))
        {
            if (_numbers.Inputs.Count == 0) return;
            w.Line("var o = (Options)options;");
            foreach (var h in _plan.Rule.Hyperparameters.Where(h => _numbers.Inputs.Any(i => i.Reads().Contains(h.Name))))
                w.Line($"{HostEmitter.Hyperparameter(h)}");
            for (var k = 0; k < _numbers.Inputs.Count; k++)
            {
                var text = HostText.Instance.Of(_numbers.Inputs[k]);
                w.Line($"inputs[{Names.Int(k)}] = {(_numbers.Inputs[k].Kind == Kind.Condition ? $"({text}) ? 1.0 : 0.0" : text)};");
            }
        }
    }

    private string Source()
    {
        var w = new CodeWriter();
        var names = new CudaNames();
        var rule = _plan.Rule;
        w.Line($"// {_declaration.FullName}, compiled by OptimizerDsl.");
        w.Line($"enum {{ SLOTS = {Names.Int(_plan.Slots.Count)}, VECTORS = {Names.Int(_plan.Vectors.Count)}, STATES = {Names.Int(rule.NumberStates.Count())}, TENSORS = {Names.Int(_plan.Tensors.Count)}, "
            + $"TOTALS = {Names.Int(_plan.Passes.Max(p => _plan.Reductions.Count(r => r.Pass == p.Index && r.Total >= 0)))}, MEMORY = {(rule.Memory is null ? "0" : "1")} }};");
        w.Line($"enum {{ INPUTS = DEVICE_NUMBERS ? {Names.Int(_numbers.Inputs.Count)} : {Names.Int(_numbers.LateInputs)} }};");
        w.Line("#include \"prelude\"");
        w.Blank();

        var stages = new List<int>();
        for (var p = 0; p < _plan.Passes.Count; p++)
        {
            stages.Add(p);
            if (_plan.Passes[p].Statements.Count == 0) continue;
            var numbers = new CudaNumbersEmitter(_plan, _numbers, names, w);
            if (p > 0 ? numbers.IsNeeded(stages) : _numbers.ArePossible || IsOffered(0)) numbers.Write(p, stages);
            else if (p > 0) _withoutNumbers |= 1 << p;
            stages.Clear();
            new CudaPassEmitter(_plan, _plan.Passes[p], names, w).Write();
            if (p < _plan.Passes.Count - 1) w.Blank();
        }

        return w.ToString();
    }

    private bool IsOffered(int stage) => _plan.PrioritySlot >= 0 && _plan.Slots[_plan.PrioritySlot].Stage == stage;
}

using OptimizerDsl.Tests.Rules;

namespace OptimizerDsl.Tests.Bounds;

/// <summary>
/// Runs a rule as it is written, one statement for all tensors after the other, and keeps account of the rounding of an
/// execution in some type.
/// </summary>
internal sealed class Interpreter
{
    /// <summary>How many units in the last place an operation of any execution may be off; those of a fused one may be joined.</summary>
    private const double UnitsPerOperation = 8;

    private readonly RandomRule _rule;
    private readonly Inputs _inputs;
    private readonly double _precision;
    private readonly double _hostPrecision = UnitsPerOperation * Math.Pow(2, -53);
    private readonly Dictionary<string, Value[]> _variables = [];
    private readonly Memory[] _memories;
    private readonly Reducer _reducer;

    public Interpreter(RandomRule rule, Inputs inputs, double epsilon)
    {
        (_rule, _inputs, _precision) = (rule, inputs, UnitsPerOperation * epsilon);
        _reducer = new Reducer(inputs.Groups, _precision);
        foreach (var (name, number) in Fields.Numbers) Set(name, _ => Value.Of(number));
        Set("lr", i => Value.Of(Fields.Rates[inputs.Groups[i]]));
        Set("betas", _ => new(Fields.Betas.Length, 1, [.. Fields.Betas.Select(b => new Number(b))]));
        Set("nesterov", _ => Value.Of(rule.Nesterov ? 1 : 0));
        Set("maximize", _ => Value.Of(rule.Maximize ? 1 : 0));
        Set("Count(θ)", i => Value.Of(inputs.Parameters[i].Length));
        Set("θ", i => Value.Of(inputs.Parameters[i]));
        _memories = [.. inputs.Parameters.Select(p => new Memory(p.Length, _precision))];
    }

    /// <summary>Runs the next step, and gives what every tensor and every state of tensors is after it.</summary>
    public IReadOnlyList<(string Name, int Tensor, Value Value)> Step(int t)
    {
        Set("t", _ => Value.Of(t));
        Set("g", i => Value.Of(_inputs.Gradients[t - 1][i]));
        if (t == 1)
            foreach (var state in _rule.States)
                Set(state.Name, i => state.Start is "θ" or "g" ? _variables[state.Start][i] : Shaped(state.Kind, i, Value.Of(double.Parse(state.Start, System.Globalization.CultureInfo.InvariantCulture))));

        Recall();
        foreach (var statement in _rule.Body) Run(statement);
        foreach (var memory in _memories) memory.EndStep();
        var names = _rule.States.Where(s => s.Kind is Kind.Tensor or Kind.Bank && _rule.Has(s)).Select(s => s.Name).Prepend("θ");
        return [.. from name in names from i in Enumerable.Range(0, _inputs.Groups.Length) select (name, i, _variables[name][i])];
    }

    private void Set(string name, Func<int, Value> value) =>
        _variables[name] = [.. Enumerable.Range(0, _inputs.Groups.Length).Select(value)];

    private Value Shaped(Kind kind, int tensor, Value value) => kind switch
    {
        Kind.Tensor => value.Spread(1, _inputs.Parameters[tensor].Length),
        Kind.Bank => value.Spread(Fields.Betas.Length, _inputs.Parameters[tensor].Length),
        _ => value,
    };

    private void Run(Statement statement)
    {
        switch (statement)
        {
            case Local(var name, var term):
                Assign(name, term);
                break;
            case Assign(var variable, var term, _):
                Assign(variable.Name, term);
                break;
            case AssignTwo(var first, var second):
                var values = new[] { first, second }.Select(a => (a, Evaluate(a.Value))).ToArray();
                foreach (var (assign, value) in values) Assign(assign.Variable.Name, assign.Value.Kind, value);
                break;
            case Branch branch:
                foreach (var inner in Evaluate(branch.Condition)[0].First.Value > 0.5 ? branch.Then : branch.Else) Run(inner);
                break;
            case Offer offer:
                Run(offer);
                break;
        }
    }

    private void Assign(string name, Term term) => Assign(name, term.Kind, Evaluate(term));

    private void Assign(string name, Kind kind, Value[] values) => _variables[name] = [.. values.Select((v, i) => Shaped(kind, i, v))];

    private void Run(Offer offer)
    {
        var candidates = Evaluate(offer.Candidate);
        var priorities = Evaluate(offer.Priority ?? new Reduction("Norm", [new Variable(Kind.Tensor, "g")], Over.Group));
        if (offer.Aggregated is not null)
            Set(offer.Aggregated, i => Rounded(Combine(candidates[i], _memories[i].Sum, (x, sum) => new(x.Value + sum.Value / RandomRule.Capacity, x.Error + sum.Error))));
        for (var i = 0; i < _memories.Length; i++) _memories[i].Offer(candidates[i], priorities[i].First);
        Recall();
    }

    private void Recall()
    {
        Set("memory.Sum", i => _memories[i].Sum);
        Set("memory.Mean", i => Rounded(_memories[i].Sum.Map(n => new(n.Value / Math.Max(1, _memories[i].Count), n.Error))));
        Set("memory.Count", i => Value.Of(_memories[i].Count));
        Set("memory.Capacity", _ => Value.Of(RandomRule.Capacity));
    }

    private Value[] Evaluate(Term term) => term switch
    {
        Constant constant => [.. _inputs.Groups.Select(_ => Value.Of(constant.Value))],
        Whole whole => [.. _inputs.Groups.Select(_ => Value.Of(whole.Value))],
        Variable variable => _variables[variable.Name],
        Call call => Call(call.Function, [.. call.Arguments.Select(Evaluate)]),
        Reduction reduction => _reducer.Reduce(reduction, [.. reduction.Arguments.Select((a, k) => Evaluate(a).Select((v, i) => Shaped(a.Kind, i, v)).ToArray())]),
        OfBank bank => [.. Evaluate(bank.Bank).Select(v => OfBank(v, bank.IsMean))],
        _ => throw new InvalidOperationException($"Unknown: {term}."),
    };

    private Value[] Call(Function function, Value[][] arguments)
    {
        var precision = function.Result.IsExact() ? 0 : function.Result.IsHost() ? _hostPrecision : _precision;
        return [.. Enumerable.Range(0, _inputs.Groups.Length).Select(i =>
        {
            var (rows, columns) = (arguments.Max(a => a[i].Rows), arguments.Max(a => a[i].Columns));
            var numbers = new Number[rows * columns];
            var operands = new Number[arguments.Length];
            for (var n = 0; n < numbers.Length; n++)
            {
                for (var k = 0; k < operands.Length; k++)
                {
                    operands[k] = arguments[k][i][n / columns, n % columns];
                    // A number of the host is rounded to the type of the tensors that it meets.
                    if (!function.Result.IsHost() && function.Operands[k].Kind.IsHost()) operands[k] = operands[k].Rounded(_precision);
                }

                numbers[n] = Number.Apply(function, operands).Rounded(precision);
            }

            return new Value(rows, columns, numbers);
        })];
    }

    private Value OfBank(Value bank, bool isMean)
    {
        var columns = bank.Columns;
        var numbers = new Number[columns];
        for (var c = 0; c < columns; c++)
            numbers[c] = Reducer.Sum(Enumerable.Range(0, Fields.Betas.Length).Select(r => bank[r, c]), _precision);
        return new Value(1, columns, numbers).Map(n => isMean ? new(n.Value / Fields.Betas.Length, n.Error / Fields.Betas.Length) : n);
    }

    private Value Rounded(Value value) => value.Map(n => n.Rounded(_precision));

    private static Value Combine(Value a, Value b, Func<Number, Number, Number> combine)
    {
        var columns = Math.Max(a.Columns, b.Columns);
        return new(1, columns, [.. Enumerable.Range(0, columns).Select(i => combine(a[0, i], b[0, i]))]);
    }
}

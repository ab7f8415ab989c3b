using OptimizerDsl.Tests.Rules;

namespace OptimizerDsl.Tests.Making;

/// <summary>Makes random rules that are well typed, and of which no part is refused as a mistake.</summary>
internal sealed class RuleMaker
{
    private const int Depth = 3;
    private static readonly Variable s_parameter = new(Kind.Tensor, "θ"), s_gradient = new(Kind.Tensor, "g");

    private readonly Random _random;
    private readonly List<Variable> _scope;
    private readonly List<Variable> _assignable = [s_parameter];
    private readonly TermMaker _terms;
    private readonly bool _hasMemory;
    private readonly Dictionary<string, HashSet<string>> _banks = [];
    private int _locals;

    private RuleMaker(Random random)
    {
        _random = random;
        _hasMemory = random.Next(6) == 0;
        _scope =
        [
            s_parameter, s_gradient, s_gradient, new(Kind.Host, "lr"), new(Kind.Host, "eps"), new(Kind.Host, "beta1"), new(Kind.Host, "beta2"),
            new(Kind.Host, "every"), new(Kind.Host, "t"), new(Kind.Integer, "every"), new(Kind.Integer, "t"), new(Kind.Host, "Count(θ)"), new(Kind.Coefficients, "betas"), new(Kind.Bool, "nesterov"), new(Kind.Bool, "maximize"),
        ];
        foreach (var state in Fields.States.Where(s => s.When is null && random.Next(4) == 0))
        {
            _scope.Add(state.Variable);
            _assignable.Add(state.Variable);
        }

        if (_hasMemory)
        {
            _scope.AddRange(from name in new[] { "memory.Mean", "memory.Sum" } select new Variable(Kind.Tensor, name));
            _scope.AddRange(from name in new[] { "memory.Count", "memory.Capacity" } select new Variable(Kind.Host, name));
        }

        _terms = new TermMaker(random, _scope);
    }

    /// <summary>The rule of a seed.</summary>
    public static RandomRule Make(int seed)
    {
        var random = new Random(seed);
        return new RuleMaker(random).Make();
    }

    private RandomRule Make()
    {
        var body = Statements(1 + _random.Next(6), depth: 0);
        if (_random.Next(30) == 0) body.AddRange(ManyConditions());
        if (_hasMemory) body.Insert(_random.Next(body.Count + 1), null!);
        for (var i = 0; i < body.Count; i++)
            body[i] ??= OfferAmong([.. body.Take(i)]);
        body.Add(new Assign(s_parameter, new Call(Functions.Add(Kind.Tensor, Kind.Tensor, Kind.Tensor),
            [s_parameter, new Call(Functions.Multiply(Kind.Tensor, Kind.Host, Kind.Tensor), [new Variable(Kind.Host, "lr"), _terms.Make(Kind.Tensor, Depth)])]), true));
        var rule = new RandomRule(body, _random.Next(2) == 0, _random.Next(2) == 0);
        return WithUsedStates(WithoutUnusedLocals(rule));
    }

    private List<Statement> Statements(int count, int depth)
    {
        var statements = new List<Statement>();
        for (var i = 0; i < count; i++)
            statements.Add(_random.Next(10) switch
            {
                < 3 => NewLocal(),
                9 when depth < 3 => NewBranch(depth),
                8 => NewAssignmentOfTwo(),
                _ => NewAssignment(),
            });
        return statements;
    }

    private Local NewLocal()
    {
        Kind[] kinds = [Kind.Tensor, Kind.Tensor, Kind.Tensor, Kind.Host, Kind.Integer, Kind.Scalar, Kind.Scalar, Kind.Bank, Kind.Coefficients, Kind.Mask, Kind.Condition, Kind.Bool];
        var kind = kinds[_random.Next(kinds.Length)];
        var local = new Local($"x{++_locals}", _terms.Make(kind, Depth));
        _scope.Add(new(kind, local.Name));
        _assignable.Add(new(kind, local.Name));
        if (kind == Kind.Bank) Follow(local.Name, local.Value);
        return local;
    }

    private Assign NewAssignment()
    {
        var target = _assignable[_random.Next(_assignable.Count)];
        var operators = Functions.ByResult[target.Kind].Where(f => f.IsInfix && f.Operands[0] == target.Kind && f.Operands[1].Domain == Domain.Any && !target.Kind.IsAnswer()).ToList();
        if (operators.Count > 0 && _random.Next(2) == 0)
        {
            var function = operators[_random.Next(operators.Count)];
            return Assigned(target, new Call(function, [target, _terms.Make(function.Operands[1].Kind, Depth - 1)]), true);
        }

        Term value;
        do value = _terms.Make(target.Kind, Depth);
        while (value == target);
        return Assigned(target, value, false);
    }

    /// <summary>Two variables at once, neither of them a bank: those are not kept from before the assignment.</summary>
    private Statement NewAssignmentOfTwo()
    {
        var targets = _assignable.Where(v => v.Kind != Kind.Bank).ToList();
        var (first, second) = (targets[_random.Next(targets.Count)], targets[_random.Next(targets.Count)]);
        if (first == second) return NewAssignment();
        Assign[] both = [.. from target in new[] { first, second } select new Assign(target, _terms.Make(target.Kind, Depth), false)];
        if (both.Any(a => a.Value == a.Variable)) return NewAssignment();
        foreach (var assign in both) Assigned(assign.Variable, assign.Value, false);
        return new AssignTwo(both[0], both[1]);
    }

    private Assign Assigned(Variable target, Term value, bool isCompound)
    {
        if (_banks.ContainsKey(target.Name)) Follow(target.Name, value);
        foreach (var (bank, reads) in _banks)
            if (reads.Contains(target.Name)) Forget(bank);
        return new(target, value, isCompound);
    }

    /// <summary>A bank that is a local variable must not be used any more once something that it was made of has changed.</summary>
    private void Follow(string bank, Term value)
    {
        var reads = value.All.OfType<Variable>().Select(v => v.Name).ToHashSet();
        _banks[bank] = [.. reads, .. _banks.Where(b => reads.Contains(b.Key)).SelectMany(b => b.Value)];
        _banks[bank].Remove(bank);
        if (reads.Any(name => name.StartsWith("memory.", StringComparison.Ordinal))) Forget(bank);
    }

    private void Forget(string bank)
    {
        _scope.RemoveAll(v => v.Name == bank);
        _assignable.RemoveAll(v => v.Name == bank);
    }

    private Branch NewBranch(int depth)
    {
        if (_random.Next(3) > 0) return new Branch(_terms.Make(Kind.Bool, 2), Block(null, depth), _random.Next(2) == 0 ? [] : Block(null, depth));
        StateField[] conditional = [.. Fields.States.Where(s => s.When is not null)];
        var state = conditional[_random.Next(conditional.Length)];
        Term condition = new Variable(Kind.Bool, state.When!);
        return _random.Next(3) == 0
            ? new Branch(new Call(Functions.Not(Kind.Bool), [condition]), Block(null, depth), Block(state.Variable, depth))
            : new Branch(condition, Block(state.Variable, depth), _random.Next(2) == 0 ? [] : Block(null, depth));
    }

    /// <summary>Almost as many conditions as there is room for.</summary>
    private IEnumerable<Branch> ManyConditions() => Enumerable.Range(1, 20).Select(i => new Branch(
        new Call(Functions.ByResult[Kind.Bool].First(f => f.Format.Contains("% 3", StringComparison.Ordinal)), [new Call(Functions.Plus, [new Variable(Kind.Integer, "t"), new Whole(i)])]),
        [new Assign(s_parameter, new Call(Functions.Add(Kind.Tensor, Kind.Tensor, Kind.Tensor), [s_parameter, new Call(Functions.Multiply(Kind.Tensor, Kind.Host, Kind.Tensor), [new Constant(0.01 * i), s_gradient])]), true)],
        []));

    private List<Statement> Block(Variable? extra, int depth)
    {
        var (scope, assignable) = (_scope.ToHashSet(), _assignable.ToHashSet());
        if (extra is not null) { _scope.Add(extra); _assignable.Add(extra); }
        var block = Statements(1 + _random.Next(2), depth + 1);
        _scope.RemoveAll(v => !scope.Contains(v));
        _assignable.RemoveAll(v => !assignable.Contains(v));
        return block;
    }

    /// <summary>An offer of what is known after some statements, so of no local variable that comes later.</summary>
    private Offer OfferAmong(Statement[] before)
    {
        var known = before.Select(s => s.Target).ToHashSet();
        var terms = new TermMaker(_random, [.. _scope.Where(v => !v.Name.StartsWith('x') || known.Contains(v.Name))]);
        var candidate = terms.Make(Kind.Tensor, Depth - 1);
        return _random.Next(3) switch
        {
            0 => new Offer("aggregated", candidate, null),
            1 => new Offer(null, candidate, null),
            _ => new Offer(null, candidate, terms.Make(Kind.Scalar, Depth - 1)),
        };
    }

    /// <summary>
    /// A state that is only read, or only assigned, is a mistake: it is both at first. So is a number that is assigned before it is
    /// read, which needs to be no state.
    /// </summary>
    private static RandomRule WithUsedStates(RandomRule rule)
    {
        // A bank that is a local variable stands for its expression: it reads nothing until it is used.
        var read = (rule with { Body = [.. rule.Statements.Where(s => s is not Branch && !(s.Target is ['x', ..] && s.Terms[0].Kind == Kind.Bank))] }).Read.ToHashSet();
        var assigned = rule.Assigned.ToHashSet();
        var begin = from state in rule.States
                    where !read.Contains(state.Name) || !assigned.Contains(state.Name) || state.Kind is Kind.Host or Kind.Scalar
                    select (state, new Assign(state.Variable, Begin(state), false));
        IEnumerable<Statement> statements = begin.Select(b => b.state.When is { } when ? new Branch(new Variable(Kind.Bool, when), [b.Item2], []) : (Statement)b.Item2);
        return rule with { Body = [.. statements, .. rule.Body] };
    }

    private static Call Begin(StateField state)
    {
        var (kind, half) = (state.Kind, new Constant(0.5));
        var term = new Call(Functions.Multiply(kind, Kind.Host, kind), [half, state.Variable]);
        return kind switch
        {
            Kind.Host => new Call(Functions.Add(kind, kind, kind), [term, half]),
            Kind.Scalar => new Call(Functions.Add(kind, kind, kind), [term, new Reduction("Mean", [s_gradient], Over.Tensor)]),
            _ => new Call(Functions.Add(kind, kind, Kind.Tensor), [term, s_gradient]),
        };
    }

    private static RandomRule WithoutUnusedLocals(RandomRule rule)
    {
        while (true)
        {
            var read = rule.Read.ToHashSet();
            var used = rule with { Body = Used(rule.Body, read) };
            if (used.Statements.Count() == rule.Statements.Count()) return rule;
            rule = used;
        }
    }

    private static List<Statement> Used(IReadOnlyList<Statement> statements, HashSet<string> read)
    {
        return
        [
            .. from statement in statements.SelectMany(s => s is AssignTwo two && !two.Targets.All(IsUsed) ? [two.First, two.Second] : new[] { s })
               where statement is Offer || statement.Target is null || IsUsed(statement.Target)
               select statement is Branch branch ? branch with { Then = Used(branch.Then, read), Else = Used(branch.Else, read) } : statement,
        ];

        bool IsUsed(string variable) => !variable.StartsWith('x') || read.Contains(variable);
    }
}

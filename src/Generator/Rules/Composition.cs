namespace OptimizerDsl.Generator.Rules;

/// <summary>Builds rules out of rules. What cannot be composed is a <see cref="CompositionException"/>.</summary>
internal static class Composition
{
    private static readonly string[] s_momenta = ["exp_avg", "momentum_buffer"];

    /// <summary>The rule on a memory of gradients: it sees the aggregated gradient.</summary>
    public static Rule WithCriticalGradients(Rule rule, Memory memory, bool meanOverCount)
    {
        var names = new FreshNames(rule);
        var gradient = new Read(rule.Gradient, Kind.Tensor);
        var aggregated = names.Local("aggregated", Kind.Tensor);
        return WithMemory(rule, memory, names,
        [
            .. Aggregate(aggregated, gradient, gradient, memory, meanOverCount),
            .. Substitution.In(rule.Statements, gradient, aggregated),
        ]);
    }

    /// <summary>
    /// The rule on a memory of momenta: it sees the aggregated momentum, from the momentum's update on also for the gradient, but
    /// where an equation holds the gradient against the momentum.
    /// </summary>
    public static Rule WithCriticalMomenta(Rule rule, Memory memory, bool meanOverCount)
    {
        var state = rule.States.FirstOrDefault(s => s.Kind == Kind.Tensor && s_momenta.Contains(s.Name))
            ?? throw new CompositionException("it has no momentum, a state named exp_avg or momentum_buffer", "use Critical.Gradient, or name the momentum: [State(\"exp_avg\")]");
        var index = rule.Statements.ToList().FindIndex(s => s is Assign assign && assign.Target == state.Field);
        if (index < 0 || rule.Statements.Skip(index + 1).Any(s => Writes(s, state.Field)))
            throw new CompositionException($"its momentum '{state.Field}' is assigned under a condition or more than once", "use Critical.Gradient, or write the rule out");

        var names = new FreshNames(rule);
        var momentum = new Read(state.Field, Kind.Tensor);
        var gradient = new Read(rule.Gradient, Kind.Tensor);
        var before = rule.Statements.Take(index).ToArray();
        var gradients = GradientsIn(rule.Statements[index], before, rule);
        var statements = new List<Statement>();
        if (before.Any(s => Reads(s, state.Field)))
        {
            var earlier = names.Local("aggregated", Kind.Tensor);
            statements.Add(new Assign(earlier.Name, Memory.Aggregated(momentum, meanOverCount), $"{earlier.Name} = {momentum.Name} + memory.{(meanOverCount ? "Mean" : "Sum / memory.Capacity")}"));
            statements.AddRange(Substitution.In(before, momentum, earlier));
        }
        else
        {
            statements.AddRange(before);
        }

        statements.Add(rule.Statements[index]);
        var rest = rule.Statements.Skip(index + 1).ToArray();
        if (rest.Any(s => Reads(s, state.Field) || gradients.Any(g => Reads(s, g.Name))))
        {
            var aggregated = names.Local("aggregated", Kind.Tensor);
            statements.AddRange(Aggregate(aggregated, momentum, gradient, memory, meanOverCount));
            // The difference of a gradient and its momentum would otherwise be that of the aggregated momentum and itself.
            foreach (var statement in rest)
            {
                Read[] replaced = Reads(statement, state.Field) ? [momentum] : gradients;
                statements.AddRange(replaced.Aggregate<Read, IEnumerable<Statement>>([statement], (s, from) => Substitution.In(s, from, aggregated)));
            }
        }
        else
        {
            statements.Add(new Offer(momentum, memory.DefaultPriority(rule.Gradient), $"memory.Offer({momentum.Name})"));
            statements.AddRange(rest);
        }

        return WithMemory(rule, memory, names, statements);
    }

    /// <summary>The rule after θ *= 1 - lr * weight_decay, with what else its steps are in proportion to beside lr.</summary>
    public static Rule WithDecoupledWeightDecay(Rule rule, double weightDecay)
    {
        if (!rule.Hyperparameters.Any(h => h.Name == "lr" && h.Type == HyperparameterType.Double))
            throw new CompositionException("it has no learning rate 'lr'", "declare the weight decay in the rule itself");
        var size = StepSize.Of(rule);
        var times = size is Read { Name: "lr" } ? "the learning rate" : "the size of the step";
        var decay = Hyperparameter(rule, "weight_decay", weightDecay, $"By how much of itself, times {times}, a parameter shrinks in a step.");
        var keep = Apply.Of(Operation.Subtract, size.Kind, new Literal(1), Apply.Of(Operation.Multiply, size.Kind, size, new Read("weight_decay", Kind.Host)));
        var shrink = new Assign(rule.Parameter, Apply.Of(Operation.Multiply, Kind.Tensor, new Read(rule.Parameter, Kind.Tensor), keep), $"{rule.Parameter} *= 1 - {Emission.EquationText.Instance.Of(size)} * weight_decay");
        return rule with { Hyperparameters = rule.Hyperparameters.Append(decay).ToEquatableArray(), Statements = rule.Statements.Prepend(shrink).ToEquatableArray() };
    }

    /// <summary>The rule behind clipping by norm.</summary>
    public static Rule Clipped(Rule rule, double maxNorm, Over over)
    {
        var limit = Hyperparameter(rule, "max_norm", maxNorm, "The norm of the gradients above which they are scaled down to it.");
        var names = new FreshNames(rule);
        var gradient = new Read(rule.Gradient, Kind.Tensor);
        var scale = names.Local("clip", Kind.Scalar);
        var clipped = names.Local("clipped", Kind.Tensor);
        var norm = new Apply(Operation.Norm, Kind.Scalar, EquatableArray.Of<Expression>(gradient), over);
        var ratio = Apply.Of(Operation.Divide, Kind.Scalar, new Read("max_norm", Kind.Host), Apply.Of(Operation.Add, Kind.Scalar, norm, new Literal(1e-6)));
        return rule with
        {
            Hyperparameters = rule.Hyperparameters.Append(limit).ToEquatableArray(),
            Locals = rule.Locals.Concat(names.Added).ToEquatableArray(),
            Statements = new Statement[]
            {
                new Assign(scale.Name, Apply.Of(Operation.Min, Kind.Scalar, new Literal(1), ratio), $"{scale.Name} = Min(1, max_norm / (Norm({gradient.Name}{(over == Over.Tensor ? "" : ", Over." + over)}) + 1e-6))"),
                new Assign(clipped.Name, Apply.Of(Operation.Multiply, Kind.Tensor, scale, gradient), $"{clipped.Name} = {scale.Name} * {gradient.Name}"),
            }.Concat(Substitution.In(rule.Statements, gradient, clipped)).ToEquatableArray(),
        };
    }

    /// <summary>The rule behind clipping of each gradient's elements.</summary>
    public static Rule ClippedByValue(Rule rule, double limit)
    {
        var bound = Hyperparameter(rule, "clip_value", limit, "The largest size of an element of a gradient; a larger one is cut to it.");
        var names = new FreshNames(rule);
        var gradient = new Read(rule.Gradient, Kind.Tensor);
        var clipped = names.Local("clipped", Kind.Tensor);
        var value = new Read("clip_value", Kind.Host);
        var clamp = Apply.Of(Operation.Clamp, Kind.Tensor, gradient, Apply.Of(Operation.Negate, Kind.Host, value), value);
        return rule with
        {
            Hyperparameters = rule.Hyperparameters.Append(bound).ToEquatableArray(),
            Locals = rule.Locals.Concat(names.Added).ToEquatableArray(),
            Statements = new Statement[] { new Assign(clipped.Name, clamp, $"{clipped.Name} = Clamp({gradient.Name}, -clip_value, clip_value)") }
                .Concat(Substitution.In(rule.Statements, gradient, clipped)).ToEquatableArray(),
        };
    }

    /// <summary>The rule with its update masked to the elements where it agrees with the gradient.</summary>
    public static Rule Cautious(Rule rule)
    {
        if (rule.Statements.LastOrDefault() is not Assign { Value: Apply { Operation: Operation.Subtract } difference } last
            || last.Target != rule.Parameter || difference[0] is not Read minuend || minuend.Name != rule.Parameter)
            throw new CompositionException($"its last equation is not '{rule.Parameter} -= update'", "move that equation to the end");

        var names = new FreshNames(rule);
        var update = names.Local("update", Kind.Tensor);
        var mask = names.Local("agrees", Kind.Tensor);
        var agreement = Apply.Of(Operation.Greater, Kind.Mask, Apply.Of(Operation.Multiply, Kind.Tensor, update, new Read(rule.Gradient, Kind.Tensor)), new Literal(0));
        var share = Apply.Of(Operation.Max, Kind.Scalar, Apply.Of(Operation.Mean, Kind.Scalar, mask), new Literal(1e-3));
        var masked = Apply.Of(Operation.Divide, Kind.Tensor, Apply.Of(Operation.Multiply, Kind.Tensor, update, mask), share);
        return rule with
        {
            Locals = rule.Locals.Concat(names.Added).ToEquatableArray(),
            Statements = rule.Statements.Take(rule.Statements.Count - 1).Concat(
            [
                new Assign(update.Name, difference[1], $"{update.Name} = " + last.Text.Substring(last.Text.IndexOf('=') + 1).Trim()),
                new Assign(mask.Name, Apply.Of(Operation.Where, Kind.Tensor, agreement, new Literal(1), new Literal(0)), $"{mask.Name} = Where({update.Name} * {rule.Gradient} > 0, 1, 0)"),
                new Assign(rule.Parameter, Apply.Of(Operation.Subtract, Kind.Tensor, minuend, masked), $"{rule.Parameter} -= {update.Name} * {mask.Name} / Max(Mean({mask.Name}), 1e-3)"),
            ]).ToEquatableArray(),
        };
    }

    private static Rule WithMemory(Rule rule, Memory memory, FreshNames names, IEnumerable<Statement> statements)
    {
        if (rule.Memory is not null) throw new CompositionException("it has a critical memory already", "compose with the rule under it");
        foreach (var h in memory.Hyperparameters)
            if (rule.Hyperparameters.Any(own => own.Name == h.Name)) throw new CompositionException($"it has a hyperparameter '{h.Name}' of its own", "rename it");
        return rule with
        {
            Memory = memory,
            Hyperparameters = rule.Hyperparameters.Concat(memory.Hyperparameters).ToEquatableArray(),
            Arguments = rule.Arguments.Append(UpdateArgument.Memory).ToEquatableArray(),
            Locals = rule.Locals.Concat(names.Added).ToEquatableArray(),
            Statements = statements.ToEquatableArray(),
        };
    }

    private static Hyperparameter Hyperparameter(Rule rule, string name, double value, string summary) =>
        rule.Hyperparameters.Any(h => h.Name == name)
            ? throw new CompositionException($"it has a hyperparameter '{name}' of its own", "use that, or compose with a rule without it")
            : new Hyperparameter(name, HyperparameterType.Double, value, false, 0, double.NaN, double.NaN, double.NaN, summary);

    private static IEnumerable<Statement> Aggregate(Read target, Read candidate, Read gradient, Memory memory, bool meanOverCount) =>
    [
        new Assign(target.Name, Memory.Aggregated(candidate, meanOverCount),
            meanOverCount ? $"{target.Name} = {candidate.Name} + memory.Mean" : $"{target.Name} = memory.Aggregate({candidate.Name})"),
        new Offer(candidate, memory.DefaultPriority(gradient.Name), ""),
    ];

    /// <summary>The gradient, and what the momentum averages in its place, such as the gradient with its penalty.</summary>
    private static Read[] GradientsIn(Statement momentum, IEnumerable<Statement> before, Rule rule)
    {
        var derived = new HashSet<string>(StringComparer.Ordinal) { rule.Gradient };
        foreach (var statement in before.Where(s => derived.Any(name => Reads(s, name))))
            derived.UnionWith(Analysis.Access.Of([statement]).Where(a => a.IsWrite).Select(a => a.Name));
        var averaged = rule.Locals.Where(l => l.Kind == Kind.Tensor && derived.Contains(l.Name) && Reads(momentum, l.Name));
        return [new Read(rule.Gradient, Kind.Tensor), .. averaged.Select(l => new Read(l.Name, Kind.Tensor))];
    }

    private static bool Reads(Statement statement, string name) => Analysis.Access.Of([statement]).Any(a => !a.IsWrite && a.Name == name);

    private static bool Writes(Statement statement, string name) => Analysis.Access.Of([statement]).Any(a => a.IsWrite && a.Name == name);
}

/// <summary>Two parts that do not fit together: why, and what to do.</summary>
internal sealed class CompositionException(string reason, string advice) : Exception(reason)
{
    public string Advice { get; } = advice;
}

/// <summary>Names for the locals that a composition adds.</summary>
internal sealed class FreshNames(Rule rule)
{
    private readonly HashSet<string> _taken = new(
        rule.Locals.Select(l => l.Name).Concat(rule.Hyperparameters.Select(h => h.Name)).Concat(rule.States.Select(s => s.Field))
            .Concat([rule.Parameter, rule.Gradient, rule.StepVariable]),
        StringComparer.Ordinal);

    public List<Variable> Added { get; } = [];

    public Read Local(string name, Kind kind)
    {
        var unique = name;
        for (var i = 2; !_taken.Add(unique); i++) unique = name + "_" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Added.Add(new Variable(unique, kind));
        return new Read(unique, kind);
    }
}

namespace OptimizerDsl.Tests.Rules;

/// <summary>A rule: statements, and the values of the variants they choose between. Its fields are those it uses.</summary>
internal sealed record RandomRule(IReadOnlyList<Statement> Body, bool Nesterov, bool Maximize)
{
    public const int Capacity = 2;
    public const double Decay = 0.7;

    /// <summary>Whether it runs as CUDA C too, for which the C++ compiler takes longer than everything else.</summary>
    public bool OnDevice { get; init; }

    public IEnumerable<Statement> Statements => Body.SelectMany(s => s.All);

    public IEnumerable<string> Read => Statements.SelectMany(s => s.Terms).SelectMany(t => t.All).OfType<Variable>().Select(v => v.Name);

    public IEnumerable<string> Assigned => Statements.SelectMany(s => s.Targets);

    public bool HasMemory => Statements.OfType<Offer>().Any();

    /// <summary>Whether a state exists in the variant.</summary>
    public bool Has(StateField state) => state.When is null || (state.When == "nesterov" ? Nesterov : Maximize);

    public IEnumerable<StateField> States
    {
        get
        {
            var used = Read.Concat(Assigned).ToHashSet();
            return Fields.States.Where(s => used.Contains(s.Name));
        }
    }

    public string Source(string name) => $$"""
        /// <summary>A random rule.</summary>
        [{{(HasMemory ? $"MemoryAugmented(Capacity = {Capacity}, Decay = 0.7)" : "Optimizer")}}]
        public partial class {{name}}
        {
            [Hyperparameter(AtLeast = 0)] double lr = 0.05, eps = 0.001;
            [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.7;
            [Hyperparameter(AtLeast = 1)] int every = 2;
            [Hyperparameter] bool nesterov = {{(Nesterov ? "true" : "false")}}, maximize = {{(Maximize ? "true" : "false")}};
            [Hyperparameter(AtLeast = 0, Below = 1)] Coefficients betas = [0.0, 0.9, 0.75];
        {{string.Concat(States.Select(s => $"    {s.Declaration}\n"))}}
            void Update(ref Tensor θ, Tensor g{{(HasMemory ? ", CriticalMemory memory" : "")}}, int t)
            {
        {{string.Join("\n", Body.SelectMany(s => s.Lines).Select(l => "        " + l))}}
            }
        }
        """;
}

using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Tests.Training;

/// <summary>
/// The smallest task that has all that a workload may have: a file, batches in a new order in each epoch, noise that is drawn per step,
/// batch normalization, and a state that is carried from step to step.
/// </summary>
internal sealed class TinyTask : TrainingTask
{
    public const string File = "numbers.txt";

    public override string Name => "tiny";

    public override string Title => "A tiny regression";

    public override string Source => "these tests";

    public override IReadOnlyList<Setting> Settings { get; } =
        [.. TaskSettings.Common(batch: 8, epochs: 3, weightDecay: 0), Setting.Number("factor", 0.5, "what the learning rate is multiplied by in each epoch", 0, 1e300)];

    public override IReadOnlyList<string> SyntheticSettings { get; } = ["epochs=2"];

    public override Metric Metric { get; } = new("error", IsSmallerBetter: true);

    public override string DataFormat => $"{File}: rows of five numbers, the last to be predicted from the others; described in these tests";

    public override void WriteSynthetic(string folder, int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 48).Select(_ =>
        {
            var x = Enumerable.Range(0, 4).Select(_ => random.NextDouble() * 2 - 1).ToArray();
            return string.Join(' ', x.Append(Math.Sin(2 * x[0]) - x[1] * x[2]).Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        });
        System.IO.File.WriteAllLines(Path.Combine(folder, File), rows);
    }

    public override DataSets Open(string folder, Settings settings)
    {
        var file = Path.Combine(folder, File);
        if (!System.IO.File.Exists(file)) throw new BadInputException($"--data: {file} is missing; {DataFormat}");
        return new Rows([.. System.IO.File.ReadLines(file).Select(line =>
            line.Split(' ').Select(word => float.Parse(word, CultureInfo.InvariantCulture)).ToArray())]);
    }

    public override Workload Start(DataSets data, Settings settings, Device device, int seed) =>
        new Work((Rows)data, settings.Whole("batch"), device, seed);

    public override double LearningRateFactor(Settings settings, int epoch) => Math.Pow(settings.Number("factor"), epoch);

    private sealed class Rows(float[][] rows) : DataSets
    {
        public int Training => rows.Length * 2 / 3;

        public override string Description => $"{Training} rows to train with";

        public (Tensor x, Tensor y) Read(IEnumerable<int> indices)
        {
            var chosen = indices.Select(index => rows[index]).ToList();
            var all = tensor(chosen.SelectMany(row => row).ToArray()).reshape(chosen.Count, 5);
            return (all.narrow(1, 0, 4), all.narrow(1, 4, 1));
        }

        public (Tensor x, Tensor y) Read(Subset subset)
        {
            var (from, to) = subset == Subset.Validation ? (Training, rows.Length * 5 / 6) : (rows.Length * 5 / 6, rows.Length);
            return Read(Enumerable.Range(from, to - from));
        }

        public override void Dispose()
        {
        }
    }

    private sealed class Network : nn.Module<Tensor, Tensor, (Tensor prediction, Tensor hidden)>
    {
        private readonly TorchSharp.Modules.Linear _first = nn.Linear(4, 6), _last = nn.Linear(6, 1);
        private readonly TorchSharp.Modules.BatchNorm2d _norm = nn.BatchNorm2d(6);

        public Network() : base(nameof(Network)) => RegisterComponents();

        public override (Tensor prediction, Tensor hidden) forward(Tensor x, Tensor carried)
        {
            var hidden = _norm.call(_first.call(x).reshape(-1, 6, 1, 1)).reshape(-1, 6).tanh() + 0.1 * carried;
            return (_last.call(hidden), hidden);
        }
    }

    private sealed class Work : Workload
    {
        private readonly Rows _data;
        private readonly int _batch, _seed;
        private readonly Network _network;
        private readonly Tensor _carried;

        public Work(Rows data, int batch, Device device, int seed)
        {
            using var scope = NewDisposeScope();
            (_data, _batch, _seed) = (data, batch, seed);
            _network = new Network();
            // Not with the seed of all of torch: tests run side by side.
            using var generator = new Generator((ulong)seed);
            using (no_grad())
                foreach (var (name, parameter) in _network.named_parameters())
                    if (!name.StartsWith("_norm", StringComparison.Ordinal)) parameter.copy_(randn(parameter.shape, generator: generator) * 0.5);
            _network.to(device);
            foreach (var state in _network.state_dict().Values) state.DetachFromDisposeScope();
            _carried = zeros(6, device: device).DetachFromDisposeScope();
        }

        public override nn.Module Model => _network;

        public override int StepsPerEpoch => _data.Training / _batch;

        public override IEnumerable<KeyValuePair<string, Tensor>> Carried => [new("carried", _carried)];

        public override void Restore(IReadOnlyDictionary<string, Tensor> carried) => _carried.copy_(carried["carried"]);

        public override Tensor Loss(int epoch, int step)
        {
            _network.train();
            var order = Enumerable.Range(0, _data.Training).ToArray();
            new Random(_seed * 31 + epoch).Shuffle(order);
            var (x, y) = _data.Read(order.Skip(step * _batch).Take(_batch));
            using var generator = new Generator((ulong)(_seed * 7919 + epoch * 104729 + step));
            var noise = randn(x.shape, generator: generator) * 0.01;
            var (prediction, hidden) = _network.call(x + noise, _carried.clone());
            using (no_grad()) _carried.copy_(hidden.mean([0]));
            return nn.functional.mse_loss(prediction, y);
        }

        public override Scores Evaluate(Subset subset, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var none = no_grad();
            _network.eval();
            var (x, y) = _data.Read(subset);
            var loss = nn.functional.mse_loss(_network.call(x, zeros(6)).prediction, y).item<float>();
            return new(loss, Math.Sqrt(loss));
        }

        public override void Dispose()
        {
            _carried.Dispose();
            base.Dispose();
        }
    }
}

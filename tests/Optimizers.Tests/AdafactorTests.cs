using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>Adafactor computes what <c>torch.optim.Adafactor</c> says, written out a second time in plain loops.</summary>
public sealed class AdafactorTests
{
    private static readonly long[][] s_shapes = [[3, 5], [5, 1], [1, 4], [2, 3, 4], [6], [1], []];

    public static TheoryData<Execution, bool> Rows
    {
        get
        {
            var rows = new TheoryData<Execution, bool>();
            foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
                foreach (var maximize in new[] { false, true }) rows.Add(execution, maximize);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Is_what_the_formulas_say(Execution execution, bool maximize)
    {
        using var scope = NewDisposeScope();
        double[][] expected = [.. s_shapes.Select((s, k) => Numbers.Random(k + 1, (int)Size(s)))];
        Plain[] plain = [.. s_shapes.Select(s => new Plain(s, maximize))];
        Parameter[] parameters = [.. expected.Select((e, k) => Numbers.ToParameter(e, s_shapes[k], float64, TestDevice.Of(execution)))];
        using var optimizer = new Adafactor(parameters, lr: 0.4, beta2_decay: -0.7, eps1: 0.05, eps2: 0.02, d: 1.1, weight_decay: 0.1, maximize: maximize) { Execution = execution };
        for (var step = 0; step < 8; step++)
        {
            for (var k = 0; k < parameters.Length; k++)
            {
                var g = Numbers.Random(100 * step + k + 50, expected[k].Length);
                if (step == 4) Array.Clear(g);
                parameters[k].grad = Numbers.ToTensor(g, s_shapes[k], float64, TestDevice.Of(execution));
                plain[k].Step(expected[k], g, step + 1);
            }

            optimizer.step();
            for (var k = 0; k < parameters.Length; k++) Numbers.AssertClose(expected[k], Numbers.Of(parameters[k]), 1e-12, $"step {step}, tensor {k}");
        }
    }

    [Fact]
    public void Keeps_a_number_per_row_and_column_of_a_matrix_and_one_per_element_of_a_vector()
    {
        using var run = new Run(OptimizerTable.Get("Adafactor, default"), [[2, 3, 4], [5], []], float32, Execution.Cpu);
        run.Step(0);
        Adafactor.State[] states = [.. run.Optimizer.Slots.Select(s => (Adafactor.State)s.State)];
        Assert.Equal([2, 3, 1], states[0].row_var!.shape);
        Assert.Equal([2, 1, 4], states[0].col_var!.shape);
        Assert.Null(states[0].variance);
        Assert.Null(states[1].row_var);
        Assert.Null(states[1].col_var);
        Assert.Equal([5], states[1].variance!.shape);
        Assert.Equal([], states[2].variance!.shape);
    }

    private static long Size(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>One parameter, of matrices one after the other, or a vector.</summary>
    private sealed class Plain(long[] shape, bool maximize)
    {
        private readonly int _rows = shape.Length < 2 ? 0 : (int)shape[^2];
        private readonly int _columns = shape.Length < 2 ? 0 : (int)shape[^1];
        private readonly double[] _row = new double[Size(shape)];
        private readonly double[] _column = new double[Size(shape)];
        private readonly double[] _variance = new double[Size(shape)];

        public void Step(double[] θ, double[] g, int t)
        {
            var weight = Math.Pow(t, -0.7);
            var v = new double[θ.Length];
            if (_rows == 0)
            {
                for (var i = 0; i < θ.Length; i++) v[i] = _variance[i] += weight * (g[i] * g[i] - _variance[i]);
            }
            else
            {
                for (var matrix = 0; matrix < θ.Length / (_rows * _columns); matrix++) SecondMoment(g, v, matrix * _rows * _columns, weight);
            }

            var u = new double[θ.Length];
            for (var i = 0; i < θ.Length; i++) u[i] = (maximize ? -g[i] : g[i]) / Math.Max(Math.Sqrt(v[i]), 0.05);
            var alpha = Math.Max(0.02, Rms(θ)) * Math.Min(0.4, 1 / Math.Sqrt(t));
            var clipping = Math.Max(1, Rms(u) / 1.1);
            for (var i = 0; i < θ.Length; i++) θ[i] = θ[i] * (1 - 0.4 * 0.1) - alpha / clipping * u[i];
        }

        private void SecondMoment(double[] g, double[] v, int begin, double weight)
        {
            for (var r = 0; r < _rows; r++)
            {
                var mean = 0.0;
                for (var c = 0; c < _columns; c++) mean += Square(g[begin + r * _columns + c]) / _columns;
                _row[begin + r] += weight * (mean - _row[begin + r]);
            }

            for (var c = 0; c < _columns; c++)
            {
                var mean = 0.0;
                for (var r = 0; r < _rows; r++) mean += Square(g[begin + r * _columns + c]) / _rows;
                _column[begin + c] += weight * (mean - _column[begin + c]);
            }

            var all = Math.Max(_row.Skip(begin).Take(_rows).Average(), 0.05);
            for (var i = 0; i < _rows * _columns; i++) v[begin + i] = _row[begin + i / _columns] * _column[begin + i % _columns] / all;
        }

        private static double Square(double x) => x * x;

        private static double Rms(double[] x) => Math.Sqrt(x.Sum(Square) / x.Length);
    }
}

using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>Muon computes what <c>torch.optim.Muon</c> says, written out a second time in plain loops.</summary>
public sealed class MuonTests
{
    private static readonly (int Rows, int Columns)[] s_shapes = [(3, 5), (5, 3), (4, 4), (1, 6), (6, 1)];

    public static TheoryData<Execution, bool, bool> Rows
    {
        get
        {
            var rows = new TheoryData<Execution, bool, bool>();
            foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
                foreach (var nesterov in new[] { false, true })
                    foreach (var matchRms in new[] { false, true }) rows.Add(execution, nesterov, matchRms);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Is_what_the_formulas_say(Execution execution, bool nesterov, bool matchRms)
    {
        using var scope = NewDisposeScope();
        double[][] expected = [.. s_shapes.Select((s, k) => Numbers.Random(k + 1, s.Rows * s.Columns))];
        double[][] momenta = [.. expected.Select(e => new double[e.Length])];
        Parameter[] parameters = [.. expected.Select((e, k) => Numbers.ToParameter(e, [s_shapes[k].Rows, s_shapes[k].Columns], float64, TestDevice.Of(execution)))];
        using var optimizer = new Muon(parameters, lr: 0.02, weight_decay: 0.1, momentum: 0.9, nesterov: nesterov, match_rms_adamw: matchRms) { Execution = execution };
        for (var step = 0; step < 6; step++)
        {
            for (var k = 0; k < parameters.Length; k++)
            {
                var (rows, columns) = s_shapes[k];
                var g = Numbers.Random(100 * step + k + 50, rows * columns);
                parameters[k].grad = Numbers.ToTensor(g, [rows, columns], float64, TestDevice.Of(execution));
                var direction = new double[g.Length];
                for (var i = 0; i < g.Length; i++)
                {
                    momenta[k][i] = 0.9 * momenta[k][i] + 0.1 * g[i];
                    direction[i] = nesterov ? 0.1 * g[i] + 0.9 * momenta[k][i] : momenta[k][i];
                }

                var scale = matchRms ? 0.2 * Math.Sqrt(Math.Max(rows, columns)) : Math.Sqrt(Math.Max(1.0, (double)rows / columns));
                var orthogonal = NewtonSchulz(direction, rows, columns);
                for (var i = 0; i < g.Length; i++) expected[k][i] = expected[k][i] * (1 - 0.02 * 0.1) - 0.02 * scale * orthogonal[i];
            }

            optimizer.step();
        }

        for (var k = 0; k < parameters.Length; k++) Numbers.AssertClose(expected[k], Numbers.Of(parameters[k]), 1e-12, $"tensor {k}");
    }

    [Fact]
    public void What_it_makes_of_a_matrix_is_nearly_orthogonal()
    {
        using var scope = NewDisposeScope();
        var o = Muon.Orthogonalize(Numbers.ToTensor(Numbers.Random(9, 24), [4, 6], float64), [3.4445, -4.775, 2.0315], 1e-7, 5, false);
        // Rows of about unit length: the iteration leaves singular values between 0.7 and 1.2.
        Assert.All(Numbers.Of(o.mm(o.t()).diag()), x => Assert.InRange(x, 0.4, 1.5));
        // With the classic coefficients it converges to U Vᵀ itself.
        o = Muon.Orthogonalize(Numbers.ToTensor(Numbers.Random(9, 24), [4, 6], float64), [15.0 / 8, -10.0 / 8, 3.0 / 8], 1e-7, 60, false);
        Numbers.AssertClose([.. Enumerable.Range(0, 16).Select(i => i % 5 == 0 ? 1.0 : 0.0)], Numbers.Of(o.mm(o.t())), 1e-12, "the Gram matrix");
    }

    [Fact]
    public void Coefficients_that_are_not_three_are_refused_and_nothing_has_changed()
    {
        using var run = new Run(OptimizerTable.Get("Muon, default"), [[2, 3], [3, 3]], float32, Execution.Automatic);
        run.Steps(0, 2);
        OptimizerCase.Set(run.Optimizer.Groups[0].Options, "ns_coefficients", Coefficients.Create([1.5, -0.5]));
        run.SetGradients(2);
        var before = run.Everything();
        Assert.Contains("not 2", Assert.Throws<ArgumentException>(() => run.Optimizer.step()).Message);
        Assert.Equal(before, run.Everything());
    }

    /// <summary>Five iterations X = a X + (b A + c A²) X, A = X Xᵀ, on the matrix of norm 1, lying.</summary>
    private static double[] NewtonSchulz(double[] matrix, int rows, int columns)
    {
        if (rows > columns) return Transposed(NewtonSchulz(Transposed(matrix, rows, columns), columns, rows), columns, rows);
        var norm = Math.Max(Math.Sqrt(matrix.Sum(x => x * x)), 1e-7);
        double[] x = [.. matrix.Select(v => v / norm)];
        for (var iteration = 0; iteration < 5; iteration++)
        {
            var gram = Product(x, Transposed(x, rows, columns), rows, columns, rows);
            var square = Product(gram, gram, rows, rows, rows);
            double[] polynomial = [.. gram.Select((v, i) => -4.775 * v + 2.0315 * square[i])];
            var moved = Product(polynomial, x, rows, rows, columns);
            x = [.. x.Select((v, i) => 3.4445 * v + moved[i])];
        }

        return x;
    }

    private static double[] Transposed(double[] a, int rows, int columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(i => a[i % rows * columns + i / rows])];

    private static double[] Product(double[] a, double[] b, int rows, int inner, int columns)
    {
        var c = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                for (var k = 0; k < inner; k++) c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
        return c;
    }
}

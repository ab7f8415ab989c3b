#nullable disable
namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5,
                int last_epoch = -1, bool verbose = false) =>
                new Formula(optimizer, last_epoch, verbose,
                    (epoch, _, rate) => epoch == 0 ? rate * factor : epoch == total_iters ? rate / factor : rate,
                    (epoch, initial) => epoch >= total_iters ? initial : initial * factor);

            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1,
                int last_epoch = -1, bool verbose = false)
            {
                return new Formula(optimizer, last_epoch, verbose,
                    (epoch, _, rate) => epoch == 0 || epoch > total_iters ? rate : rate * Math.Pow(Left(epoch) / Left(epoch - 1), power),
                    (epoch, initial) => initial * Math.Pow(Left(Math.Min(epoch, total_iters)), power));

                double Left(int epoch) => 1 - (double)epoch / total_iters;
            }

            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1,
                bool verbose = false) =>
                new Formula(optimizer, last_epoch, verbose, (epoch, _, rate) => epoch > 0 ? rate * lr_lambda(epoch) : rate, null);
        }
    }
}

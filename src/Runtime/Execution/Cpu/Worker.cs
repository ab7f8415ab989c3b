using System.Diagnostics;

namespace OptimizerDsl.Compiled;

/// <summary>A thread of the <see cref="WorkerPool"/>.</summary>
internal sealed class Worker
{
    private const int Idle = 0, Invited = 1, Running = 2;

    // The passes of a step follow each other faster than a thread falls asleep and wakes again; steps do not.
    private static readonly long s_patience = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 50_000 : 0;

    private readonly ManualResetEventSlim _invitation = new(false, spinCount: 0);
    private int _state;

    internal Worker(int number) =>
        new Thread(Serve) { IsBackground = true, Name = $"OptimizerDsl worker {number}" }.UnsafeStart();

    /// <summary>Asks the worker to take part in the work of the pool.</summary>
    internal void Invite()
    {
        Volatile.Write(ref _state, Invited);
        _invitation.Set();
    }

    /// <summary>Takes the invitation back, unless the worker has taken it up.</summary>
    internal bool Withdraw() => Interlocked.CompareExchange(ref _state, Idle, Invited) == Invited;

    /// <summary>Waits for a number to take a value, for some twenty microseconds and without yielding the processor.</summary>
    internal static bool Saw(ref int number, int value)
    {
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref number) != value)
        {
            if (Stopwatch.GetTimestamp() - start > s_patience)
                return false;
            Thread.SpinWait(10);
        }

        return true;
    }

    private void Serve()
    {
        while (true)
        {
            if (!Saw(ref _state, Invited))
            {
                _invitation.Wait();
                _invitation.Reset();
            }

            if (Interlocked.CompareExchange(ref _state, Running, Invited) != Invited)
                continue;

            WorkerPool.RunChunks();
            Volatile.Write(ref _state, Idle);
            WorkerPool.Stopped();
        }
    }
}

using System.ComponentModel;
using System.Runtime.ExceptionServices;

namespace OptimizerDsl.Compiled;

/// <summary>
/// The threads that run the chunks of a step beside the calling one. They start when first needed, live as long as the
/// process, and sleep between steps. A step allocates nothing.
/// </summary>
/// <remarks>
/// The caller invites workers and begins itself. When no chunk is left it withdraws the invitations that nobody has taken
/// up, so a worker that is slow to wake delays no step.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WorkerPool
{
    /// <summary>Work on fewer elements than this is not worth waking a thread for.</summary>
    public const int SmallestShared = 65536;

    // Threads take several chunks at a time: small enough a share to end together, large enough not to contend for it.
    private const int SharesPerThread = 32;

    private static readonly ManualResetEventSlim AllStopped = new(false, spinCount: 0);
    private static Worker[] s_workers = [];
    private static int s_occupied;

    // The work in progress.
    private static IChunkWork? s_work;
    private static int s_chunks;
    private static int s_share;
    private static int s_next;
    private static int s_outstanding;
    private static ExceptionDispatchInfo? s_failure;

    /// <summary>Runs every chunk once and returns when all are done.</summary>
    /// <remarks>
    /// An exception in a chunk ends the work early and is thrown here, the first one if there are several. The pool does
    /// one work at a time: one that comes meanwhile, from another thread or from within a chunk, runs on its own thread.
    /// </remarks>
    /// <param name="work">The work.</param>
    /// <param name="chunks">The number of chunks.</param>
    /// <param name="elements">The number of elements in all chunks, to tell what is worth sharing.</param>
    /// <param name="threads">The most threads to use, the calling one included.</param>
    public static void Run(IChunkWork work, int chunks, long elements, int threads)
    {
        int workers = Math.Min(threads, chunks) - 1;
        if (workers <= 0 || elements < SmallestShared || Interlocked.Exchange(ref s_occupied, 1) != 0)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
                work.Run(chunk);
            return;
        }

        try
        {
            Share(work, chunks, workers);
        }
        finally
        {
            Volatile.Write(ref s_occupied, 0);
        }
    }

    private static void Share(IChunkWork work, int chunks, int workers)
    {
        while (s_workers.Length < workers)
            s_workers = [.. s_workers, new Worker(s_workers.Length + 1)];

        s_work = work;
        s_chunks = chunks;
        s_share = Math.Max(1, chunks / ((workers + 1) * SharesPerThread));
        s_next = 0;
        s_outstanding = workers;
        Span<Worker> invited = s_workers.AsSpan(0, workers);
        foreach (Worker worker in invited)
            worker.Invite();

        RunChunks();

        foreach (Worker worker in invited)
            if (worker.Withdraw())
                Interlocked.Decrement(ref s_outstanding);

        // A loop, because the event may still be set by a worker that was the last to stop when nobody waited any more.
        while (!Worker.Saw(ref s_outstanding, 0))
        {
            AllStopped.Wait();
            AllStopped.Reset();
        }

        s_work = null;
        ExceptionDispatchInfo? failure = s_failure;
        s_failure = null;
        failure?.Throw();
    }

    /// <summary>Takes chunks until none is left.</summary>
    internal static void RunChunks()
    {
        IChunkWork work = s_work!;
        int chunks = s_chunks, share = s_share;
        try
        {
            for (int begin; (begin = Interlocked.Add(ref s_next, share) - share) < chunks;)
                for (int chunk = begin; chunk < Math.Min(begin + share, chunks); chunk++)
                    work.Run(chunk);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref s_failure, ExceptionDispatchInfo.Capture(exception), null);
            Interlocked.Exchange(ref s_next, chunks);
        }
    }

    /// <summary>Notes that a worker has stopped, and calls the caller if it was the last.</summary>
    internal static void Stopped()
    {
        if (Interlocked.Decrement(ref s_outstanding) == 0)
            AllStopped.Set();
    }
}

using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cpu;

/// <summary>The pool is process-wide, so its tests take turns with all others.</summary>
[CollectionDefinition(nameof(WorkerPool), DisableParallelization = true)]
public sealed class WorkerPoolCollection;

[Collection(nameof(WorkerPool))]
public sealed class WorkerPoolTests
{
    private const long Many = 1L << 30;

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(3, 4)]
    [InlineData(1000, 0)]
    [InlineData(1000, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 4)]
    public void Each_chunk_runs_once(int chunks, int threads)
    {
        for (int repetition = 0; repetition < 200; repetition++)
        {
            int[] runs = new int[chunks];
            WorkerPool.Run(new Job(chunk => Interlocked.Increment(ref runs[chunk])), chunks, Many, threads);
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Results_are_visible_to_the_caller()
    {
        int[] results = new int[64];
        int step = 0;
        var job = new Job(chunk => results[chunk] += step);
        for (step = 1; step <= 5000; step++)
            WorkerPool.Run(job, results.Length, Many, 4);
        Assert.All(results, result => Assert.Equal(5000 * 5001 / 2, result));
    }

    [Fact]
    public void Threads_share_the_work()
    {
        // Each chunk waits for the other, so they cannot both be on one thread.
        using var meeting = new Barrier(2);
        WorkerPool.Run(new Job(_ => Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30)))), 2, Many, 2);
    }

    [Fact]
    public void No_more_threads_than_asked_for()
    {
        int running = 0, most = 0;
        WorkerPool.Run(new Job(_ => { }), 100, Many, 4);
        var job = new Job(_ =>
        {
            int now = Interlocked.Increment(ref running);
            for (int seen; (seen = most) < now && Interlocked.CompareExchange(ref most, now, seen) != seen;) { }
            Thread.Sleep(1);
            Interlocked.Decrement(ref running);
        });
        WorkerPool.Run(job, 50, Many, 2);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public void Small_work_stays_on_the_calling_thread()
    {
        int caller = Environment.CurrentManagedThreadId;
        WorkerPool.Run(
            new Job(_ => Assert.Equal(caller, Environment.CurrentManagedThreadId)), 1000, WorkerPool.SmallestShared - 1, 4);
    }

    [Fact]
    public void Workers_are_named_background_threads()
    {
        int caller = Environment.CurrentManagedThreadId;
        using var meeting = new Barrier(2);
        WorkerPool.Run(
            new Job(_ =>
            {
                meeting.SignalAndWait(TimeSpan.FromSeconds(30));
                if (Environment.CurrentManagedThreadId == caller)
                    return;
                Assert.True(Thread.CurrentThread.IsBackground);
                Assert.StartsWith("OptimizerDsl", Thread.CurrentThread.Name);
            }),
            2, Many, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void An_exception_reaches_the_caller_after_all_have_stopped(int threads)
    {
        for (int repetition = 0; repetition < 100; repetition++)
        {
            int running = 0;
            var job = new Job(chunk =>
            {
                Interlocked.Increment(ref running);
                try
                {
                    if (chunk == 17)
                        Fail();
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            });
            var exception = Assert.Throws<ExpectedException>(() => WorkerPool.Run(job, 100, Many, threads));
            Assert.Equal(0, running);
            Assert.Contains(nameof(Fail), exception.StackTrace);
        }

        Each_chunk_runs_once(100, threads);
    }

    [Fact]
    public void An_exception_ends_the_work_early()
    {
        int finished = 0;
        var job = new Job(chunk =>
        {
            if (chunk == 0)
                Fail();
            Thread.Sleep(1);
            Interlocked.Increment(ref finished);
        });
        Assert.Throws<ExpectedException>(() => WorkerPool.Run(job, 5000, Many, 2));
        Assert.InRange(finished, 0, 2500);
    }

    [Fact]
    public void An_exception_on_a_worker_reaches_the_caller()
    {
        int caller = Environment.CurrentManagedThreadId;
        using var meeting = new Barrier(2);
        var job = new Job(_ =>
        {
            meeting.SignalAndWait(TimeSpan.FromSeconds(30));
            if (Environment.CurrentManagedThreadId != caller)
                Fail();
        });
        Assert.Throws<ExpectedException>(() => WorkerPool.Run(job, 2, Many, 2));
    }

    [Fact]
    public void Callers_on_several_threads_do_not_wait_for_each_other()
    {
        int total = 0;
        var callers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            var job = new Job(_ => Interlocked.Increment(ref total));
            for (int step = 0; step < 500; step++)
                WorkerPool.Run(job, 20, Many, 4);
        })).ToList();
        callers.ForEach(caller => caller.Start());
        Assert.All(callers, caller => Assert.True(caller.Join(TimeSpan.FromSeconds(60))));
        Assert.Equal(4 * 500 * 20, total);
    }

    [Fact]
    public void Work_within_work_runs_in_place()
    {
        int total = 0;
        var inner = new Job(_ => Interlocked.Increment(ref total));
        WorkerPool.Run(new Job(_ => WorkerPool.Run(inner, 10, Many, 4)), 10, Many, 4);
        Assert.Equal(100, total);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        int[] runs = new int[64];
        var job = new Job(chunk => runs[chunk]++);
        Step(2000);

        // Other threads of the test host allocate as they please, so the least of several attempts counts.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            long mine = GC.GetAllocatedBytesForCurrentThread();
            long all = GC.GetTotalAllocatedBytes(precise: true);
            Step(100);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - all);
            Assert.Equal(mine, GC.GetAllocatedBytesForCurrentThread());
        }

        Assert.Equal(0, least);

        void Step(int count)
        {
            for (int step = 0; step < count; step++)
            {
                WorkerPool.Run(job, runs.Length, Many, 4);
                if (step % 25 == 0)
                    Thread.Sleep(1);        // long enough for the workers to fall asleep
            }
        }
    }

    private static void Fail() => throw new ExpectedException();

    private sealed class ExpectedException : Exception;

    private sealed class Job(Action<int> run) : IChunkWork
    {
        public void Run(int chunk) => run(chunk);
    }
}

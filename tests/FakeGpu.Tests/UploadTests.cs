using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests;

public sealed class UploadTests : FakeGpu
{
    public UploadTests() => FakeCuda.Reset();

    [SkippableFact]
    public void The_source_may_change_before_the_device_has_copied()
    {
        var gpu = Open();
        var targets = Enumerable.Range(0, 100).Select(_ => gpu.Allocate(8)).ToArray();
        var source = new byte[8];
        for (var i = 0; i < targets.Length; i++)
        {
            source.AsSpan().Fill((byte)i);
            gpu.Upload(targets[i], source, 3);
        }

        source.AsSpan().Fill(255);
        for (var i = 0; i < targets.Length; i++) Assert.All(Read(gpu, targets[i], 8), value => Assert.Equal(i, value));
    }

    [SkippableFact]
    public void An_upload_never_waits()
    {
        var gpu = Open();
        var target = gpu.Allocate(8);
        FakeCuda.Calls();
        for (var i = 0; i < 1000; i++) gpu.Upload(target, [1, 2, 3], 3);
        Assert.DoesNotContain(FakeCuda.Calls(), call => call.Contains("Synchronize", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Buffers_are_used_again_when_the_device_keeps_up()
    {
        var gpu = Open();
        var target = gpu.Allocate(4096);
        for (var i = 0; i < 1000; i++)
        {
            gpu.Upload(target, new byte[4096], 3);
            FakeCuda.Run();
        }

        Assert.Equal(65536, gpu.StagingBytes);
    }

    [SkippableFact]
    public void A_device_that_is_behind_costs_as_many_buffers_as_it_is_behind()
    {
        var gpu = Open();
        var target = gpu.Allocate(4096);
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 100; i++) gpu.Upload(target, new byte[4096], 3);
            FakeCuda.Run();
        }

        Assert.InRange(gpu.StagingBytes, 100 * 4096, 112 * 4096);
    }

    [SkippableFact]
    public void A_device_that_is_behind_is_asked_a_few_times_only()
    {
        var gpu = Open();
        var target = gpu.Allocate(16);
        for (var i = 0; i < 500; i++) gpu.Upload(target, [1], 3);
        FakeCuda.Calls();
        gpu.Upload(target, [1], 3);
        Assert.InRange(FakeCuda.Calls().Count(call => call == "cuEventQuery"), 0, 4);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Uploads_of_any_size_arrive_between_others(int bytes)
    {
        var gpu = Open();
        var (small, large) = (gpu.Allocate(8), gpu.Allocate(bytes));
        var data = Enumerable.Range(0, bytes).Select(i => (byte)(i * 7)).ToArray();
        for (var i = 0; i < 20; i++)
        {
            gpu.Upload(small, BitConverter.GetBytes((long)i), 3);
            gpu.Upload(large, data, 3);
            if (i % 3 == 0) FakeCuda.Run(2);
        }

        Assert.Equal(data, Read(gpu, large, bytes));
        Assert.Equal(19, BitConverter.ToInt64(Read(gpu, small, 8)));
    }

    [SkippableFact]
    public void An_upload_into_a_graph_keeps_its_bytes_for_every_replay()
    {
        var gpu = Open();
        var (captured, other) = (gpu.Allocate(4), gpu.Allocate(4));
        FakeCuda.Set("capturing", 1);
        gpu.Upload(captured, [1, 2, 3, 4], 3);
        FakeCuda.Set("capturing", 0);
        Assert.Equal<byte>([0, 0, 0, 0], Read(gpu, captured, 4));

        for (var replay = 0; replay < 3; replay++)
        {
            FakeCuda.Replay();
            Assert.Equal<byte>([1, 2, 3, 4], Read(gpu, captured, 4));
            for (var i = 0; i < 100; i++)
            {
                gpu.Upload(other, [9, 9, 9, 9], 3);
                FakeCuda.Run();
            }
        }
    }

    [SkippableFact]
    public void While_a_graph_is_captured_only_a_download_is_impossible()
    {
        var gpu = Open();
        var before = gpu.Allocate(16);
        FakeCuda.Set("capturing", 1);
        var during = gpu.Allocate(16);
        var function = gpu.Function(gpu.Compile("a.cu", "void step()", []), "step");
        gpu.Launch(function, 1, 1, [], 3);
        gpu.Upload(during, [1], 3);
        Assert.Contains("before or after", Assert.Throws<InvalidOperationException>(() => Read(gpu, before, 16)).Message);
        gpu.Free(before);
    }

    [SkippableFact]
    public void A_failed_event_is_a_failure()
    {
        var gpu = Open();
        var target = gpu.Allocate(4);
        gpu.Upload(target, [1], 3);
        FakeCuda.Fail("cuEventQuery", 700);
        Assert.Contains("cuEventQuery failed", Assert.Throws<CudaException>(() => gpu.Upload(target, [1], 3)).Message);
    }
}

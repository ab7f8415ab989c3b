using System.Diagnostics;
using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace OptimizerDsl.GpuVerification;

/// <summary>What became of the tests of an assembly.</summary>
/// <param name="Assembly">The assembly.</param>
/// <param name="Passed">How many passed.</param>
/// <param name="Failed">Which failed, and why.</param>
/// <param name="Skipped">Which were skipped, and why.</param>
/// <param name="NotRun">How many the time did not suffice for.</param>
/// <param name="Seconds">How long all took.</param>
internal sealed record TestResult(
    string Assembly, int Passed, IReadOnlyList<Unpassed> Failed, IReadOnlyList<Unpassed> Skipped, int NotRun, double Seconds);

/// <summary>A test that did not pass, and why.</summary>
internal sealed record Unpassed(string Name, string Why);

/// <summary>Runs xunit's tests in this process: a machine without the SDK has no `dotnet test`.</summary>
internal sealed class TestRun : LongLivedMarshalByRefObject, IMessageSink
{
    private readonly List<ITestCase> _found = [];
    private readonly List<Unpassed> _failed = [], _skipped = [];
    private readonly ManualResetEventSlim _discovered = new(), _finished = new();
    private int _passed, _ended;
    private StreamWriter? _names;
    private bool _isOver;

    public static TestResult Of(Assembly assembly, Func<string, bool> wanted, int shard, int shards, TimeSpan limit, string? names)
    {
        var clock = Stopwatch.StartNew();
        var run = new TestRun { _names = names is null ? null : new(names) { AutoFlush = true } };
        using var framework = new XunitTestFramework(run);
        framework.GetDiscoverer(Reflector.Wrap(assembly)).Find(includeSourceInformation: false, run, new TestOptions());
        run._discovered.Wait();

        var cases = run._found.Where(test => wanted(test.DisplayName)).OrderBy(test => test.DisplayName, StringComparer.Ordinal)
            .Where((_, index) => index % shards == shard - 1).ToList();
        // On a thread of its own: where an assembly's tests do not run in parallel, the call returns when all have run.
        var executor = framework.GetExecutor(assembly.GetName());
        new Thread(() => executor.RunTests(cases, run, new TestOptions())) { IsBackground = true }.Start();
        var rest = limit - clock.Elapsed;
        run._finished.Wait(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        lock (run._found)
        {
            run._isOver = true;
            return new(assembly.GetName().Name!, run._passed, run._failed, run._skipped, cases.Count - run._ended, clock.Elapsed.TotalSeconds);
        }
    }

    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (_found)
        {
            if (_isOver) return false;
            switch (message)
            {
                case ITestCaseDiscoveryMessage discovery: _found.Add(discovery.TestCase); break;
                case IDiscoveryCompleteMessage: _discovered.Set(); break;
                case ITestStarting starting: _names?.WriteLine(starting.Test.DisplayName); break;
                case ITestPassed: _passed++; break;
                case ITestCaseFinished: _ended++; break;
                case ITestSkipped skipped: _skipped.Add(new(skipped.Test.DisplayName, skipped.Reason)); break;
                case ITestFailed failed: Failed(failed.Test.DisplayName, failed); break;
                case ITestCaseCleanupFailure failed: Failed(failed.TestCase.DisplayName, failed); break;
                case ITestClassCleanupFailure failed: Failed(failed.TestClass.Class.Name, failed); break;
                case IErrorMessage failed: Failed("the run itself", failed); break;
                case ITestAssemblyFinished: _finished.Set(); break;
            }
        }

        return true;
    }

    /// <summary>Told at once: a run that is cut short has told what it knew.</summary>
    private void Failed(string name, IFailureInformation failure)
    {
        var why = string.Join("\n", failure.Messages.Zip(failure.StackTraces, (text, stack) => $"{text}\n{stack}"));
        _failed.Add(new(name, why));
        Console.WriteLine($"FAILED {name}\n    {why.ReplaceLineEndings("\n    ")}");
    }

    /// <summary>All options as they are by default, but one test at a time: they share the device, and some capture what is launched.</summary>
    private sealed class TestOptions : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = new() { ["xunit.execution.DisableParallelization"] = true };

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out var value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}

using System.ComponentModel;
using System.Reflection;
using Xunit.Sdk;

namespace VerifyXunit;

/// <summary>Applied to the test assembly by MSBuild: tells a snapshot which test it belongs to.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class UseVerifyAttribute : BeforeAfterTestAttribute
{
    static readonly AsyncLocal<MethodInfo?> Current = new();

    public override void Before(MethodInfo methodUnderTest) => Current.Value = methodUnderTest;

    public override void After(MethodInfo methodUnderTest) => Current.Value = null;

    public static MethodInfo GetMethod() =>
        Current.Value ??
        throw new InvalidOperationException("Verify was called outside of a test, or the test assembly lacks [UseVerify].");
}

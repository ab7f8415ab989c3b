using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Diagnostics;

/// <summary>A diagnostic without the compilation it came from.</summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, LocationInfo? Location, EquatableArray<string> Arguments)
{
    /// <summary>The diagnostic in one of these files, so that editors can underline it, suppress it and offer fixes.</summary>
    public Diagnostic ToDiagnostic(IEnumerable<SyntaxTree> files) =>
        Diagnostic.Create(Descriptor, Location?.ToLocation(files), Arguments.ToArray<object>());
}

internal sealed record LocationInfo(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo? From(Location? location) =>
        location?.SourceTree is { } tree
            ? new LocationInfo(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span)
            : null;

    public Location ToLocation(IEnumerable<SyntaxTree> files) =>
        files.FirstOrDefault(f => f.FilePath == Path && Span.End <= f.Length && f.GetLineSpan(Span).Span == Lines) is { } file
            ? Location.Create(file, Span)
            : Location.Create(Path, Span, Lines);
}

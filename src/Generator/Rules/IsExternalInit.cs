namespace System.Runtime.CompilerServices;

/// <summary>Lets records be compiled for .NET Standard 2.0, which lacks this marker.</summary>
internal static class IsExternalInit;

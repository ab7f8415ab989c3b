namespace Quickstart;

/// <summary>The user asked for what cannot be done; the message is one line that says why.</summary>
internal sealed class BadInputException(string message) : Exception(message);

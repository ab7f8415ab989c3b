namespace Quickstart;

/// <summary>A point of the learning curve; losses are in nats per character.</summary>
/// <param name="Step">After how many steps.</param>
/// <param name="Training">The mean loss of the steps since the point before.</param>
/// <param name="Validation">The loss on the whole validation text.</param>
internal readonly record struct Point(int Step, double Training, double Validation);

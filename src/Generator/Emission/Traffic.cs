using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>How much memory a pass moves, in words.</summary>
internal static class Traffic
{
    public static string Of(Pass pass, Plan plan)
    {
        var (reads, readBanks) = Count(pass.Loads);
        var (writes, writtenBanks) = Count(plan.Written(pass));
        var condition = pass.Loads.Concat(plan.Written(pass)).Any(t => t.Flag is not null) ? " at the most" : "";
        var moved = pass.Loads.Concat(plan.Written(pass)).ToArray();
        var bytes = Names.Int(moved.Where(t => t.Kind != Kind.Bank).Sum(Bytes))
            + (moved.Where(t => t.Kind == Kind.Bank).Sum(Bytes) is var banks and > 0 ? $" + {Names.Int(banks)} K" : "");
        return $"reads {Tensors(reads, readBanks)}, writes {Tensors(writes, writtenBanks)}: {bytes} B per float32 parameter{condition}";

        int Bytes(Transfer transfer) => BytesOf(transfer, plan) ?? 4;
    }

    /// <summary>The bytes that a pass moves per element, as terms of a sum in C#: those that always move, those under a flag, the banks.</summary>
    public static IEnumerable<string> Terms(Pass pass, Plan plan)
    {
        var groups = pass.Loads.Concat(plan.Written(pass))
            .GroupBy(t => (t.Flag, t.FlagHolds, Bytes: BytesOf(t, plan), Vector: t.Kind == Kind.Bank ? plan.VectorIndex(plan.Rule.States.First(s => s.Field == t.Tensor).Per!) : -1));
        foreach (var group in groups)
        {
            var amount = (group.Key.Vector < 0 ? "" : $"lengths[{Names.Int(group.Key.Vector)}] * ") + (group.Key.Bytes is { } bytes ? Names.Int(bytes * group.Count()) + "L" : Names.Int(group.Count()) + "L * element");
            yield return group.Key.Flag is null
                ? amount
                : $"((variant & {Names.Int(plan.FlagBit(group.Key.Flag))}) {(group.Key.FlagHolds ? "!=" : "==")} 0 ? {amount} : 0L)";
        }
    }

    /// <summary>The bytes of an element of a tensor; null for those of the parameter, which also stand for slots whose type is an option.</summary>
    private static int? BytesOf(Transfer transfer, Plan plan) => transfer.Tensor == Memory.Slot && plan.Rule.HasBufferDtype ? null : plan.Rule.PrecisionOf(transfer.Tensor) switch
    {
        Precision.Same => null,
        Precision.Float32 => 4,
        _ => 2,
    };

    private static (int Tensors, int Banks) Count(IEnumerable<Transfer> transfers) =>
        (transfers.Count(t => t.Kind != Kind.Bank), transfers.Count(t => t.Kind == Kind.Bank));

    private static string Tensors(int tensors, int banks) => banks == 0
        ? Names.Int(tensors)
        : (tensors == 0 ? "" : Names.Int(tensors) + " + ") + (banks == 1 ? "K" : Names.Int(banks) + " K");
}

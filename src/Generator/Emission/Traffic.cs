using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>How much memory a pass moves, in words.</summary>
internal static class Traffic
{
    public static string Of(Pass pass, Plan plan)
    {
        var (reads, readBanks) = Count(pass.Loads);
        var (writes, writtenBanks) = Count(pass.Stores);
        var condition = pass.Loads.Concat(pass.Stores).Any(t => t.Flag is not null) ? " at the most" : "";
        var banks = readBanks + writtenBanks;
        var bytes = banks == 0
            ? Names.Int(4 * (reads + writes))
            : $"{Names.Int(4 * (reads + writes))} + {Names.Int(4 * banks)} K";
        return $"reads {Tensors(reads, readBanks)}, writes {Tensors(writes, writtenBanks)}: {bytes} B per float32 parameter{condition}";
    }

    private static (int Tensors, int Banks) Count(EquatableArray<Transfer> transfers) =>
        (transfers.Count(t => t.Kind != Kind.Bank), transfers.Count(t => t.Kind == Kind.Bank));

    private static string Tensors(int tensors, int banks) => banks == 0
        ? Names.Int(tensors)
        : (tensors == 0 ? "" : Names.Int(tensors) + " + ") + (banks == 1 ? "K" : Names.Int(banks) + " K");
}

using System.Buffers.Binary;
using System.Text;

namespace OptimizerDsl.Setup;

/// <summary>
/// The versions of other libraries' symbols that a shared library of ELF (64 bits, little-endian) asks the loader for:
/// its sections SHT_GNU_verneed. The loader refuses a library whose need is not met, unless the need is marked weak, even where
/// nothing in the library refers to a symbol of that version.
/// </summary>
public sealed class VersionNeeds
{
    private const int RelocationsWithAddends = 4, Relocations = 9, DynamicSymbols = 11, VersionNeed = 0x6ffffffe, SymbolVersions = 0x6fffffff;
    private const ushort Weak = 2, VersionMask = 0x7fff;

    private readonly byte[] _image;
    private readonly List<Section> _sections;

    /// <summary>Reads a library.</summary>
    /// <param name="image">The bytes of its file.</param>
    /// <exception cref="InvalidDataException">It is no shared library of this kind, or damaged.</exception>
    public VersionNeeds(byte[] image)
    {
        _image = image;
        try
        {
            if (!image.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
                throw new InvalidDataException("Not an ELF library of 64 bits, little-endian.");
            var (headers, size, count) = (checked((int)U64(0x28)), U16(0x3a), U16(0x3c));
            _sections = [.. Enumerable.Range(0, count).Select(index => SectionAt(headers + index * size))];
            var referenced = ReferencedVersions();
            All = [.. _sections.Where(section => section.Type == VersionNeed).SelectMany(section => NeedsOf(section, referenced))];
        }
        catch (Exception damage) when (damage is ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The ELF library is damaged: its headers point outside of it.", damage);
        }
    }

    /// <summary>What is asked for, in the order of the file.</summary>
    public IReadOnlyList<Need> All { get; }

    /// <summary>A copy of the library with these needs marked weak.</summary>
    /// <exception cref="InvalidOperationException">A symbol of such a version is used: without it the library would not work.</exception>
    public byte[] Weakened(IEnumerable<Need> needs)
    {
        var copy = (byte[])_image.Clone();
        foreach (var need in needs)
        {
            if (need.IsUsed) throw new InvalidOperationException($"{need.Version} of {need.Library} is used by the library.");
            BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(need.FlagsAt), (ushort)(U16(need.FlagsAt) | Weak));
        }

        return copy;
    }

    /// <summary>The indices of all versions that a symbol has to which some relocation refers.</summary>
    private HashSet<int> ReferencedVersions()
    {
        // One for each dynamic symbol, in their order.
        var versions = _sections.FirstOrDefault(section => section.Type == SymbolVersions);
        var found = new HashSet<int>();
        foreach (var section in _sections.Where(section => section.Type is RelocationsWithAddends or Relocations))
        {
            if (versions is null || _sections[section.Link].Type != DynamicSymbols) continue;
            var size = section.Type == RelocationsWithAddends ? 24 : 16;
            for (var at = section.Offset; at + size <= section.Offset + section.Size; at += size)
                found.Add(U16(versions.Offset + 2 * checked((int)(U64(at + 8) >> 32))) & VersionMask);
        }

        return found;
    }

    private IEnumerable<Need> NeedsOf(Section section, HashSet<int> referenced)
    {
        var names = _sections[section.Link];
        for (var (at, more) = (section.Offset, true); more;)
        {
            var library = Text(names, U32(at + 4));
            var version = at + U32(at + 8);
            for (var left = U16(at + 2); left > 0; left--)
            {
                yield return new(library, Text(names, U32(version + 8)), (U16(version + 4) & Weak) != 0,
                    referenced.Contains(U16(version + 6) & VersionMask), version + 4);
                version += U32(version + 12);
            }

            // Never backwards: a damaged file must not be read for ever.
            var next = U32(at + 12);
            if (next < 0) throw new ArgumentException("A list of needs goes backwards.");
            more = next != 0;
            at += next;
        }
    }

    private Section SectionAt(int at) =>
        new(U32(at + 4), checked((int)U64(at + 0x18)), checked((int)U64(at + 0x20)), U32(at + 0x28));

    private string Text(Section names, int offset)
    {
        var text = _image.AsSpan(names.Offset + offset);
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_image.AsSpan(at));

    private int U32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_image.AsSpan(at));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_image.AsSpan(at));

    private sealed record Section(int Type, int Offset, int Size, int Link);
}

/// <summary>A version of a library's symbols that another library asks for.</summary>
/// <param name="Library">The library that has the symbols, as in "libstdc++.so.6".</param>
/// <param name="Version">The version, as in "GLIBCXX_3.4.32".</param>
/// <param name="IsWeak">Whether the loader may do without it.</param>
/// <param name="IsUsed">Whether a relocation refers to a symbol of this version.</param>
/// <param name="FlagsAt">Where in the file the flags of the need are.</param>
public sealed record Need(string Library, string Version, bool IsWeak, bool IsUsed, int FlagsAt);

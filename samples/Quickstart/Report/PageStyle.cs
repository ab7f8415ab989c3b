namespace Quickstart;

/// <summary>The look of a page, in light and dark.</summary>
internal static class PageStyle
{
    // The colours are those of Okabe and Ito, which colour-blind readers can tell apart, shifted for contrast.
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1d2125; --faint: #6b7178; --rule: #e3e6e9; --paper: #ffffff }
        .c0 { --c: #0072b2 } .c1 { --c: #d55e00 } .c2 { --c: #009e73 } .c3 { --c: #b0569a } .c4 { --c: #b98a00 }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e8ea; --faint: #9aa1a8; --rule: #33383d; --paper: #16191c }
          .c0 { --c: #56b4e9 } .c1 { --c: #f0813a } .c2 { --c: #2fc59a } .c3 { --c: #e29acb } .c4 { --c: #f0d048 }
        }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1080px; margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem }
        p { max-width: 46rem }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 1rem }
        svg { width: 100% }
        .curve { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round }
        .grid { stroke: var(--rule) }
        .axis { stroke: var(--faint) }
        .level { stroke: var(--faint); stroke-dasharray: 4 4 }
        .title { font-size: 14px; font-weight: 600; fill: var(--ink) }
        .label { font-size: 12px; fill: var(--faint) }
        .key { font-size: 12px; fill: var(--c) }
        .legend span { margin-right: 1.4em; white-space: nowrap }
        .legend span::before { content: ""; display: inline-block; width: 1.4em; height: 3px; margin-right: .5em; vertical-align: .25em; background: var(--c) }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin-top: 1rem }
        th, td { padding: .3rem .8rem; text-align: right; border-bottom: 1px solid var(--rule) }
        thead th { font-weight: 500; color: var(--faint); vertical-align: bottom }
        tbody th { text-align: left; color: var(--c) }
        th:last-child, td:last-child { text-align: left }
        .note { color: var(--faint); font-size: 13px }
        """;
}

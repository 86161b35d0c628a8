"""What the reports' pages share: escaping, the frame, the colours. No script, nothing loaded from anywhere."""

import html
from collections.abc import Iterable
from fractions import Fraction

from grader.visible import visible
from helpers.language import Text, current_language

# Colours that colour-blind readers tell apart; each stands beside a word or a sign, never alone.
STYLE = """
:root{color-scheme:light dark;--page:#fff;--card:#f6f7f9;--line:#d8dce2;--text:#1c2128;--soft:#59636e;--link:#0b5fae;
--right:#00805c;--partly:#b26a00;--wrong:#c2410c;--none:#6b7280;--right-bar:#009e73;--partly-bar:#e69f00;
--wrong-bar:#d55e00;--none-bar:#9aa3ad;--ended-bar:#8a4fa3}
@media(prefers-color-scheme:dark){:root{--page:#15191e;--card:#1e242b;--line:#38414b;--text:#e6eaee;--soft:#9ea9b4;
--link:#7ab8f5;--right:#3ecf9f;--partly:#f0b34a;--wrong:#ff8a5c;--none:#a8b1bb}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1.25rem 4rem;max-width:60rem;background:var(--page);color:var(--text);
font:16px/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem}
h3{font-size:1.02rem;margin:0;font-weight:600}
p{margin:.4rem 0}a{color:var(--link)}
.soft{color:var(--soft)}.small{font-size:.88rem}.any{overflow-wrap:anywhere}
code,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em;overflow-wrap:anywhere}
.tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.6rem 1rem;min-width:8rem;flex:1}
.tile b{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums}
.card{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--edge,var(--line));
border-radius:6px;padding:.7rem 1rem;margin:.7rem 0}
.head{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:baseline;justify-content:space-between}
.points{font-variant-numeric:tabular-nums;white-space:nowrap}
.lines{white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0 0}
.chips{display:flex;flex-wrap:wrap;gap:.35rem;margin:.45rem 0 0;padding:0;list-style:none;font-size:.88rem}
.chips li{border:1px solid var(--line);border-radius:99px;padding:.05rem .6rem;background:var(--page)}
.right{color:var(--right)}.partly{color:var(--partly)}.wrong,.ended{color:var(--wrong)}.none{color:var(--none)}
.bar{display:flex;height:.8rem;min-width:8rem;border-radius:4px;overflow:hidden;background:var(--line)}
.bar i{display:block}td .bar{margin-top:.35rem}
.b-right{background:var(--right-bar)}.b-partly{background:var(--partly-bar)}.b-wrong{background:var(--wrong-bar)}
.b-none{background:var(--none-bar)}.b-ended{background:var(--ended-bar)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;font-size:.88rem;color:var(--soft)}
td.n,th.n{text-align:right;white-space:nowrap}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.88rem;color:var(--soft)}
.key i{display:inline-block;width:.8rem;height:.8rem;border-radius:3px;margin-right:.35rem;vertical-align:-.05rem}
ul{margin:.4rem 0;padding-left:1.3rem}
@media print{body{max-width:none}.card{break-inside:avoid}}
"""


def escape(text: Text | str) -> str:
    """Write a text for HTML: no markup, nothing invisible, nothing that changes the direction of what follows."""
    shown = text.get() if isinstance(text, Text) else text
    return html.escape("\n".join(map(visible, shown.split("\n"))))


def page(title: Text | str, body: Iterable[str]) -> str:
    """Return a whole page in the language in use."""
    language = "zh-Hans" if current_language() == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def number(value: Fraction | float) -> str:
    """Write points with two decimals at most.

    Example
    -------
    >>> number(Fraction(15, 2)), number(Fraction(10, 3)), number(Fraction(10))
    ('7.5', '3.33', '10')
    """
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def tile(figure: str, caption: Text) -> str:
    """Return one figure with its caption."""
    return f'<div class="tile"><b>{escape(figure)}</b>{escape(caption)}</div>'


def bar(parts: Iterable[tuple[str, float]]) -> str:
    """Return a bar of coloured parts, each with its share; the numbers stand beside it for those who read by ear."""
    pieces = "".join(f'<i class="b-{kind}" style="width:{100 * share:.2f}%"></i>' for kind, share in parts if share)
    return f'<div class="bar" aria-hidden="true">{pieces}</div>'


def table(*columns: tuple[str, Text | str]) -> str:
    """Return the beginning of a table: each column's class ("n": numbers) and heading."""
    heads = "".join(f'<th scope="col" class="{kind}">{escape(head)}</th>' for kind, head in columns)
    return f'<div class="scroll"><table><thead><tr>{heads}</tr></thead>'


TABLE_END = "</table></div>"

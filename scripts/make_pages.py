#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the pages of the reference site: those written by hand, with what the tool knows filled in.

usage: make_pages.py TOOL FOLDER

TOOL is the program `conurb`; FOLDER takes the pages, for Doxygen to read. A page may hold

    <!-- parameters NAME -->        the described parameters of a method, of `extents` or of `repair`
    <!-- map NAME KEY=VALUE... -->  the method on the data that ships: the command, and the map it writes
    <!-- picture NAME: ARGUMENTS --> `conurb ARGUMENTS`: the command, and the map it writes
    <!-- examples -->               all examples, each with what it prints

Links to other pages, headers in backticks and "struct `Name`" become references, links to other files plain names. Ends with an error where a
link leads nowhere, a method has no page, a page no method, or docs/features.md does not name each public header.
"""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = "examples/data/korea"
TOOL = pathlib.Path(sys.argv[1]).resolve()
PAGES = pathlib.Path(sys.argv[2]).resolve()


def complain(text):
    sys.exit(f"make_pages.py: {text}")


def run(*arguments):
    done = subprocess.run([TOOL, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        complain(f"conurb {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def methods():
    return re.findall(r"^([a-z][a-z-]*)$", run("methods"), re.MULTILINE)


def parameter_table(name):
    """`conurb methods NAME` prints of each parameter: name = default [type, unit; allowed], sentence, source."""
    found = re.findall(r"^  (\S+) = (.*?)   \[(.*?)(?:; (.*?))?\]\n((?:      .*\n)+)", run("methods", name), re.MULTILINE)
    if not found:
        complain(f"`conurb methods {name}` shows no parameters")
    rows = ["| parameter | default | unit | values | meaning | source |", "|---|---|---|---|---|---|"]
    for key, default, kind, allowed, text in found:
        words = " ".join(text.split())
        meaning, _, source = words.partition(" source: ")
        unit = kind.partition(", ")[2]
        cells = [f"`{key}`", f"`{default}`", unit, allowed.replace(" | ", ", ") or kind, meaning, source]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def map_of(name, settings):
    command = ["delineate", "--units", f"{DATA}/units.csv", "--flows", f"{DATA}/flows.csv", "--method", name]
    for setting in settings:
        command += ["--set", setting]
    out = PAGES / "results" / name
    run(*command, "--title", name, "--subtitle", "159 Korean units, modelled flows", "--quiet", "--out", out)
    picture = f"map_{name}.svg"
    (out / "map.svg").replace(PAGES / picture)
    return (f"    conurb {' '.join(command)} --out result\n\n![Areas by {name} from the flows that ship, which are modelled]"
            f"({picture})")


def picture_of(name, arguments):
    out = PAGES / "results" / name
    out.mkdir(parents=True, exist_ok=True)
    ties = arguments.startswith("ties ")  # a table, and the map beside it
    run(*arguments.replace("DATA", DATA).split(), "--quiet",
        *(["--out", out / "table.csv", "--map", out / "map.svg"] if ties else ["--out", out]))
    (out / "map.svg").replace(PAGES / f"{name}.svg")
    return (f"    conurb {arguments.replace('DATA', DATA)} --out {'table.csv --map map.svg' if ties else 'result'}\n\n"
            f"![From the flows that ship, which are modelled]({name}.svg)")


def examples():
    text = []
    for source in sorted((ROOT / "examples").glob("*.cpp")):
        printed = source.with_suffix(".expected")
        text += [f"## {source.stem} {{#example_{source.stem}}}", f"```cpp\n{source.read_text().strip()}\n```"]
        if printed.exists():
            text += ["It prints", f"```\n{printed.read_text().rstrip()}\n```"]
    return "\n\n".join(text)


def filled_in(text):
    text = re.sub(r"<!-- parameters (\S+) -->", lambda m: parameter_table(m[1]), text)
    text = re.sub(r"<!-- map (\S+)((?: \S+=\S+)*) -->", lambda m: map_of(m[1], m[2].split()), text)
    text = re.sub(r"<!-- picture (\S+): (.*?) -->", lambda m: picture_of(m[1], m[2]), text)
    return text.replace("<!-- examples -->", examples())


def label(page):
    return "page_" + re.sub(r"\W", "_", str(page.with_suffix(""))).lower().removeprefix("docs_")


def with_references(text, page, pages):
    def replaced(match):
        shown, target = " ".join(match[2].split()), match[3]  # Doxygen loses itself where a link goes over two lines
        path, _, _ = target.partition("#")
        if not path or re.match(r"[a-z]+:", target) or (PAGES / path).exists():  # a heading, the web, a map made here
            return match[0]
        there = (ROOT / page.parent / path).resolve()
        if there == ROOT / "examples" / "README.md":
            there = ROOT / "docs" / "examples.md"
        if not there.exists():
            complain(f"{page}: no {target}")
        if match[1]:
            shutil.copy(there, PAGES)
            return f"![{shown}]({there.name})"
        inside = there.relative_to(ROOT)
        if page.name == "which_method.md" and inside.parent.name == "methods":
            return f'@subpage {label(inside)} "{shown}"'
        if inside in pages:
            return f"[{shown}](@ref {label(inside)})"
        return shown if shown.startswith("`") else f"{shown} (`{inside}`)"

    text = re.sub(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", replaced, text)
    text = re.sub(r"`(conurb/[\w/]+\.hpp)`", r"[\1](@ref \1)", text)
    return re.sub(r"struct `(\w+)`", r"struct [\1](@ref conurb::\1)", text)


def check_pages(names):
    written = sorted(p.stem for p in (ROOT / "docs" / "methods").glob("*.md"))
    if written != sorted(names):
        complain(f"docs/methods and `conurb methods` differ in {sorted(set(written) ^ set(names))}")
    for name in names:
        text = (ROOT / "docs" / "methods" / f"{name}.md").read_text()
        for marker in (f"<!-- parameters {name} -->", f"<!-- map {name}"):
            if marker not in text:
                complain(f"docs/methods/{name}.md lacks {marker}")
    features = (ROOT / "docs" / "features.md").read_text()
    named = set(re.findall(r"`(conurb/[\w/]+\.hpp)`", features))
    headers = {str(h.relative_to(ROOT / "include")) for h in (ROOT / "include").rglob("*.hpp")}
    if named != headers:
        complain(f"docs/features.md and include/ differ in {sorted(named ^ headers)}")
    for line in features.splitlines():
        text = "".join((ROOT / "include" / h).read_text() for h in re.findall(r"`(conurb/[\w/]+\.hpp)`", line))
        for symbol in re.findall(r"`(\w+)`", line.rpartition("| ")[0].rpartition("| ")[2] if text else ""):
            if not re.search(rf"\b{symbol}\b", text):
                complain(f"docs/features.md: no {symbol} in {line}")


def main():
    PAGES.mkdir(parents=True, exist_ok=True)
    check_pages(methods())
    pages = [pathlib.Path(p) for p in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md")]
    pages += sorted(p.relative_to(ROOT) for p in (ROOT / "docs").rglob("*.md"))
    wanted = set()
    for page in pages:
        text = with_references(filled_in((ROOT / page).read_text()), page, pages)
        first, _, rest = text.partition("\n")
        if not first.startswith("# "):
            complain(f"{page} does not begin with a heading")
        made = PAGES / ("README.md" if page.name == "README.md" else label(page) + ".md")
        made.write_text(f"{first} {{#{label(page)}}}\n{rest}" if made.name != "README.md" else text)
        wanted.add(made)
    for stale in set(PAGES.glob("*.md")) - wanted:
        stale.unlink()


main()

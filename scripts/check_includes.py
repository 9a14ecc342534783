#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether modules include only what stands left of them, and headers what they use of the standard library.

That each public header compiles alone is checked by the target all_verify_interface_header_sets.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# data flows from left to right (ARCHITECTURE.md); gdal and cbc are libraries beside the others
MODULES = "core graph geometry grid ties areas methods layers assess models input output study gdal cbc".split()
# what src/detail may include: it serves all modules
BELOW_ALL = {"core", "detail"}
# where a name of the standard library is declared, for names that are often used and rarely included
DECLARED = {
    "algorithm": "clamp|sort|stable_sort|lower_bound|upper_bound|max_element|min_element|ranges::\\w+|min|max|fill|any_of|all_of|none_of",
    "array": "array<", "atomic": "atomic<", "charconv": "from_chars|to_chars", "concepts": "same_as|convertible_to|invocable",
    "cmath": "sqrt|abs|isnan|isfinite|isinf|exp|log|log10|pow|floor|ceil|hypot|round", "cstdint": "u?int(8|16|32|64)_t",
    "functional": "function<|greater<", "limits": "numeric_limits", "map": "map<", "memory": "unique_ptr|shared_ptr|make_unique|make_shared",
    "mutex": "mutex|lock_guard", "numeric": "iota|accumulate", "optional": "optional<|nullopt", "queue": "priority_queue|queue<", "set": "set<",
    "span": "span<|span\\(", "stop_token": "stop_token|stop_source", "string": "string\\b(?!_)|to_string", "string_view": "string_view",
    "thread": "thread\\b|jthread", "tuple": "tuple<|tie\\(", "unordered_map": "unordered_map<", "unordered_set": "unordered_set<",
    "utility": "move\\(|pair<|pair\\(|swap|exchange|forward<", "variant": "variant<|get_if<|visit\\(|monostate", "vector": "vector<",
}
USES = {header: re.compile(rf"std::({names})") for header, names in DECLARED.items()}
# the tie matrix is a graph too, and what takes any graph takes it
EXCEPTIONS = {("include/conurb/graph/boost_graph.hpp", "conurb/ties/tie_matrix.hpp"),
              ("include/conurb/graph/components.hpp", "conurb/ties/tie_matrix.hpp"),
              ("include/conurb/graph/eigen.hpp", "conurb/ties/tie_matrix.hpp")}


def module_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[2] if parts[0] == "include" and len(parts) > 3 else parts[1] if parts[0] == "src" else None


def allowed(module, other):
    if other == module or other == "detail" or other not in MODULES:
        return True
    if module == "detail":
        return other in BELOW_ALL
    return module not in MODULES or MODULES.index(other) <= MODULES.index(module)


faults = []
files = sorted([*(ROOT / "include").rglob("*.hpp"), *(ROOT / "src").rglob("*.[ch]pp")])
for path in files:
    text = path.read_text()
    name = path.relative_to(ROOT)
    module = module_of(path)
    code = re.sub(r"//.*", "", text)
    included = re.findall(r'^#include [<"](.*?)[>"]', text, re.MULTILINE)
    for header in included:
        private = (ROOT / "src" / header).exists()
        parts = header.split("/")
        other = parts[1] if header.startswith("conurb/") and len(parts) > 2 else parts[0] if private and len(parts) > 1 else None
        if module and other and not allowed(module, other) and (str(name), header) not in EXCEPTIONS:
            faults.append(f"{name}: {module} includes {header}, of {other} to its right")
    if path.suffix == ".hpp" and module:
        # a source may rely on what its own header includes; a header on nothing
        for header, pattern in USES.items():
            found = pattern.search(code)
            if found and header not in included:
                faults.append(f"{name}: {found.group(0)} without <{header}>")
    begin = "// SPDX-License-Identifier: MIT\n" + ("/// @file\n" if path.parts[len(ROOT.parts)] == "include" else "")
    if not text.startswith(begin) or (path.suffix == ".hpp" and "#pragma once" not in text):
        faults.append(f"{name}: no SPDX line, @file comment or #pragma once")
print("\n".join(faults) or f"{len(files)} files, modules include only what stands left of them")
sys.exit(bool(faults))

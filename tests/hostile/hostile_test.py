# SPDX-License-Identifier: MIT
"""Hostile inputs against the tool: each must end in the documented exit status, say in one line on standard error what
is wrong and where, and leave no output behind.

    python3 hostile_test.py CONURB [-v] [NAME...]

Exit status of the tool: 2 wrong usage; 3 input refused; 4 impossible parameters; 5 output not written; 130 interrupted.
Cases that the machine cannot stage (no root, no /dev/full) are skipped with a word. Python 3 standard library only.
"""

import gzip
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

NOBODY = 65534
TIMEOUT = 120

UNITS = "code,name,population\n01,Alpha,9000\n02,Beta,800\n03,Gamma,700\n04,Delta,400\n"
FLOWS = ("origin,destination,flow\n01,01,4200\n01,02,310\n01,03,150\n02,01,900\n02,02,700\n03,01,640\n03,03,520\n"
         "04,01,210\n04,03,130\n04,04,610\n")
PAIRS = "a,b\n01,02\n01,03\n03,04\n"


def square(code, x, y):
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return ('{"type": "Feature", "properties": {"code": "%s"}, "geometry": {"type": "Polygon", "coordinates": [%s]}}'
            % (code, ring))


BORDERS = ('{"type": "FeatureCollection", "features": [\n%s\n]}'
           % ",\n".join(square("%02d" % (k + 1), k % 2, k // 2) for k in range(4)))

DELINEATE = ["delineate", "--units", "units.csv", "--flows", "flows.csv", "--out", "out"]
CONSTRAINT = ["constraint", "--flows", "flows.csv", "--out", "out.csv"]


class Case:
    """`files`: name -> text or bytes, None for a folder, put beside the valid ones or in their place."""

    def __init__(self, name, status, pattern, arguments=None, files=None, extra=(), before=None, child=None, stdout=None,
                 needs=None):
        self.name = name
        self.status = status
        self.pattern = pattern
        self.arguments = list(DELINEATE if arguments is None else arguments) + list(extra)
        self.files = files or {}
        self.before = before  # called in the folder of the case before the run
        self.child = child    # called in the tool's process before it starts
        self.stdout = stdout  # path for standard output
        self.needs = needs    # returns a reason to skip, or None


def at(place, words, code):
    """What the line on standard error has to be: place, reason, code."""
    return r"^conurb: %s: .*%s.* \[%s\]$" % (re.escape(place), words, code)


def parameter(words, code="unknown_parameter"):
    return r"^conurb: .*%s.* \[%s\]$" % (words, code)


USAGE = r"^conurb: .*%s.*; see `conurb --help`$"


def flows(*rows):
    return {"flows.csv": "origin,destination,flow\n01,02,5\n" + "".join(row + "\n" for row in rows)}


def units(*rows):
    return {"units.csv": "code,name,population\n01,Alpha,9000\n" + "".join(row + "\n" for row in rows)}


def packed():
    return gzip.compress((FLOWS + "\n" * 3000).encode(), mtime=0)


def damaged(at_byte):
    data = bytearray(packed())
    data[at_byte] ^= 0x55
    return bytes(data)


def utf16(text, name):
    return (b"\xff\xfe" if name == "utf-16-le" else b"\xfe\xff") + text.encode(name)


def small_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it; the tool must see to it by itself
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))


def unprivileged():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def closed(folder):
    """A folder nobody may write to, with earlier results in it."""
    os.mkdir(os.path.join(folder, "closed"))
    with open(os.path.join(folder, "closed", "areas.csv"), "w") as file:
        file.write("earlier\n")
    os.chmod(os.path.join(folder, "closed"), 0o555)


def unreadable(folder):
    os.chmod(os.path.join(folder, "flows.csv"), 0)


def can_run_unprivileged(tool):
    if os.getuid() != 0:
        return None
    try:
        subprocess.run([tool, "--version"], preexec_fn=unprivileged, stdout=subprocess.DEVNULL, check=True, cwd="/")
    except (OSError, subprocess.SubprocessError):
        return "the tool cannot be run by another user here"
    return None


def no_full_device(_tool):
    try:
        return None if stat.S_ISCHR(os.stat("/dev/full").st_mode) else "/dev/full is no device"
    except OSError:
        return "there is no /dev/full"


def table():
    """All cases that are one run of the tool."""
    return [
        # --- tables that are none
        Case("units: empty file", 3, at("units.csv:1", "is empty", "malformed"), files={"units.csv": ""}),
        Case("flows: empty file", 3, at("flows.csv:1", "is empty", "malformed"), files={"flows.csv": ""}),
        Case("flows: blank lines only", 3, at("flows.csv:1", "is empty", "malformed"), files={"flows.csv": "\n\n \n,,\n"}),
        Case("units: header only", 3, at("units.csv", "holds no usable unit", "no_units"),
             files={"units.csv": "code,name,population\n"}),
        Case("flows: header only", 3, at("flows.csv", "holds no flow", "no_flows"),
             files={"flows.csv": "origin,destination,flow\n"}),
        Case("flows without units: header only", 3, at("flows.csv", "holds no flow", "no_flows"), CONSTRAINT,
             {"flows.csv": "origin,destination,flow\n"}),
        Case("missing file", 3, at("none.csv", "No such file", "cannot_read"), extra=["--adjacency", "none.csv"]),
        Case("a folder as file", 3, at("flows.csv", "is a directory", "cannot_read"), files={"flows.csv": None}),
        Case("file that may not be read", 3, at("flows.csv", "Permission denied", "cannot_read"), before=unreadable,
             child=unprivileged, needs=can_run_unprivileged),
        Case("NUL bytes", 3, at("flows.csv:2", "NUL byte", "malformed"),
             files={"flows.csv": b"origin,destination,flow\n01,02,\x00\x00\n"}),
        Case("a binary file", 3, r"^conurb: flows\.csv:\d+: .* \[(malformed|encoding)\]$",
             files={"flows.csv": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8}),
        Case("UTF-16 LE", 3, at("flows.csv:1", "is UTF-16", "encoding"), files={"flows.csv": utf16(FLOWS, "utf-16-le")}),
        Case("UTF-16 BE", 3, at("units.csv:1", "is UTF-16", "encoding"), files={"units.csv": utf16(UNITS, "utf-16-be")}),
        Case("UTF-16 without a mark", 3, at("flows.csv:1", "NUL byte", "malformed"),
             files={"flows.csv": FLOWS.encode("utf-16-le")}),
        Case("invalid UTF-8, not CP949 either", 3, at("units.csv:3", "neither valid UTF-8 nor valid CP949 at byte 4", "encoding"),
             files={"units.csv": b"code,name\n01,Alpha\n02,\xff\xff\n"}),
        Case("invalid UTF-8 where UTF-8 is asked for", 3, at("units.csv:2", "not valid UTF-8 at byte 4", "encoding"),
             files={"units.csv": b"code,name\n01,\xbc\xad\xbf\xef\n"}, extra=["--encoding", "utf-8"]),
        Case("invalid CP949 where CP949 is asked for", 3, at("units.csv:3", "not valid CP949 at byte 4", "encoding"),
             files={"units.csv": b"code,name\n01,\xbc\xad\n02,\xff\n"}, extra=["--encoding", "cp949"]),
        Case("truncated gz", 3, at("flows.csv", "truncated gzip", "cannot_read"), files={"flows.csv": packed()[:60]}),
        Case("gz without its last byte", 3, at("flows.csv", "truncated gzip", "cannot_read"), files={"flows.csv": packed()[:-1]}),
        Case("gz of a header alone", 3, at("flows.csv", "truncated gzip", "cannot_read"), files={"flows.csv": packed()[:8]}),
        Case("damaged gz", 3, at("flows.csv", "damaged gzip", "cannot_read"), files={"flows.csv": damaged(25)}),
        Case("gz with a wrong checksum", 3, at("flows.csv", "damaged gzip", "cannot_read"), files={"flows.csv": damaged(-6)}),

        # --- columns
        Case("units: missing column", 3, at("units.csv:1", "no column is recognised as the unit code.*place, name", "missing_column"),
             files={"units.csv": "place,name\n01,Alpha\n"}),
        Case("flows: missing column", 3, at("flows.csv:1", "no column is recognised as the destination", "missing_column"),
             files={"flows.csv": "origin,flow\n01,5\n"}),
        Case("flows: missing flow", 3, at("flows.csv:1", "no column is recognised as the flow", "missing_column"),
             files={"flows.csv": "origin,destination\n01,02\n"}),
        Case("column standing twice", 3, at("flows.csv:1:3", "stands twice", "malformed"),
             files={"flows.csv": "origin,destination,Origin,flow\n01,02,03,5\n"}),
        Case("unknown column in a column map", 3, at("flows.csv:1", "no column 'work'.*origin, destination, flow", "missing_column"),
             extra=["--flow-columns", "origin=origin,destination=destination,flow=work"]),
        Case("unknown column of units", 3, at("units.csv:1", "no column 'people'", "missing_column"),
             extra=["--unit-columns", "population=people"]),
        Case("unknown key in a column map", 4, parameter("--flow-columns: 'people' is not one of origin, destination, flow"),
             extra=["--flow-columns", "people=flow"]),
        Case("unknown further column of units", 3, at("units.csv:1", "no column 'people'", "missing_column"),
             extra=["--unit-columns", "votes=people"]),
        Case("further column of units that is no number", 3, at("units.csv:2:2", "votes|name", "not_a_number"),
             extra=["--unit-columns", "votes=name"]),
        Case("column map without a column", 4, parameter("--flow-columns: 'flow' is not of the form"),
             extra=["--flow-columns", "flow"]),
        Case("weight that is none", 4, parameter("the weight in 'flow\\*x'", "parameter_range"),
             extra=["--flow-columns", "origin=origin,destination=destination,flow=flow*x"]),

        # --- rows
        Case("unknown unit", 3, at("flows.csv:3:2", "unit 99: destination is not among the 4 units", "unknown_unit"),
             files=flows("02,99,1")),
        Case("lost leading zero", 3, at("flows.csv:3:1", "unit 1: origin is not among", "unknown_unit"), files=flows("1,02,1")),
        Case("empty code", 3, at("flows.csv:3:1", "origin is empty", "empty_code"), files=flows(",02,1")),
        Case("duplicate pair", 3, at("flows.csv:4", "unit 01 -> 02: the pair stands already in line 2", "duplicate"),
             files=flows("03,01,1", "01,02,7")),
        Case("duplicate unit", 3, at("units.csv:4:1", "unit 01: the code stands already in line 2", "duplicate"),
             files=units("02,Beta,1", "01,Alpha,9000")),
        Case("unit without a code", 3, at("units.csv:3:1", "code is empty", "empty_code"), files=units(",Beta,1")),
        Case("negative flow", 3, at("flows.csv:3:3", "unit 02 -> 01: the flow '-3' is below 0", "negative"), files=flows("02,01,-3")),
        Case("negative population", 3, at("units.csv:3:3", "unit 02: population '-1' is below 0", "negative"),
             files=units("02,Beta,-1")),
        Case("NaN", 3, at("flows.csv:3:3", "'NaN' is not finite", "not_a_number"), files=flows("02,01,NaN")),
        Case("infinite", 3, at("flows.csv:3:3", "'-inf' is not finite", "not_a_number"), files=flows("02,01,-inf")),
        Case("1e400", 3, at("flows.csv:3:3", "'1e400' is beyond the range of double", "not_a_number"), files=flows("02,01,1e400")),
        Case("400 digits", 3, at("flows.csv:3:3", "is beyond the range of double", "not_a_number"), files=flows("02,01," + "9" * 400)),
        Case("text for a number", 3, at("units.csv:3:3", "population 'many' is not a number", "not_a_number"),
             files=units("02,Beta,many")),
        Case("empty flow", 3, at("flows.csv:3:3", "the flow is empty", "not_a_number"), files=flows("02,01,")),
        Case("digit groups in the wrong place", 3, at("flows.csv:3:3", "misplaced digit groups", "not_a_number"),
             files=flows('02,01,"1,23"')),
        Case("decimal comma not announced", 3, at("flows.csv:2:3", "", "not_a_number"),
             files={"flows.csv": "origin;destination;flow\n01;02;1234,5\n"}),
        Case("a number over two lines stays one line of error", 3, at("flows.csv:3:3", "'1 2' is not a number", "not_a_number"),
             files=flows('02,01,"1\n2"')),
        Case("overflow of counts", 3, at("flows.csv:4:3", "add up beyond the range of double", "too_large"),
             files=flows("02,01,1e308", "03,01,9e307")),
        Case("overflow of counts over two files", 3, r"^conurb: .*beyond the range of double.* \[too_large\]$",
             files=dict(flows("02,01,1e308"), **{"more.csv": "origin,destination,flow\n03,01,9e307\n"}),
             extra=["--flows", "more.csv"]),
        Case("overflow of population", 3, at("units.csv:4:3", "population up to here adds up beyond", "too_large"),
             files=units("02,Beta,1e308", "03,Gamma,1e308", "04,Delta,1")),
        Case("short row", 3, at("flows.csv:3", "the row has 2 fields, the header 3", "row_length"), files=flows("02,01")),
        Case("long row", 3, at("units.csv:3", "the row has 4 fields, the header 3", "row_length"), files=units("02,Be,ta,1")),
        Case("unclosed quote", 3, at("flows.csv:4:2", "a quote is not closed", "malformed"),
             files=flows("02,01,1", '03,"01,1', "04,01,2")),
        Case("text after a quote", 3, at("units.csv:3:2", "text behind a closing quote", "malformed"),
             files=units('02,"Be"ta,1')),
        Case("matrix with an unknown column", 3, at("flows.csv:1:4", "unit total: the destination in the header", "unknown_unit"),
             files={"flows.csv": ",01,02,total\n01,1,2,3\n"}),
        Case("matrix with a negative cell", 3, at("flows.csv:2:3", "unit 01 -> 02: the flow '-2' is below 0", "negative"),
             files={"flows.csv": ",01,02\n01,1,-2\n"}),

        # --- parameters
        Case("--set: unknown parameter", 4, parameter("there is no parameter 'balance'; there are preset, centre_balance"),
             extra=["--set", "balance=2"]),
        Case("--set: out of range", 4, parameter("maximum_share is 1.5; it ranges from 0 to 1", "parameter_range"),
             extra=["--set", "maximum_share=1.5"]),
        Case("--set: no number", 4, parameter("maximum_share is 'half'; it takes a finite number", "parameter_range"),
             extra=["--set", "maximum_share=half"]),
        Case("--set: NaN", 4, parameter("maximum_share is 'nan'; it takes a finite number", "parameter_range"),
             extra=["--set", "maximum_share=nan"]),
        Case("--set: bad choice", 4, parameter("constraint.scope is 'far'; it takes one of neighbours, two_steps", "parameter_range"), extra=["--set", "scope=far"]),
        Case("--set: no value", 4, parameter("'scope' is not of the form KEY=VALUE"), extra=["--set", "scope"]),
        Case("--set: unknown centre", 3, r"^conurb: unit 99: .* \[unknown_unit\]$", extra=["--set", "centres=99"]),
        Case("unknown method", 4, parameter("'magic'"), extra=["--method", "magic"]),
        Case("methods: unknown name", 4, parameter("'magic'"), ["methods", "magic"]),
        Case("unknown policy", 4, parameter("--policy is 'lenient'; it takes one of drop, report, strict"),
             extra=["--policy", "lenient"]),
        Case("unknown encoding", 4, parameter("--encoding is 'latin-of-no-kind'"), extra=["--encoding", "latin-of-no-kind"]),
        Case("wrong number of weights", 4, parameter("--flow-weights has 2 numbers for 1 files", "inconsistent"),
             extra=["--flow-weights", "1,2"]),
        Case("negative weight", 4, parameter("the weight of flows.csv is -1", "parameter_range"), extra=["--flow-weights=-1"]),
        Case("negative gap", 4, parameter("the maximum gap is -1", "parameter_range"), files={"pairs.csv": "a,b,gap_m\n01,02,0\n"},
             extra=["--adjacency", "pairs.csv", "--maximum-gap=-1"]),

        # --- usage
        Case("no command", 2, USAGE % "subcommand", []),
        Case("unknown command", 2, USAGE % "", ["conquer"]),
        Case("wrong option", 2, USAGE % "--colour", extra=["--colour", "red"]),
        Case("missing required option", 2, USAGE % "--flows", ["delineate", "--units", "units.csv", "--out", "out"]),
        Case("missing --out", 2, USAGE % "--out", DELINEATE[:-2]),
        Case("option without its value", 2, USAGE % "--set", extra=["--set"]),
        Case("option of a wrong kind", 2, USAGE % "--threads", extra=["--threads", "many"]),
        Case("option out of range", 2, USAGE % "--threads", extra=["--threads", "-1"]),
        Case("option given twice", 2, USAGE % "--method", extra=["--method", "a", "--method", "b"]),

        # --- configuration
        Case("config: missing", 3, at("c.json", "No such file", "cannot_read"), extra=["--config", "c.json"]),
        Case("config: broken JSON", 3, at("c.json:2:17", "is not JSON", "malformed"),
             files={"c.json": '{"method": "network-constraint",\n "parameters": {,}}'}, extra=["--config", "c.json"]),
        Case("config: cut off", 3, at("c.json:1:12", "is not JSON", "malformed"), files={"c.json": '{"method": '},
             extra=["--config=c.json"]),
        Case("config: empty", 3, at("c.json:1:1", "is not JSON", "malformed"), files={"c.json": ""}, extra=["--config", "c.json"]),
        Case("config: a list", 3, at("c.json:1:1", "is not a JSON object", "malformed"), files={"c.json": "[]"},
             extra=["--config", "c.json"]),
        Case("config: number beyond double", 3, at("c.json:2:25", "beyond the range of double", "malformed"),
             files={"c.json": '{"parameters":\n{"maximum_share": 1e99999}}'}, extra=["--config", "c.json"]),
        Case("config: nested", 3, at("c.json:1:10", "'title' is neither text, number", "malformed"),
             files={"c.json": '{"title":{"a":' + "[" * 100000}, extra=["--config", "c.json"]),
        Case("config: name twice", 3, at("c.json:1:20", "'title' stands twice", "malformed"),
             files={"c.json": '{"title":"a","title":"b"}'}, extra=["--config", "c.json"]),
        Case("config: not UTF-8", 3, at("c.json:1", "not valid UTF-8", "encoding"), files={"c.json": b'{"title":"\xbc\xad"}'},
             extra=["--config", "c.json"]),
        Case("config: unknown key", 4, at("c.json", "'colour' is not an option of conurb delineate", "unknown_parameter"),
             files={"c.json": '{"colour": "red"}'}, extra=["--config", "c.json"]),
        Case("config: unknown parameter", 4, parameter("there is no parameter 'colour'"),
             files={"c.json": '{"parameters": {"colour": "red"}}'}, extra=["--config", "c.json"]),
        Case("config: parameter out of range", 4, parameter("maximum_share is -1", "parameter_range"),
             files={"c.json": '{"parameters": {"maximum_share": -1}}'}, extra=["--config", "c.json"]),

        # --- cores and contiguity
        Case("cores: unit in two cores", 3, at("cores.csv:4:1", "unit 01: the unit is already in core 'A' in line 2", "duplicate"),
             files={"cores.csv": "unit,core\n01,A\n02,B\n01,B\n"}, extra=["--cores", "cores.csv"]),
        Case("cores: unknown unit", 3, at("cores.csv:2:1", "unit 99: ", "unknown_unit"), files={"cores.csv": "unit,core\n99,A\n"},
             extra=["--cores", "cores.csv"]),
        Case("quality: no areas", 2, USAGE % "--areas is required", ["quality", "--units", "units.csv", "--flows", "flows.csv"]),
        Case("quality: no column of areas", 3, at("z.csv:1", "area", "missing_column"),
             ["quality", "--units", "units.csv", "--flows", "flows.csv", "--areas", "z.csv"], {"z.csv": "unit,zone\n01,A\n"}),
        Case("quality: unit in two areas", 3, at("z.csv:3:1", "unit 01: the unit is already in", "duplicate"),
             ["quality", "--units", "units.csv", "--flows", "flows.csv", "--areas", "z.csv"], {"z.csv": "unit,area\n01,A\n01,B\n"}),
        Case("compare: a method twice", 4, parameter("'leiden' stands twice; give variants by --config", "inconsistent"),
             ["compare", "--units", "units.csv", "--flows", "flows.csv", "--methods", "leiden,leiden"]),
        Case("compare: a configuration that is none", 3, at("c.json:1:1", "is not a JSON object", "malformed"),
             ["compare", "--units", "units.csv", "--flows", "flows.csv", "--config", "c.json"], {"c.json": "[]"}),
        Case("compare: nothing works", 4, parameter("none of these methods can work on these data: cbsa: cbsa needs central units", "needs_data"),
             ["compare", "--units", "units.csv", "--flows", "flows.csv", "--methods", "cbsa"]),
        Case("cores and urban areas", 4, parameter("all give cores; take one", "inconsistent"),
             files={"cores.csv": "unit,core\n01,A\n", "ua.csv": "unit,urban_area,population\n01,U,20000\n"},
             extra=["--cores", "cores.csv", "--urban-areas", "ua.csv"]),
        Case("urban areas: unknown unit", 3, at("ua.csv:2:1", "unit 99: ", "unknown_unit"),
             files={"ua.csv": "unit,urban_area,population\n99,U,20000\n"}, extra=["--urban-areas", "ua.csv"]),
        Case("urban areas: below 0", 3, at("ua.csv:2:3", "unit 01: population '-3' is below 0", "negative"),
             files={"ua.csv": "unit,urban_area,population\n01,U,-3\n"}, extra=["--urban-areas", "ua.csv"]),
        Case("urban areas: rural only", 3, at("ua.csv", "holds no usable part of an urban area", "no_units"),
             files={"ua.csv": "unit,urban_area,population\n01,,20000\n"}, extra=["--urban-areas", "ua.csv"]),
        Case("urban areas: no column", 3, at("ua.csv:1", "the urban area", "missing_column"),
             files={"ua.csv": "unit,population\n01,20000\n"}, extra=["--urban-areas", "ua.csv"]),
        Case("selection: no such rule", 4, parameter("'most' is not one of largest, at_least, at_least_share, reaching"),
             extra=["--select-flows", "most=3"]),
        Case("selection: half a flow", 4, parameter("largest is '2.5'; it takes a whole number", "parameter_range"),
             extra=["--select-flows", "largest=2.5"]),
        Case("selection: more than all", 4, parameter("1.5", "parameter_range"), extra=["--select-flows", "reaching=1.5"]),
        Case("selection: below 0", 4, parameter("at_least is -1; it ranges from 0", "parameter_range"),
             extra=["--select-flows", "at_least=-1"]),
        Case("seed below 0", 2, USAGE % "--seed: is negative", extra=["--seed", "-1"]),
        Case("extents of the method, and a setting of extents", 4,
             parameter("is for --extents after, not --extents method", "inconsistent"),
             extra=["--method", "leiden", "--extents", "method", "--set", "extents.maximum_share=0.5"]),
        Case("own extents out of range", 4, parameter("extents.maximum_share is 1.5; it ranges from 0 to 1", "parameter_range"),
             extra=["--set", "extents.maximum_share=1.5"]),
        Case("contiguity required, none there", 4, parameter("contiguity is required, but the region has none", "needs_data"),
             extra=["--method", "leiden", "--set", "extents.contiguity=required"]),
        Case("cores: header only", 3, at("cores.csv", "holds no usable core", "no_units"), files={"cores.csv": "unit,core\n"},
             extra=["--cores", "cores.csv"]),
        Case("adjacency: unknown unit", 3, at("pairs.csv:3:2", "unit 77: unit is not among the 4 units", "unknown_unit"),
             files={"pairs.csv": "a,b\n01,02\n01,77\n"}, extra=["--adjacency", "pairs.csv"]),
        Case("adjacency: missing column", 3, at("pairs.csv:1", "no column is recognised as the second unit", "missing_column"),
             files={"pairs.csv": "a,x\n01,02\n"}, extra=["--adjacency", "pairs.csv"]),
        Case("adjacency: --maximum-gap without gaps", 3, at("pairs.csv:1", "gap", "missing_column"), files={"pairs.csv": PAIRS},
             extra=["--adjacency", "pairs.csv", "--maximum-gap", "20"]),
        Case("adjacency: gap that is no number", 3, at("pairs.csv:2:3", "gap_m 'near' is not a number", "not_a_number"),
             files={"pairs.csv": "a,b,gap_m\n01,02,near\n"}, extra=["--adjacency", "pairs.csv"]),
        Case("links: unknown unit", 3, at("pairs.csv:2:1", "unit x: ", "unknown_unit"), files={"pairs.csv": "a,b\nx,01\n"},
             extra=["--links", "pairs.csv"]),

        # --- borders
        Case("borders: missing", 3, at("b.json", "No such file", "cannot_read"), extra=["--borders", "b.json"]),
        Case("borders: empty", 3, at("b.json:1:1", "", "malformed"), files={"b.json": ""}, extra=["--borders", "b.json"]),
        Case("borders: not JSON", 3, at("b.json:1:1", "", "malformed"), files={"b.json": UNITS}, extra=["--borders", "b.json"]),
        Case("borders: cut off", 3, r"^conurb: b\.json:[45]:\d+: .* \[malformed\]$", files={"b.json": BORDERS[:-40]},
             extra=["--borders", "b.json"]),
        Case("borders: a list nested 100,000 deep", 3, r"^conurb: b\.json:1(:\d+)?: .* \[malformed\]$",
             files={"b.json": "[" * 100000}, extra=["--borders", "b.json"]),
        Case("borders: nested 100,000 deep in a member", 3, r"^conurb: b\.json:1:\d+: .*deep.* \[malformed\]$",
             files={"b.json": '{"type": "FeatureCollection", "x": ' + '{"a":' * 100000}, extra=["--borders", "b.json"]),
        Case("borders: no FeatureCollection", 3, r"^conurb: b\.json:1(:\d+)?: .*FeatureCollection.* \[malformed\]$",
             files={"b.json": '{"type": "Topology", "arcs": []}'}, extra=["--borders", "b.json"]),
        Case("borders: no code", 3, r"^conurb: b\.json.*: .* \[(missing_column|empty_code)\]$",
             files={"b.json": BORDERS.replace('"code"', '"colour"')}, extra=["--borders", "b.json"]),
        Case("borders: named code not there", 3, r"^conurb: b\.json.*: .*sig_cd.* \[(missing_column|empty_code)\]$",
             files={"b.json": BORDERS}, extra=["--borders", "b.json", "--borders-code", "sig_cd"]),
        Case("borders: unknown unit", 3, r"^conurb: b\.json:5.*unit 44: .* \[unknown_unit\]$",
             files={"b.json": BORDERS.replace('"04"', '"44"')}, extra=["--borders", "b.json"]),
        Case("borders: number beyond double", 3, r"^conurb: b\.json:2.* \[(malformed|not_a_number)\]$",
             files={"b.json": BORDERS.replace("[[0, 0], [1, 0]", "[[0, 0], [1e999, 0]")}, extra=["--borders", "b.json"]),
        Case("borders: not polygons", 3, r"^conurb: b\.json:2.* \[invalid_geometry\]$",
             files={"b.json": BORDERS.replace('"Polygon"', '"LineString"')},
             extra=["--borders", "b.json"]),
        Case("borders: Web Mercator", 3, r"^conurb: b\.json.* \[malformed\]$",
             files={"b.json": BORDERS.replace('"features"', '"crs": {"type": "name", "properties": '
                                              '{"name": "urn:ogc:def:crs:EPSG::3857"}}, "features"', 1)},
             extra=["--borders", "b.json"]),
        Case("borders: not UTF-8", 3, r"^conurb: b\.json:2(:45)?: .*UTF-8.* \[encoding\]$",
             files={"b.json": BORDERS.encode().replace(b'"01"', b'"\xbc\xad"')}, extra=["--borders", "b.json"]),

        # --- output
        Case("no write permission", 5, at("closed/areas.csv", "Permission denied", "cannot_write"),
             DELINEATE[:-1] + ["closed"], before=closed, child=unprivileged, needs=can_run_unprivileged),
        Case("no permission to make the folder", 5, at("closed/below", "Permission denied", "cannot_write"),
             DELINEATE[:-1] + ["closed/below/out"], before=closed, child=unprivileged, needs=can_run_unprivileged),
        Case("output folder is a file", 5, at("units.csv", "is not a directory", "cannot_write"), DELINEATE[:-1] + ["units.csv"]),
        Case("output folder below a file", 5, at("units.csv/out", "Not a directory", "cannot_write"),
             DELINEATE[:-1] + ["units.csv/out"]),
        # --- explanations
        Case("explain without a result", 3, r"^conurb: none/study\.json: No such file or directory \[cannot_read\]$",
             ["explain", "none", "--unit", "01"]),
        Case("explain without a unit", 2, r"--unit is required", ["explain", "none"]),
        # --- sweeps
        Case("sweep of a parameter that is not there", 4, parameter("no_such"), ["sweep"] + DELINEATE[1:], extra=["--vary", "no_such=1,2"]),
        Case("sweep over no range", 4, parameter("neither KEY=FROM:TO:COUNT nor"), ["sweep"] + DELINEATE[1:],
             extra=["--vary", "centre_balance=1:2"]),
        Case("sweep to a value that is not allowed", 4, parameter("ranges from", "parameter_range"), ["sweep"] + DELINEATE[1:],
             extra=["--vary", "extents.maximum_share=0.5,7"]),
        Case("sweep of what is read", 4, parameter("--vary cities.minimum_population decides on what is read"), ["sweep"] + DELINEATE[1:],
             extra=["--vary", "cities.minimum_population=1,2"]),
        Case("a grid with a parameter twice", 4, parameter("is varied twice", "inconsistent"), ["sweep"] + DELINEATE[1:],
             extra=["--grid", "--vary", "maximum_dependence=0.1,0.2", "--vary", "extents.maximum_dependence=0.3"]),
        Case("sweep by a share of none", 4, parameter("that is 'none'", "parameter_range"), ["sweep"] + DELINEATE[1:],
             extra=["--set", "twin_tie=none", "--vary", "twin_tie=-20%:20%:3"]),
        # --- draws
        Case("no draws", 4, parameter("draws is 0", "parameter_range"), ["resample"] + DELINEATE[1:], extra=["--draws", "0"]),
        Case("draws of interviews of nobody", 4, parameter("persons_per_interview is 0", "parameter_range"),
             ["resample"] + DELINEATE[1:], extra=["--draw", "persons_per_interview=0"]),
        Case("draws by a model that is none", 4, parameter("model is .magic.", "parameter_range"), ["resample"] + DELINEATE[1:], extra=["--draw", "model=magic"]),
        Case("a draw that is no setting", 4, parameter("--draw: 'nonsense' is not of the form KEY=VALUE"), ["resample"] + DELINEATE[1:],
             extra=["--draw", "nonsense"]),
        Case("draws from margins that are not there", 4, parameter("margins of error", "needs_data"), ["resample"] + DELINEATE[1:],
             extra=["--draw", "model=margins"]),
        # --- what changed
        Case("diff of two tables without units", 4, parameter("neither of the two is a result", "needs_data"),
             ["diff", "a.csv", "b.csv", "--out", "out"], {"a.csv": "area,unit\nA,01\n", "b.csv": "area,unit\nA,02\n"}),
        Case("diff with a result that is none", 3, r"^conurb: .*none/.* \[cannot_read\]$",
             ["diff", "none/delineation.json", "a.csv", "--units", "units.csv", "--out", "out"], {"a.csv": "area,unit\nA,01\n"}),
        Case("diff with a unit that is not there", 3, at("a.csv:3:2", "not among the 4 units", "unknown_unit"),
             ["diff", "a.csv", "a.csv", "--units", "units.csv", "--out", "out"], {"a.csv": "area,unit\nA,01\nA,77\n"}),
        Case("diff weighed by a column that is not there", 4, parameter("no column 'people'"),
             ["diff", "a.csv", "a.csv", "--units", "units.csv", "--weights", "people", "--out", "out"],
             {"a.csv": "area,unit\nA,01\n"}),
        Case("diff with half a majority", 4, parameter("majority is 0.2", "parameter_range"),
             ["diff", "a.csv", "a.csv", "--units", "units.csv", "--set", "majority=0.2", "--out", "out"],
             {"a.csv": "area,unit\nA,01\n"}),
        Case("output file is a folder", 5, at("there", "is a directory", "cannot_write"), CONSTRAINT[:-1] + ["there"],
             {"there": None}),
        Case("the second of two files is a folder", 5, at("there", "is a directory", "cannot_write"),
             CONSTRAINT[:-1] + ["there", "--dyads", "dyads.csv"], {"there": None}),
        Case("one of the outputs is a folder", 5, at("here/map.svg", "is a directory", "cannot_write"),
             DELINEATE[:-1] + ["here", "--borders", "b.json"],
             {"here": None, "here/map.svg": None, "here/areas.csv": "earlier\n", "b.json": BORDERS}),
        Case("full disk", 5, r"^conurb: out/\w+\.\w+: cannot be written: File too large \[cannot_write\]$", child=small_files),
        Case("full disk, a single file", 5, at("out.csv", "File too large", "cannot_write"), CONSTRAINT, child=small_files),
        Case("full device", 5, at("/dev/full", "No space left", "cannot_write"), CONSTRAINT[:-1] + ["/dev/full"],
             needs=no_full_device),
        Case("standard output full", 5, r"^conurb: standard output cannot be written \[cannot_write\]$", CONSTRAINT[:-2],
             stdout="/dev/full", needs=no_full_device),
        Case("standard output full for methods", 5, r"^conurb: standard output cannot be written \[cannot_write\]$", ["methods"],
             stdout="/dev/full", needs=no_full_device),
    ]


class Failure(Exception):
    pass


def write(folder, name, content):
    path = os.path.join(folder, name)
    if content is None:
        if os.path.isfile(path):
            os.remove(path)
        os.mkdir(path)
        return
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def snapshot(folder):
    """Every path below a folder with what it holds."""
    found = {}
    for root, folders, names in os.walk(folder):
        for name in folders:
            found[os.path.relpath(os.path.join(root, name), folder)] = None
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def expect_same(before, after):
    for path in sorted(set(before) | set(after)):
        if path not in after:
            raise Failure("%s has gone" % path)
        if path not in before:
            raise Failure("%s was left behind" % path)
        if before[path] != after[path]:
            raise Failure("%s was changed" % path)


def one_line(stderr):
    text = stderr.decode("utf-8", "replace")
    if not text.startswith("conurb: ") or not text.endswith("\n") or text.count("\n") != 1:
        raise Failure("standard error is not one line that starts with 'conurb: ': %r" % text[:400])
    return text[:-1]


def start(tool, arguments, folder, child=None, stdout=subprocess.PIPE):
    return subprocess.Popen([tool] + arguments, cwd=folder, preexec_fn=child, stdin=subprocess.DEVNULL, stdout=stdout,
                            stderr=subprocess.PIPE, env=dict(os.environ, LC_ALL="C"))


def run(tool, arguments, folder, child=None, stdout=None):
    target = open(stdout, "wb") if stdout else subprocess.PIPE
    try:
        process = start(tool, arguments, folder, child, target)
        try:
            out, err = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Failure("did not end within %d s" % TIMEOUT)
        return process.returncode, out or b"", err
    finally:
        if stdout:
            target.close()


def expect_refusal(case, status, out, err):
    if status != case.status:
        raise Failure("exit status %d, not %d: %s" % (status, case.status, err.decode("utf-8", "replace")[:400]))
    line = one_line(err)
    if not re.search(case.pattern, line):
        raise Failure("%r does not match %r" % (line[:400], case.pattern))
    if out:
        raise Failure("wrote to standard output: %r" % out[:200])
    return line


def stage(folder, files=None):
    write(folder, "units.csv", UNITS)
    write(folder, "flows.csv", FLOWS)
    for name, content in (files or {}).items():
        write(folder, name, content)
    os.chmod(folder, 0o755)


def run_case(tool, case, folder):
    stage(folder, case.files)
    if case.before:
        case.before(folder)
    before = snapshot(folder) if os.getuid() == 0 or case.before is not unreadable else None
    status, out, err = run(tool, case.arguments, folder, case.child, case.stdout)
    line = expect_refusal(case, status, out, err)
    if before is not None:
        expect_same(before, snapshot(folder))
    elif os.path.exists(os.path.join(folder, "out")):
        raise Failure("out was left behind")
    return line


def valid_input_passes(tool, folder):
    """The cases above differ from a run that works only in what they damage."""
    stage(folder, {"pairs.csv": PAIRS, "b.json": BORDERS, "cores.csv": "unit,core\n01,A\n",
                   "c.json": '{"parameters": {"maximum_share": 0.4}}'})
    status, _, err = run(tool, DELINEATE + ["--adjacency", "pairs.csv", "--borders", "b.json", "--cores", "cores.csv", "--config",
                                            "c.json"], folder)
    if status != 0:
        raise Failure("exit status %d: %s" % (status, err.decode("utf-8", "replace")))
    made = sorted(os.listdir(os.path.join(folder, "out")))
    if not {"areas.csv", "extents.csv", "partition.csv", "ties.csv", "delineation.json", "areas.geojson", "map.svg"} <= set(made):
        raise Failure("only %s were written" % made)
    if [name for name in made if name.startswith(".") or ".part" in name]:
        raise Failure("left files it had set aside: %s" % made)
    return "wrote " + ", ".join(made)


def earlier_results_stay(tool, folder):
    """A run that fails over the folder of an earlier one leaves every byte of it."""
    stage(folder, {"b.json": BORDERS})
    arguments = DELINEATE + ["--borders", "b.json"]
    status, _, err = run(tool, arguments, folder)
    if status != 0:
        raise Failure("the first run failed: %s" % err.decode("utf-8", "replace"))
    failing = [
        ("bad flow", 3, {"flows.csv": FLOWS + "01,04,-1\n"}, [], None),
        ("bad parameter", 4, {}, ["--set", "maximum_share=7"], None),
        ("full disk", 5, {}, ["--set", "maximum_share=0.9"], small_files),
    ]
    for name, wanted, files, extra, child in failing:
        stage(folder, files)
        before = snapshot(folder)
        status, _, err = run(tool, arguments + extra, folder, child)
        if status != wanted:
            raise Failure("%s: exit status %d, not %d: %s" % (name, status, wanted, err.decode("utf-8", "replace")))
        one_line(err)
        try:
            expect_same(before, snapshot(folder))
        except Failure as problem:
            raise Failure("%s: %s" % (name, problem))
    return "three runs failed over it"


def devices_stay(tool, folder):
    """A device named as output is written to, not replaced by a file. (By a link of our own: were it replaced, no harm
    would come to the machine.)"""
    stage(folder)
    os.symlink("/dev/null", os.path.join(folder, "sink"))
    status, _, err = run(tool, CONSTRAINT[:-1] + ["sink"], folder)
    if status != 0:
        raise Failure("exit status %d: %s" % (status, err.decode("utf-8", "replace")))
    if not os.path.islink(os.path.join(folder, "sink")) or not stat.S_ISCHR(os.stat("/dev/null").st_mode):
        raise Failure("the device was replaced")
    status, out, _ = run(tool, CONSTRAINT[:-1] + ["/dev/stdout"], folder)
    if status != 0 or not out.startswith(b"unit,name,constraint,"):
        raise Failure("nothing came out of /dev/stdout")
    return "written to"


def policies_pass_over(tool, folder):
    """What `strict` refuses, `report` and `drop` leave out and list."""
    stage(folder, {"flows.csv": FLOWS + "99,01,5\n04,02,-1\n02,03,x\n01,01\n01,02,1\n"})
    for policy in ("report", "drop"):
        status, out, err = run(tool, DELINEATE[:-1] + [policy, "--policy", policy], folder)
        if status != 0:
            raise Failure("--policy %s: exit status %d: %s" % (policy, status, err.decode("utf-8", "replace")))
        with open(os.path.join(folder, policy, "validation.csv")) as file:
            kinds = sorted(line.split(",")[0] for line in file.read().splitlines()[1:])
        if kinds != sorted(["unknown_unit", "negative", "not_a_number", "row_length", "duplicate", "left_out"]):
            raise Failure("--policy %s lists %s" % (policy, kinds))
    return "five rows listed, and the share of what was lost"


def dense(folder, count, degree):
    """A flow table large enough to keep the tool busy for seconds."""
    with open(os.path.join(folder, "flows.csv"), "w") as file:
        file.write("origin,destination,flow\n")
        for i in range(count):
            row = "%05d," % i
            file.write("".join("%s%05d,%d\n" % (row, (i * 7 + j * 11) % count, 1 + (i * j) % 997) for j in range(degree)))


def await_listening(process, sent):
    """Returns when the program has asked for the signal, however slow it is to start, or has ended."""
    while process.poll() is None:
        with open("/proc/%d/status" % process.pid) as file:
            masks = re.findall(r"^Sig(?:Cgt|Blk):\s*(\w+)", file.read(), re.MULTILINE)
        if any(int(mask, 16) >> (sent - 1) & 1 for mask in masks):
            return
        time.sleep(0.01)


def interrupted(tool, folder, sent=signal.SIGINT):
    """Ctrl-C ends a long run soon, with 130, one line, and nothing written."""
    stage(folder)
    dense(folder, 3000, 400)
    os.mkdir(os.path.join(folder, "out"))
    write(folder, "out/areas.csv", "earlier\n")
    before = snapshot(folder)
    arguments = ["delineate", "--flows", "flows.csv", "--set", "scope=two_steps", "--out", "out"]
    stopped = []
    for delay in (0.1, 0.25, 0.5, 1.0, 2.0):
        process = start(tool, arguments, folder)
        await_listening(process, sent)
        time.sleep(delay)
        asked = time.monotonic()
        process.send_signal(sent)
        try:
            _, err = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Failure("did not stop within %d s" % TIMEOUT)
        took = time.monotonic() - asked
        if process.returncode == 0:
            break  # it was faster than the signal
        if process.returncode != 130:
            raise Failure("exit status %d after %.2f s: %s" % (process.returncode, delay, err.decode("utf-8", "replace")[:300]))
        if one_line(err) != "conurb: interrupted; nothing was written":
            raise Failure("said %r" % err)
        expect_same(before, snapshot(folder))
        if took > 10.0:
            raise Failure("took %.1f s to stop after %.2f s of work" % (took, delay))
        stopped.append((delay, took))
    if not stopped:
        raise Skip("every run was over before the signal came")
    return "stopped " + ", ".join("%.2f s into the run within %.2f s" % pair for pair in stopped)


def terminated(tool, folder):
    return interrupted(tool, folder, signal.SIGTERM)


class Skip(Exception):
    pass


def main():
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    if not arguments:
        sys.exit(__doc__)
    loud = "-v" in sys.argv
    tool = os.path.abspath(arguments[0])
    only = arguments[1:]
    tests = [(case.name, lambda folder, case=case: run_case(tool, case, folder), case.needs) for case in table()]
    for function in (valid_input_passes, earlier_results_stay, devices_stay, policies_pass_over, interrupted, terminated):
        tests.append((function.__name__, lambda folder, function=function: function(tool, folder), None))
    names = [name for name, _, _ in tests]
    assert len(set(names)) == len(names), "two cases have one name"
    passed = skipped = 0
    failed = []
    for name, test, needs in tests:
        if only and not any(word in name for word in only):
            continue
        reason = needs(tool) if needs else None
        folder = tempfile.mkdtemp(prefix="conurb-hostile-")
        try:
            if reason:
                raise Skip(reason)
            words = test(folder)
            passed += 1
            if loud:
                print("passed   %s: %s" % (name, words))
        except Skip as skip:
            skipped += 1
            print("skipped  %s: %s" % (name, skip))
        except Failure as problem:
            failed.append(name)
            print("FAILED   %s: %s" % (name, problem))
        finally:
            for root, folders, _ in os.walk(folder):
                for below in folders:
                    os.chmod(os.path.join(root, below), 0o755)
            shutil.rmtree(folder)
    print("%d passed, %d skipped, %d failed" % (passed, skipped, len(failed)))
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: MIT
"""What the tool writes: columns, the JSON schema, agreement of the files with one another and with the data, the same
bytes from shuffled rows and any number of threads, constraint against igraph's and networkx's numbers.

    /usr/bin/python3 outputs_test.py CONURB SOURCE_FOLDER [-v]

Python 3 standard library; Debian's python3-jsonschema and python3-networkx where they are there, else those parts say
that they are skipped.
"""

import csv
import io
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

try:
    import jsonschema
except ImportError:
    jsonschema = None
try:
    import networkx
except ImportError:
    networkx = None

# As documented in include/conurb/output/tables.hpp.
COLUMNS = {
    "areas.csv": "area,name,kind,centre,label,units_core,units_min,units_max,population_core,population_min,population_max,"
                 "self_containment_supply,self_containment_demand,self_containment_supply_min,self_containment_demand_min,"
                 "size_class",
    "extents.csv": "area,unit,name,extent,dependence,reciprocity,reason,partition_area,partition_reason",
    "partition.csv": "unit,name,area,reason,minimum_of,maximum_of",
    "changes.csv": "step,unit,name,area,of,extent,change,reason",
    "ties.csv": "unit,name,constraint,exerted,balance,effective_size,efficiency,hierarchy,balance_with_internal,strongest,dependence_on_strongest",
    "validation.csv": "kind,file,line,column,unit,detail",
}
ALWAYS = {"areas.csv", "extents.csv", "partition.csv", "ties.csv", "delineation.json", "study.json"}
ORDER = ("core", "minimum", "maximum")

# Eight municipalities with internal flows, and their constraint by igraph 0.10.2 (loops ignored) and networkx 2.8.8.
EIGHT = [(1, 1, 4200), (1, 2, 310), (1, 3, 150), (1, 4, 60), (1, 6, 25), (2, 1, 900), (2, 2, 700), (2, 3, 80), (2, 5, 12),
         (3, 1, 640), (3, 2, 110), (3, 3, 520), (3, 4, 95), (4, 1, 210), (4, 3, 130), (4, 4, 610), (4, 5, 180), (4, 6, 70),
         (5, 4, 150), (5, 5, 2600), (5, 6, 240), (5, 7, 90), (6, 4, 35), (6, 5, 560), (6, 6, 480), (6, 7, 60), (6, 8, 10),
         (7, 5, 380), (7, 6, 45), (7, 7, 330), (7, 8, 20), (8, 5, 55), (8, 6, 15), (8, 7, 40), (8, 8, 260)]
WITHOUT_LOOPS = [0.56903867654, 1.077904354608, 1.036867602462, 0.596459645277, 0.491196992094, 0.934025636106,
                 1.117651514466, 1.215846111089]
WITH_LOOPS = [2.296517494766, 1.679895156608, 1.312034031928, 1.148996261457, 2.099947563346, 1.43640816216, 1.4358433666,
              2.124443627194]
# Names that any table, JSON, GeoJSON or SVG has to carry unharmed.
NAMES = ['Port, "Old"', "Ham;let", "A|B", "tab\tbed", "서울 <&> 부산", "two\nlines", "it's", "}{]["]


class Failure(Exception):
    pass


class Skip(Exception):
    pass


def expect(truth, words):
    if not truth:
        raise Failure(words)


def table_text(header, rows, delimiter=","):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


class Data:
    """One study: rows as they go into files."""

    def __init__(self, units, flows, pairs=None, cores=None, squares=None, options=(), header=("code", "name", "population")):
        self.units = units      # rows under `header`
        self.header = header
        self.numbers = header[3:]  # further columns of numbers
        self.flows = flows      # origin, destination, persons
        self.pairs = pairs
        self.cores = cores
        self.squares = squares  # unit -> lower left corner of its border, a square of one degree
        self.options = list(options)

    def codes(self):
        return sorted((row[0] for row in self.units), key=lambda code: code.encode())

    def write(self, folder, shuffle=None):
        def put(name, text):
            with open(os.path.join(folder, name), "w", newline="") as file:
                file.write(text)

        def order(rows):
            rows = list(rows)
            if shuffle:
                shuffle.shuffle(rows)
            return rows

        arguments = ["delineate", "--units", "units.csv", "--flows", "flows.csv", "--out", "out"] + self.options
        put("units.csv", table_text(self.header, order(self.units)))
        put("flows.csv", table_text(("origin", "destination", "flow"), order(self.flows)))
        if self.pairs:
            put("pairs.csv", table_text(("a", "b"), order(self.pairs)))
            arguments += ["--adjacency", "pairs.csv"]
        if self.cores:
            put("cores.csv", table_text(("unit", "core"), order(self.cores)))
            arguments += ["--cores", "cores.csv"]
        if self.squares:
            features = []
            for code, (x, y) in order(sorted(self.squares.items())):
                ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
                features.append({"type": "Feature", "properties": {"code": code},
                                 "geometry": {"type": "Polygon", "coordinates": [ring]}})
            put("borders.json", json.dumps({"type": "FeatureCollection", "features": features}))
            arguments += ["--borders", "borders.json"]
        return arguments


def eight_units():
    units = [("0%d" % (k + 1), NAMES[k], 1000 * (k + 1)) for k in range(8)]
    return Data(units, [("0%d" % o, "0%d" % d, n) for o, d, n in EIGHT],
                squares={"0%d" % (k + 1): (126 + k % 3, 35 + k // 3) for k in range(8)})


def eight_with_columns():
    data = eight_units()
    data.header = ("code", "name", "population", "votes", "did_population")
    data.numbers = data.header[3:]
    data.units = [row + (7.5 - k, "" if k == 7 else 100 * k) for k, row in enumerate(data.units)]
    data.options = ["--set", "centre_balance=0.4", "--set", "minimum_dependence=0.2"]
    return data


def eight_with_everything():
    data = eight_units()
    data.pairs = [("0%d" % k, "0%d" % (k + 1)) for k in range(1, 8)] + [("01", "03")]
    data.cores = [("01", 'North, "old"'), ("02", 'North, "old"'), ("05", "05")]
    data.options = ["--set", "given_cores=also", "--set", "centre_balance=0.4", "--set", "minimum_dependence=0.2"]
    return data


def eight_without_internal_flows():
    data = eight_units()
    data.flows = [row for row in data.flows if row[0] != row[1]]
    data.units = [row[:1] for row in data.units]
    data.header = ("code",)
    data.squares = None
    return data


def many_units(seed=1, internal=True, options=()):
    """Towns of very different size on a grid, flows that fall with distance, one unit without any flow."""
    draw = random.Random(seed)
    side = 9
    place = {"%03d" % (7 * k): (k % side, k // side) for k in range(side * side)}
    people = {code: int(math.exp(draw.uniform(7, 13))) for code in place}
    lonely = "%03d" % (7 * 40)
    flows = []
    for a, (xa, ya) in place.items():
        for b, (xb, yb) in place.items():
            if lonely in (a, b) or (a == b and not internal):
                continue
            distance = math.hypot(xa - xb, ya - yb) + 0.7
            persons = round(people[a] * people[b] / 3e6 / distance ** 3 * draw.uniform(0.5, 1.5), 3)
            if persons >= 1:
                flows.append((a, b, persons))
    pairs = [(a, b) for a in place for b in place
             if a < b and abs(place[a][0] - place[b][0]) + abs(place[a][1] - place[b][1]) == 1]
    units = [(code, "Town " + code, people[code]) for code in place]
    squares = {code: (5 + x, 40 + y) for code, (x, y) in place.items()}
    return Data(units, flows, pairs, None, squares, options)


STUDIES = {
    "eight units": eight_units,
    "eight units with cores and contiguity": eight_with_everything,
    "eight units with further columns of numbers": eight_with_columns,
    "eight units without internal flows, names and population": eight_without_internal_flows,
    "81 towns": many_units,
    "81 towns, extents made after": lambda: many_units(2, True, ["--extents", "after", "--set", "extents.maximum_share=0.2"]),
    "81 towns without internal flows, loose extents": lambda: many_units(
        3, False, ["--set", "maximum_dependence=0.03", "--set", "maximum_share=0", "--set", "minimum_dependence=0.1",
                   "--set", "minimum_reciprocity=0.02", "--set", "core_dependence=0.3", "--set", "core_reciprocity=0.05",
                   "--set", "maximum_other_centres=allowed", "--set", "minimum_other_centres=allowed",
                   "--set", "contiguity=ignored"]),
    "no area at all": lambda: many_units(4, True, ["--set", "centre_balance=none"]),
}


def run(tool, arguments, folder):
    process = subprocess.run([tool] + arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=300)
    expect(process.returncode == 0, "exit status %d of %s: %s" % (process.returncode, " ".join(arguments),
                                                                  process.stderr.decode("utf-8", "replace")[:500]))
    return process.stdout


def read_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return read_table(file.read(), os.path.basename(path))


def read_table(text, name):
    expect("\r" not in text and text.endswith("\n"), "%s does not end its lines with \\n" % name)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    for row in rows:
        expect(None not in row and None not in row.values(), "%s has a row of another length: %s" % (name, row))
    return rows


def number(text):
    """A number of a table, None where it is empty."""
    if text == "":
        return None
    expect(re.fullmatch(r"-?[0-9.]+(e[+-]?[0-9]+)?", text), "'%s' is no number" % text)
    return float(text)


def near(a, b, tolerance=1e-9):
    if a is None or b is None:
        return a is b
    return abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))


class Outputs:
    """The files of a run."""

    def __init__(self, folder):
        self.names = set(os.listdir(folder))
        self.folder = folder
        self.bytes = {}
        for name in sorted(self.names):
            with open(os.path.join(folder, name), "rb") as file:
                self.bytes[name] = file.read()
        self.tables = {name: read_rows(os.path.join(folder, name)) for name in self.names if name.endswith(".csv")}
        self.json = json.loads(self.bytes["delineation.json"].decode(), parse_constant=lambda word: expect(False, word + " in JSON"))


def check_columns(data, out):
    expect(ALWAYS <= out.names, "only %s were written" % sorted(out.names))
    with_map = {"areas.geojson", "map.svg"} if data.squares else set()
    expect(out.names - ALWAYS - {"validation.csv", "changes.csv"} == with_map, "%s were written" % sorted(out.names))
    for name in out.tables:
        header = out.bytes[name].decode().split("\n")[0]
        wanted = COLUMNS[name]
        if name == "areas.csv":  # and the sums of further columns of numbers, with what is known of them
            for k, column in enumerate(("population",) + tuple(data.numbers), 2):
                values = [str(row[k]) if len(row) > k and row[k] is not None else "" for row in data.units]
                extents = ("core", "min", "max") if k == 2 else ("min", "max")
                if k > 2:
                    wanted += ",%s_min,%s_max" % (column, column)
                if any(v == "" for v in values) and any(v != "" for v in values):
                    wanted += "".join(",%s_known_%s,%s_unknown_%s" % (column, e, column, e) for e in extents)
        expect(header == wanted, "columns of %s are %s" % (name, header))
    for name, columns in (("areas.csv", COLUMNS["areas.csv"].split(",")[5:-1]), ("extents.csv", ("dependence", "reciprocity")),
                          ("ties.csv", ("constraint", "exerted", "balance", "effective_size", "efficiency", "hierarchy",
                                        "dependence_on_strongest"))):
        for row in out.tables[name]:
            for column in columns:
                number(row[column])
    counts = {}
    for row in out.tables.get("validation.csv", []):
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    expect(counts == out.json["validation"], "validation.csv has %s, the JSON %s" % (counts, out.json["validation"]))


def check_sums(data, out):
    """Further columns are summed by extent; nothing where one of the numbers is not known."""
    for k, column in enumerate(data.numbers, 3):
        values = {row[0]: row[k] for row in data.units}
        for area in out.tables["areas.csv"]:
            for end, extents in (("_min", ORDER[:2]), ("_max", ORDER)):
                units = [row["unit"] for row in out.tables["extents.csv"]
                         if row["area"] == area["area"] and row["extent"] in extents]
                wanted = "" if any(values[u] == "" for u in units) else sum(float(values[u]) for u in units)
                got = area[column + end]
                expect((got == "") == (wanted == "") and (got == "" or float(got) == wanted),
                       "area %s: %s is %r, not %r" % (area["area"], column + end, got, wanted))


def check_names(data, out):
    names = {row[0]: (row[1] if len(row) > 1 else row[0]) for row in data.units}
    for name in ("partition.csv", "ties.csv", "extents.csv"):
        for row in out.tables[name]:
            expect(row["name"] == names[row["unit"]], "%s: unit %s has the name %r" % (name, row["unit"], row["name"]))
    for row, area in zip(out.tables["areas.csv"], out.json["areas"]):
        expect(row["name"] == names[row["area"]] == area["name"], "area %s has the name %r" % (row["area"], row["name"]))


def check_partition(data, out):
    codes = data.codes()
    areas = {row["area"] for row in out.tables["areas.csv"]}
    rows = out.tables["partition.csv"]
    expect([row["unit"] for row in rows] == codes, "partition.csv does not have every unit once in the order of codes")
    expect([row["unit"] for row in out.tables["ties.csv"]] == codes, "ties.csv does not have every unit once in order")
    expect(all(row["area"] == "" or row["area"] in areas for row in rows), "partition.csv names an area that is none")
    expect([(u["unit"], u["area"] or "", u["reason"]) for u in out.json["units"]] ==
           [(row["unit"], row["area"], row["reason"]) for row in rows], "partition.csv and JSON differ")
    for unit, row in zip(out.json["units"], out.tables["ties.csv"]):
        for column in ("constraint", "exerted", "balance", "effective_size", "efficiency", "hierarchy"):
            expect(unit[column] == number(row[column]), "%s of unit %s differs in ties.csv and JSON" % (column, unit["unit"]))
    expect(out.json["region"]["units"] == len(codes), "the JSON counts %d units" % out.json["region"]["units"])
    pairs = {(o, d) for o, d, n in data.flows if o != d}
    expect(out.json["region"]["edges"] == len(pairs), "the JSON counts %d edges" % out.json["region"]["edges"])
    known = any(o == d for o, d, n in data.flows)
    expect(out.json["region"]["internal_flows"] == ("known" if known else "unknown"), "internal flows are misjudged")


def check_extents(data, out):
    people = {row[0]: (row[2] if len(row) > 2 else None) for row in data.units}
    home = {row["unit"]: row["area"] for row in out.tables["partition.csv"]}
    members = {}
    for row in out.tables["extents.csv"]:
        members.setdefault(row["area"], []).append(row)
    areas = out.tables["areas.csv"]
    expect([row["area"] for row in areas] == sorted(row["area"] for row in areas), "areas are not in the order of codes")
    expect([row["area"] for row in areas] == [area["area"] for area in out.json["areas"]] == list(members),
           "areas.csv, extents.csv and JSON name different areas")
    known = any(o == d for o, d, n in data.flows)
    for row, area in zip(areas, out.json["areas"]):
        inside = members[row["area"]]
        expect([m["unit"] for m in inside] == sorted(m["unit"] for m in inside), "members of %s are not in order" % row["area"])
        expect([(m["unit"], m["extent"], number(m["dependence"]), number(m["reciprocity"]), m["reason"]) for m in inside] ==
               [(m["unit"], m["extent"], m["dependence"], m["reciprocity"], m["reason"]) for m in area["members"]],
               "extents.csv and JSON differ in area %s" % row["area"])
        sets = {}
        held = set()
        for extent in ORDER:
            held = held | {m["unit"] for m in inside if m["extent"] == extent}
            sets[extent] = held
        for extent, short in zip(ORDER, ("core", "min", "max")):
            expect(int(row["units_" + short]) == len(sets[extent]), "units_%s of area %s" % (short, row["area"]))
            total = None if any(people[u] is None for u in sets[extent]) else float(sum(people[u] for u in sets[extent]))
            expect(number(row["population_" + short]) == total, "population_%s of area %s" % (short, row["area"]))
        expect(area["population_minimum"] == number(row["population_min"]), "population of %s differs" % row["area"])
        expect(area["population_maximum"] == number(row["population_max"]), "population of %s differs" % row["area"])
        expect(row["centre"] == (area["centre"] or "") and row["label"] == (area["label"] or "") and row["kind"] == area["kind"],
               "areas.csv and JSON differ in area %s" % row["area"])
        expect(row["centre"] in sets["core"], "the centre of %s is not in its core" % row["area"])
        expect(all(home[u] == row["area"] for u in sets["core"]), "the core of %s is not in its area" % row["area"])
        for extent, suffix in (("maximum", ""), ("minimum", "_min")):
            inner = sum(n for o, d, n in data.flows if o in sets[extent] and d in sets[extent])
            live = sum(n for o, d, n in data.flows if o in sets[extent])
            work = sum(n for o, d, n in data.flows if d in sets[extent])
            expect(near(number(row["self_containment_supply" + suffix]), inner / live if known else None) and
                   near(number(row["self_containment_demand" + suffix]), inner / work if known else None),
                   "self-containment of area %s" % row["area"])
    home = {unit["unit"]: unit for unit in out.json["units"]}
    for row in out.tables["extents.csv"]:
        unit = home[row["unit"]]
        expect(row["partition_area"] == (unit["area"] or "") and row["partition_reason"] == unit["reason"],
               "extents.csv does not say where the partition has unit %s" % row["unit"])
    for row in out.tables["partition.csv"]:
        for column, extents in (("minimum_of", ORDER[:2]), ("maximum_of", ORDER[2:])):
            wanted = [m["area"] for m in out.tables["extents.csv"] if m["unit"] == row["unit"] and m["extent"] in extents]
            expect(row[column] == ";".join(wanted), "%s of unit %s" % (column, row["unit"]))
        if row["reason"] == "exclave":
            expect(any(c["unit"] == row["unit"] and c["of"] == "partition" and c["change"] == "left"
                       for c in out.json["changes"]), "nothing says which area unit %s is an exclave of" % row["unit"])
    if "changes.csv" in out.tables:
        expect([(c["unit"], c["area"], c["of"], c["extent"], c["change"], c["reason"]) for c in out.json["changes"]] ==
               [tuple(row[k] for k in ("unit", "area", "of", "extent", "change", "reason")) for row in out.tables["changes.csv"]],
               "changes.csv and JSON differ")
    for change in out.json["changes"]:
        expect(change["area"] in members and change["unit"] in people, "a change of nothing: %s" % change)


def check_geojson(data, out):
    if not data.squares:
        return
    document = json.loads(out.bytes["areas.geojson"].decode())
    expect(document["type"] == "FeatureCollection" and "coordinates" not in document, "areas.geojson is no FeatureCollection")
    wanted = []
    for area in out.json["areas"]:
        for extent in ORDER:
            inside = [m["unit"] for m in area["members"] if ORDER.index(m["extent"]) <= ORDER.index(extent)]
            wanted.append((area["area"], area["name"], area["kind"], extent, inside))
    got = [tuple(f["properties"][key] for key in ("area", "name", "kind", "extent", "units")) for f in document["features"]]
    expect(got == wanted, "features of areas.geojson differ from the JSON")
    for feature in document["features"]:
        expect(set(feature) == {"type", "properties", "geometry"} and feature["geometry"]["type"] == "MultiPolygon",
               "a feature of areas.geojson is %s" % sorted(feature))
        surface = 0.0
        for polygon in feature["geometry"]["coordinates"]:
            for k, ring in enumerate(polygon):
                expect(len(ring) >= 4 and ring[0] == ring[-1], "a ring is not closed")
                twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
                surface += abs(twice) / 2 * (1 if k == 0 else -1)
        expect(near(surface, len(feature["properties"]["units"]), 1e-6),
               "the %s extent of %s covers %g squares, not %d" % (feature["properties"]["extent"], feature["properties"]["area"],
                                                                 surface, len(feature["properties"]["units"])))
        expect(feature["properties"]["area_km2"] > 0, "an area of nothing")


def check_map(data, out):
    if not data.squares:
        return
    text = out.bytes["map.svg"].decode()
    root = ElementTree.fromstring(text)
    expect(root.tag == "{http://www.w3.org/2000/svg}svg", "map.svg begins with %s" % root.tag)
    expect(not re.search(r"[\"\sMLZ,](nan|-?inf)", text), "map.svg holds a number that is none")
    words = {" ".join("".join(e.itertext()).split()) for e in root.iter("{http://www.w3.org/2000/svg}text")}
    for area in out.json["areas"][:8]:
        plain = " ".join(area["name"].split())
        expect(any(plain in word for word in words), "the map does not name %r" % area["name"])


def check_schema(out, schema):
    if jsonschema is None:
        return
    jsonschema.Draft202012Validator(schema).validate(out.json)


def delineate(tool, make, folder, extra=(), shuffle=None):
    data = make()
    arguments = data.write(folder, shuffle)
    run(tool, arguments + list(extra), folder)
    return data, Outputs(os.path.join(folder, "out"))


def outputs_of(tool, source, folder, make):
    with open(os.path.join(source, "schemas", "delineation.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    data, out = delineate(tool, make, folder)
    check_columns(data, out)
    check_sums(data, out)
    check_names(data, out)
    check_partition(data, out)
    check_extents(data, out)
    check_geojson(data, out)
    check_map(data, out)
    try:
        check_schema(out, schema)
    except Exception as problem:  # jsonschema's own kinds
        raise Failure("the schema does not take the JSON: %s" % str(problem)[:600])
    overlaps = sum(len(area["members"]) for area in out.json["areas"]) - len(
        {m["unit"] for area in out.json["areas"] for m in area["members"]})
    return "%d areas, %d overlaps, %d changes" % (len(out.json["areas"]), overlaps, len(out.json["changes"]))


def same_bytes_of(tool, _source, folder, make):
    _, first = delineate(tool, make, folder)
    variants = [("a second run over it", (), None), ("2 threads", ("--threads", "2"), None),
                ("all threads", ("--threads", "0"), None)]
    variants += [("shuffled rows", (), random.Random(seed)) for seed in range(3)]
    variants += [("shuffled rows and 2 threads", ("--threads", "2"), random.Random(9))]
    for words, extra, shuffle in variants:
        _, again = delineate(tool, make, folder, extra, shuffle)
        expect(again.names == first.names, "%s: other files: %s" % (words, sorted(again.names ^ first.names)))
        for name in sorted(first.names):
            expect(again.bytes[name] == first.bytes[name], "%s: %s differs" % (words, name))
    return "%d files" % len(first.names)


def schema_is_strict(tool, source, folder):
    """What the schema takes may not be just anything."""
    if jsonschema is None:
        raise Skip("python3-jsonschema is not installed")
    with open(os.path.join(source, "schemas", "delineation.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    _, out = delineate(tool, eight_with_everything, folder)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(out.json)
    expect(out.json["areas"], "there is no area to spoil")
    spoiled = 0

    def visit(value, path):
        nonlocal spoiled
        if isinstance(value, dict):
            free = path in (("provenance", "parameters"), ("validation",))
            for key in list(value):
                visit(value[key], path + (key,))
                if free:
                    continue
                kept = value.pop(key)
                expect(not validator.is_valid(out.json), "the schema does without %s" % "/".join(path + (key,)))
                value[key] = kept
                spoiled += 1
            value["surplus"] = 1
            expect(not validator.is_valid(out.json), "the schema takes more members in %s" % "/".join(path))
            del value["surplus"]
        elif isinstance(value, list) and value:
            visit(value[0], path + ("0",))

    order = dict(out.json)  # removing and putting back changes the order of members, which means nothing
    visit(out.json, ())
    expect(order == out.json, "the document was not put back")

    def changed(path, bad):
        at = out.json
        for key in path[:-1]:
            at = at[key]
        kept, at[path[-1]] = at[path[-1]], bad
        expect(not validator.is_valid(out.json), "the schema takes %r at %s" % (bad, path))
        at[path[-1]] = kept

    for path, bad in ((("format",), "geojson"), (("format_version",), 2), (("provenance", "seed"), -1),
                      (("provenance", "inputs", "units"), "xyz"), (("validation",), {"colour": 1}),
                      (("provenance", "parameters"), {"a": 1}), (("region", "internal_flows"), "perhaps"),
                      (("areas", 0, "kind"), "large"), (("areas", 0, "members"), []), (("areas", 0, "centre"), ""),
                      (("areas", 0, "members", 0, "extent"), "medium"), (("areas", 0, "members", 0, "reason"), "because"),
                      (("units", 0, "constraint"), "1"), (("units", 0, "unit"), 1), (("areas", 0, "population_minimum"), -1),
                      (("changes",), [{"unit": "01"}])):
        changed(path, bad)
    expect(validator.is_valid(out.json), "the document was not put back")
    return "%d members taken out one by one" % spoiled


def constraint_table(tool, folder, extra):
    return read_table(run(tool, ["constraint", "--flows", "flows.csv"] + extra, folder).decode(), "constraint")


def constraint_is_igraphs(tool, _source, folder):
    eight_units().write(folder)
    for extra, wanted in (([], WITHOUT_LOOPS), (["--loops", "exclude"], WITHOUT_LOOPS), (["--loops", "include"], WITH_LOOPS)):
        rows = constraint_table(tool, folder, extra + ["--dyads", "dyads.csv"])
        for row, value in zip(rows, wanted):
            expect(near(number(row["constraint"]), value, 1e-10), "constraint of %s with %s" % (row["unit"], extra))
        dyads = read_rows(os.path.join(folder, "dyads.csv"))
        expect(list(dyads[0]) == ["from", "to", "dependence", "constraint"], "columns of the dyads")
        for row in rows:
            suffered = sum(number(d["constraint"]) for d in dyads if d["from"] == row["unit"])
            exerted = sum(number(d["constraint"]) for d in dyads if d["to"] == row["unit"])
            expect(near(suffered, number(row["constraint"])), "dyads do not add up to the constraint of %s" % row["unit"])
            expect(near(exerted, number(row["exerted"])), "dyads do not add up to what %s exerts" % row["unit"])
            expect(near(exerted / suffered, number(row["balance"])), "balance of %s" % row["unit"])
        for d in dyads:
            expect(near(number(d["dependence"]) ** 2, number(d["constraint"])), "a dyad is not its dependence squared")
    return "8 units, with and without loops"


def constraint_is_networkx(tool, _source, folder):
    if networkx is None:
        raise Skip("python3-networkx is not installed")
    compared = 0
    for seed in range(4):
        draw = random.Random(seed)
        codes = ["u%02d" % k for k in range(40)]
        flows = {}
        for k, code in enumerate(codes):
            for other in draw.sample(codes, 3 + k % 6):
                flows[(code, other)] = draw.randint(1, 5000) / 4
            flows[(code, code)] = draw.randint(1, 9000)
        Data([(code,) for code in codes], [(o, d, n) for (o, d), n in flows.items()], header=("code",)).write(folder)
        for loops in ("include", "exclude"):
            graph = networkx.DiGraph()
            graph.add_nodes_from(codes)
            for (o, d), n in flows.items():
                if o != d or loops == "include":
                    graph.add_edge(o, d, weight=n)
            wanted = networkx.constraint(graph, weight="weight")
            for row in constraint_table(tool, folder, ["--loops", loops]):
                value = wanted[row["unit"]]
                if math.isnan(value):  # networkx leaves pure sinks undefined
                    continue
                expect(near(number(row["constraint"]), value, 1e-10),
                       "%s, loops %s: %s, networkx %r" % (row["unit"], loops, row["constraint"], value))
                compared += 1
    return "%d numbers" % compared


def delimiters_are_found(tool, _source, folder):
    """The same study in every delimiter, as long and wide table and from a configuration."""
    data = eight_units()
    arguments = data.write(folder)
    run(tool, arguments, folder)
    first = Outputs(os.path.join(folder, "out"))
    codes = data.codes()
    cells = {(o, d): n for o, d, n in data.flows}
    wide = [[o] + [cells.get((o, d), "") for d in codes] for o in codes]

    def again(words):
        now = Outputs(os.path.join(folder, "out"))
        for name in sorted(first.names - {"study.json"}):  # that says what was asked for
            expect(now.bytes.get(name) == first.bytes[name], "%s: %s differs" % (words, name))

    for delimiter in ",;\t|":
        for matrix in (False, True):
            with open(os.path.join(folder, "units.csv"), "w", newline="") as file:
                file.write("\ufeff" + table_text(data.header, data.units, delimiter))
            with open(os.path.join(folder, "flows.csv"), "w", newline="") as file:
                file.write(table_text([""] + codes, wide, delimiter) if matrix else
                           table_text(("origin", "destination", "flow"), data.flows, delimiter).replace("\n", "\r\n"))
            run(tool, arguments, folder)
            again("%r, %s" % (delimiter, "matrix" if matrix else "rows"))
    with open(os.path.join(folder, "study.json"), "w") as file:
        json.dump({"method": "network-constraint", "parameters": {"maximum_share": 0.5}, "units": "units.csv",
                   "flows": ["flows.csv"], "borders": "borders.json", "out": "out"}, file)
    run(tool, ["delineate", "--config", "study.json"], folder)
    again("from a configuration")
    return "8 tables and a configuration"


def tables_are_read_again(tool, _source, folder):
    """What the tool writes as flows and contiguity, it reads."""
    data = many_units()
    arguments = data.write(folder)
    with open(os.path.join(folder, "units.csv"), "w", newline="") as file:
        file.write(table_text(("code", "name", "population", "lon", "lat"),
                              [row + data.squares[row[0]] for row in data.units]))
    made = run(tool, ["synthesize", "--units", "units.csv"], folder)
    rows = read_table(made.decode(), "synthesize")
    expect(list(rows[0]) == ["origin", "destination", "flow"], "columns of modelled flows")
    expect(all(number(row["flow"]) > 0 for row in rows), "a modelled flow of nothing")
    with open(os.path.join(folder, "flows.csv"), "wb") as file:
        file.write(made)
    run(tool, arguments, folder)
    expect(run(tool, ["synthesize", "--units", "units.csv"], folder) == made, "modelled flows differ from run to run")
    return "%d modelled flows" % len(rows)


def quality_of(data, area):
    """Modularity and map equation of a partition, directed flows, from their formulas."""
    total = sum(n for _, _, n in data.flows)
    inside, out, into, leaves, enters, visits = {}, {}, {}, {}, {}, {}
    for o, d, n in data.flows:
        out[area[o]] = out.get(area[o], 0) + n
        into[area[d]] = into.get(area[d], 0) + n
        visits[d] = visits.get(d, 0) + n / total
        if area[o] == area[d]:
            inside[area[o]] = inside.get(area[o], 0) + n
        else:
            leaves[area[o]] = leaves.get(area[o], 0) + n / total
            enters[area[d]] = enters.get(area[d], 0) + n / total
    modularity = sum(inside.get(a, 0) / total - out.get(a, 0) * into.get(a, 0) / total ** 2 for a in set(area.values()))

    def h(x):
        return x * math.log2(x) if x > 0 else 0.0

    within = {a: leaves.get(a, 0) + sum(p for u, p in visits.items() if area[u] == a) for a in set(area.values())}
    bits = (h(sum(enters.values())) - sum(map(h, enters.values())) - sum(map(h, leaves.values())) -
            sum(map(h, visits.values())) + sum(map(h, within.values())))
    return modularity, bits


def methods_side_by_side(tool, _source, folder):
    """conurb compare: its figures are those of the partitions that delineate writes, also for configurations."""
    data = eight_units()
    arguments = data.write(folder)
    variants = {"small": {"method": "travel-to-work", "parameters": {"target_size": 5000, "preset": "vignette"}},
                "two": {"method": "flowbca", "parameters": {"stop_at": 2}}}
    for name, content in variants.items():
        with open(os.path.join(folder, name + ".json"), "w") as file:
            json.dump(content, file)
    table = run(tool, ["compare", "--units", "units.csv", "--flows", "flows.csv", "--methods", "leiden,greedy-link",
                       "--set", "greedy-link.centre_size=2000", "--config", "small.json", "--config", "two.json", "--out",
                       "table.csv"], folder)
    expect(table == b"", "a table on standard output, too")
    rows = read_rows(os.path.join(folder, "table.csv"))
    expect([row["method"] for row in rows] == ["leiden", "greedy-link", "travel-to-work (small)", "flowbca (two)"], "the lines")
    ways = [["--method", "leiden"], ["--method", "greedy-link", "--set", "centre_size=2000"], ["--config", "small.json"],
            ["--config", "two.json"]]
    for row, way in zip(rows, ways):
        run(tool, arguments + way, folder)
        partition = read_rows(os.path.join(folder, "out", "partition.csv"))
        area = {line["unit"]: line["area"] or "alone " + line["unit"] for line in partition}
        modularity, bits = quality_of(data, area)
        areas = len({line["area"] for line in partition if line["area"]})
        expect(int(row["areas"]) == areas, "%s: %s areas, in the partition %d" % (row["method"], row["areas"], areas))
        expect(near(float(row["modularity"]), modularity, 5.1e-5), "%s: modularity %s, not %f" % (row["method"], row["modularity"], modularity))
        expect(near(float(row["map_equation"]), bits, 5.1e-5), "%s: %s bits, not %f" % (row["method"], row["map_equation"], bits))
    return "%d methods" % len(rows)


def quality_of_areas(tool, _source, folder):
    """conurb quality: shares of areas and units, and of all, from the flows themselves; a partition of delineate is read."""
    data = eight_units()
    arguments = data.write(folder)
    area = dict(zip(data.codes(), "AABBCCC"))  # the eighth is in none
    with open(os.path.join(folder, "zones.csv"), "w", newline="") as file:
        file.write(table_text(("code", "zone"), sorted(area.items(), reverse=True) + [("08", "")]))
    with open(os.path.join(folder, "cores.csv"), "w", newline="") as file:
        file.write(table_text(("unit", "core"), [("01", "A"), ("05", "C")]))
    study = ["--units", "units.csv", "--flows", "flows.csv", "--borders", "borders.json"]
    printed = run(tool, ["quality"] + study + ["--contiguity-tolerance", "0", "--areas", "zones.csv", "--area-columns", "area=zone",
                                               "--cores", "cores.csv", "--out", "quality.csv"], folder).decode()
    overall = dict(line.split(" ") for line in printed.splitlines())
    rows = read_rows(os.path.join(folder, "quality.csv"))
    expect([row["area"] for row in rows] == ["A", "B", "C"], "the areas")
    lives = {u: sum(n for o, _, n in data.flows if o == u) for u in data.codes()}
    works = {u: sum(n for _, d, n in data.flows if d == u) for u in data.codes()}
    core = {"01", "05"}
    stay, hold = {}, {}
    for u, a in area.items():
        stay[u] = sum(n for o, d, n in data.flows if o == u and area.get(d) == a) / lives[u]
        hold[u] = sum(n for o, d, n in data.flows if d == u and area.get(o) == a) / works[u]
    for row in rows:
        units = [u for u in area if area[u] == row["area"]]
        inside = [(o, d, n) for o, d, n in data.flows if o in units and d in units]
        live, work = sum(lives[u] for u in units), sum(works[u] for u in units)
        wanted = {"supply": sum(n for _, _, n in inside) / live, "demand": sum(n for _, _, n in inside) / work,
                  "contained_least": min(stay[u] for u in units), "contained_mean": sum(stay[u] for u in units) / len(units),
                  "jobs_contained_least": min(hold[u] for u in units), "jobs_contained_mean": sum(hold[u] for u in units) / len(units),
                  "works_in_core": sum(n for _, d, n in inside if d in core) / live,
                  "from_core": sum(n for o, _, n in inside if o in core) / work}
        for name, value in wanted.items():
            expect(near(number(row[name]), value), "%s of %s is %s, not %r" % (name, row["area"], row[name], value))
        expect(0 < number(row["compactness"]) < 1 and number(row["area_km2"]) > 0, "form of %s" % row["area"])
    modularity, bits = quality_of(data, {u: area.get(u, "alone " + u) for u in data.codes()})
    wanted = {"areas": 3, "units_outside": 1, "modularity": modularity, "map_equation": bits, "contained_mean": sum(stay.values()) / 7}
    for name, value in wanted.items():
        expect(near(number(overall[name]), value), "%s is %s, not %r" % (name, overall[name], value))
    expect(0 <= number(overall["neighbour_share"]) <= 1 and "morans_i_contained" in overall, "contiguity")
    run(tool, arguments + ["--method", "leiden"], folder)
    again = run(tool, ["quality"] + study + ["--areas", "out/partition.csv"], folder).decode()
    summary, table = again.split("\n\n", 1)
    expect(len(read_table(table, "quality")) == int(dict(line.split(" ") for line in summary.splitlines())["areas"]), "a partition")
    return "%d areas" % len(rows)


def outcome(folder):
    """All files of a folder."""
    files = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            files[name] = file.read()
    return files


def layers_are_traced(tool, source, folder):
    """conurb layers: every unit of a layer has shares that add up, layers on layers are nested, the same bytes however run."""
    with open(os.path.join(source, "schemas", "layers.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    with open(os.path.join(source, "schemas", "delineation.schema.json"), encoding="utf-8") as file:
        inner = json.load(file)
    schema["properties"]["layers"]["items"]["properties"]["delineation"] = {}  # looked at by itself
    data = many_units()
    given = {code: "west" if data.squares[code][0] < 9 else "east" for code in data.codes()}
    first = None
    for extra, shuffle in (([], None), (["--threads", "2"], None), ([], random.Random(4))):
        arguments = ["layers"] + data.write(folder, shuffle)[1:]
        run(tool, arguments + ["--layer", "urban=network-constraint:centre_balance=1", "--layer", "big=megaregions:areas=3",
                               "--layer", "all=megaregions:areas=1"] + extra, folder)
        files = outcome(os.path.join(folder, "out"))
        first = first or files
        expect(files == first, "other bytes with %s" % extra)
    for k in "123":
        expect({"areas_%s.csv" % k, "profiles_%s.csv" % k, "areas_%s.geojson" % k, "map_%s.svg" % k} <= set(first), "files of layer " + k)
    result = json.loads(first["layers.json"].decode())
    if jsonschema is not None:
        jsonschema.Draft202012Validator(schema).validate(result)
        for layer in result["layers"]:
            jsonschema.Draft202012Validator(inner).validate(layer["delineation"])
    expect([layer["name"] for layer in result["layers"]] == ["urban", "big", "all"] and not result["violations"], "the layers")
    rows = read_table(first["membership.csv"].decode(), "membership.csv")
    expect(list(rows[0]) == "unit,name,layer,area,area_name,role,partition,share".split(","), "columns of membership.csv")
    shares, place = {}, {}
    for row in rows:
        shares[(row["unit"], row["layer"])] = shares.get((row["unit"], row["layer"]), 0) + number(row["share"])
        if row["partition"] == "yes":
            place[(row["unit"], row["layer"])] = row["area"]
    expect(all(near(share, 1) for share in shares.values()), "shares that do not add up to 1")
    expect(len({u for u, layer in place if layer == "all"}) == len(data.units) - 1, "a unit with flows is lost")
    for lower, upper in (("urban", "big"), ("big", "all")):
        above = {}
        for (unit, layer), area in place.items():
            if layer == lower:
                above.setdefault(area, set()).add(place.get((unit, upper)))
        expect(all(len(areas) == 1 for areas in above.values()), "an area spans several")
    profiles = read_table(first["profiles_2.csv"].decode(), "profiles_2.csv")
    expect(len(profiles) == 3 and all(0 <= number(row["flow_kept"]) <= 1 for row in profiles), "profiles")
    # its study makes it again, from any folder
    os.mkdir(os.path.join(folder, "elsewhere"))
    run(tool, arguments + ["--layer", "urban=network-constraint:centre_balance=1", "--layer", "big=megaregions:areas=3",
                           "--layer", "all=megaregions:areas=1", "--units-outside", "left-out", "--seed", "5"], folder)
    before = outcome(os.path.join(folder, "out"))
    run(tool, ["layers", "--config", "../out/study.json", "--out", "again"], os.path.join(folder, "elsewhere"))
    after = outcome(os.path.join(folder, "elsewhere", "again"))
    study = json.loads(before.pop("study.json").decode())
    del after["study.json"]  # its paths are seen from another folder, as are those of findings
    expect(("validation.csv" in before) == ("validation.csv" in after), "findings of one of them only")
    before.pop("validation.csv", None)
    after.pop("validation.csv", None)
    expect(before == after, "a study of layers that does not run again: %s" % [n for n in set(before) | set(after) if before.get(n) != after.get(n)])
    expect(study["layer"][1] == "big=megaregions:areas=3" and study["units_outside"] == "left-out", "study.json: %s" % study)
    # a layer from outside, which need not be nested, and files of the run before that are none of this one
    with open(os.path.join(folder, "given.csv"), "w", newline="") as file:
        file.write(table_text(("unit", "area"), sorted(given.items())))
    run(tool, ["layers"] + data.write(folder)[1:] + ["--given", "sides=given.csv", "--given", "again=given.csv", "--map", "none",
                                                     "--layer", "all=megaregions:areas=1"], folder)
    run(tool, ["layers", "--config", "../out/study.json", "--out", "again"], os.path.join(folder, "elsewhere"))
    names = set(os.listdir(os.path.join(folder, "out")))
    expect("map.svg" in first, "no map of all")
    expect("areas_3.csv" in names and "map_3.svg" not in names and "map.svg" not in names, "the files: %s" % sorted(names))
    nesting = read_rows(os.path.join(folder, "out", "nesting.csv"))
    expect(nesting == [], "two layers that are the same do not nest")
    with open(os.path.join(folder, "given.csv"), "w", newline="") as file:
        file.write(table_text(("unit", "area"), [(row[0], "one" if k % 2 else "two") for k, row in enumerate(data.units)]))
    with open(os.path.join(folder, "sides.csv"), "w", newline="") as file:
        file.write(table_text(("unit", "area"), sorted(given.items())))
    run(tool, ["layers"] + data.write(folder)[1:] + ["--given", "odd=given.csv", "--given", "sides=sides.csv"], folder)
    nesting = read_rows(os.path.join(folder, "out", "nesting.csv"))
    expect({row["area_name"] for row in nesting} == {"one", "two"}, "who spans: %s" % nesting)
    for area in ("one", "two"):
        expect(near(sum(number(row["share"]) for row in nesting if row["area_name"] == area), 1), "shares of " + area)
    return "%d memberships" % len(rows)


def ties_are_drawn(tool, _source, folder):
    """conurb ties --map: a line for every pair of the table that is strong enough, between units and between areas."""
    data = many_units()
    lines = re.compile(r'<path [^>]*stroke-width="[^"]*"><title>([^<]*): ([^<]*)</title>')
    data.write(folder)
    tables = ["--units", "units.csv", "--flows", "flows.csv", "--borders", "borders.json"]
    with open(os.path.join(folder, "halves.csv"), "w", newline="") as file:
        file.write(table_text(("unit", "area"), [(row[0], row[0][-1]) for row in data.units]))
    drawn = []
    for extra in ([], ["--areas", "halves.csv"], ["--measure", "dependence"]):
        run(tool, ["ties"] + tables + extra + ["--out", "ties.csv", "--map", "ties.svg", "--map-minimum", "0.2"], folder)
        pairs = {}
        for row in read_rows(os.path.join(folder, "ties.csv")):
            if number(row["tie"]) >= 0.2:
                key = frozenset((row["unit_name"], row["other_name"]))
                pairs[key] = max(number(row["tie"]), pairs.get(key, 0))
        with open(os.path.join(folder, "ties.svg"), encoding="utf-8") as file:
            svg = file.read()
        ElementTree.fromstring(svg)
        found = {frozenset(names.split(", ")): float(tie) for names, tie in lines.findall(svg)}
        expect(found == pairs and found, "lines %s, table %s" % (found, pairs))
        drawn.append(len(found))
    return "%s lines" % drawn


def differences_are_told(tool, _source, folder):
    """conurb diff: nothing between a result and itself; a planted change is found, and nothing else; a table is read too."""
    data = many_units()
    run(tool, data.write(folder), folder)
    rows = read_rows(os.path.join(folder, "out", "extents.csv"))
    run(tool, ["diff", "out", "out", "--out", "none"], folder)
    expect(read_rows(os.path.join(folder, "none", "extents.csv")) == [], "extents of a result that differ from itself")
    expect({row["change"] for row in read_rows(os.path.join(folder, "none", "areas.csv"))} == {"kept"}, "areas against themselves")
    expect({row["change"] for row in read_rows(os.path.join(folder, "none", "units.csv"))} <= {"same", "none"}, "units against themselves")
    for row in read_rows(os.path.join(folder, "none", "indices.csv")):
        best = {"units": None, "mirkin": 0, "van_dongen": 0, "variation_of_information": 0}.get(row["index"], 1)
        expect(best is None or near(number(row["value"]), best), "%s of a result and itself is %s" % (row["index"], row["value"]))
    expect(not os.path.exists(os.path.join(folder, "none", "map.svg")), "a map without borders")
    # the result as a table of areas with one membership taken out, its area called otherwise; the table names no cores
    victim = next(row for row in rows if row["extent"] == "maximum")
    table = [(row["area"] + "x", row["unit"], "centre" if row["unit"] == row["area"] else "minimum" if row["extent"] == "core"
              else row["extent"]) for row in rows if row is not victim]
    with open(os.path.join(folder, "areas.csv"), "w", newline="") as file:
        file.write(table_text(("area", "unit", "extent"), table))
    run(tool, ["diff", "out", "areas.csv", "--units", "units.csv", "--borders", "borders.json", "--policy", "report", "--out", "diff"],
        folder)
    changed = [row for row in read_rows(os.path.join(folder, "diff", "extents.csv")) if row["after"] == "none" or row["before"] == "none"]
    expect([(row["unit"], row["area"], row["before"]) for row in changed] == [(victim["unit"], victim["area"], "maximum")],
           "planted %s, found %s" % (victim, changed))
    areas = read_rows(os.path.join(folder, "diff", "areas.csv"))
    expect({row["change"] for row in areas} == {"kept"} and all(row["renamed"] == "yes" for row in areas), "areas: %s" % areas)
    with open(os.path.join(folder, "diff", "map.svg"), encoding="utf-8") as file:
        ElementTree.fromstring(file.read())
    # areas whose names come in another order than their units, and one that shares all its units
    codes = data.codes()
    for name, groups in (("one.csv", (("Zeta", codes[:2]), ("Alpha", codes[2:4]))), ("other.csv", (("Alpha", codes[:2]), ("Zeta", codes[2:4])))):
        with open(os.path.join(folder, name), "w", newline="") as file:
            file.write(table_text(("area", "unit"), [(area, unit) for area, units in groups for unit in units]))
    for after, kept in (("one.csv", ["Zeta", "Zeta", "Alpha", "Alpha"]), ("other.csv", ["Alpha", "Alpha", "Zeta", "Zeta"])):
        run(tool, ["diff", "one.csv", after, "--units", "units.csv", "--out", "tables"], folder)
        units = read_rows(os.path.join(folder, "tables", "units.csv"))[:4]
        expect([row["before"] for row in units] == ["Zeta", "Zeta", "Alpha", "Alpha"] and [row["after"] for row in units] == kept and
               {row["change"] for row in units} == {"same"}, "units of tables: %s" % units)
    return "%d areas" % len(areas)


def draws_are_counted(tool, _source, folder):
    """conurb resample: shares add up and nest, the same bytes for any threads, order of rows and configuration; no noise, no doubt."""
    data = many_units()
    first = None
    for extra, shuffle in (([], None), (["--threads", "2"], None), ([], random.Random(5))):
        run(tool, ["resample"] + data.write(folder, shuffle)[1:] + ["--draws", "25", "--draw", "model=log_normal", "--draw", "noise=0.5"] +
            extra, folder)
        files = outcome(os.path.join(folder, "out"))
        first = first or files
        expect(files == first, "other bytes with %s" % extra)
    members = read_table(first["memberships.csv"].decode(), "memberships.csv")
    sums = {}
    for row in members:
        expect(0 <= number(row["p_core"]) <= number(row["p_minimum"]) <= number(row["p_maximum"]) <= 1, "extents: %s" % row)
        sums[row["unit"]] = sums.get(row["unit"], 0) + number(row["p_partition"])
    units = read_table(first["units.csv"].decode(), "units.csv")
    for row in units:
        expect(near(sums.get(row["unit"], 0) + number(row["p_elsewhere"]) + number(row["p_none"]), 1), "shares of %s" % row["unit"])
        expect(number(row["p_base"]) <= number(row["p_modal"]) + 1e-12, "more often than most often: %s" % row)
    expect(len(units) == len(data.units) and len(read_table(first["draws.csv"].decode(), "draws.csv")) == 25, "lines")
    expect(any(number(row["entropy"]) > 0 for row in units), "noise without doubt")
    ElementTree.fromstring(first["map.svg"].decode())
    run(tool, ["resample", "--config", "out/study.json", "--draws", "25", "--draw", "model=log_normal", "--draw", "noise=0.5", "--out",
               "again"], folder)
    expect(outcome(os.path.join(folder, "again"))["memberships.csv"] == first["memberships.csv"], "a study that gives other draws")
    run(tool, ["resample"] + data.write(folder)[1:] + ["--draws", "3", "--draw", "model=log_normal", "--draw", "noise=0"], folder)
    expect(all(number(row["p_base"]) == 1 for row in read_rows(os.path.join(folder, "out", "units.csv"))), "doubt without noise")
    return "%d memberships" % len(members)


def parameters_are_swept(tool, _source, folder):
    """conurb sweep: a line for each run, each what delineate gives with that setting; the same bytes for any threads."""
    data = many_units()
    arguments = data.write(folder)[1:]
    vary = ["--vary", "extents.maximum_dependence=-50%:+50%:3", "--vary", "twin_tie=0.1,none"]
    run(tool, ["sweep"] + arguments + vary, folder)
    first = outcome(os.path.join(folder, "out"))
    run(tool, ["sweep"] + arguments + vary + ["--threads", "2"], folder)
    expect(outcome(os.path.join(folder, "out")) == first, "other bytes with two threads")
    runs = read_table(first["runs.csv"].decode(), "runs.csv")
    expect([row["extents.maximum_dependence"] for row in runs[:3]] == ["0.055", "0.11", "0.165"], "values: %s" % runs)
    expect([row["twin_tie"] for row in runs[3:]] == ["0.1", "none"] and runs[4]["extents.maximum_dependence"] == "", "one at a time")
    expect(all(near(number(runs[1][name]), 1) for name in ("adjusted_rand", "unit_jaccard", "jaccard_min", "jaccard_max")), "the base run")
    for row in runs:
        setting = ["extents.maximum_dependence=" + row["extents.maximum_dependence"]] if row["extents.maximum_dependence"] else [
            "twin_tie=" + row["twin_tie"]]
        run(tool, ["delineate"] + arguments + ["--set"] + setting, folder)
        expect(len(read_rows(os.path.join(folder, "out", "areas.csv"))) == int(row["areas"]), "areas of %s" % row)
    for name in ("plot.svg", "map.svg"):
        ElementTree.fromstring(first[name].decode())
    run(tool, ["sweep"] + arguments + vary + ["--grid"], folder)
    expect(len(read_rows(os.path.join(folder, "out", "runs.csv"))) == 6, "a grid of 3 by 2")
    return "%d runs" % len(runs)


def units_are_explained(tool, _source, folder):
    """conurb explain: what it calls the nearest change is what delineate does then; data that have changed are refused."""
    data = many_units()
    arguments = data.write(folder)
    run(tool, arguments, folder)
    before = {(row["unit"], row["area"]): row["extent"] for row in read_rows(os.path.join(folder, "out", "extents.csv"))}
    names = {row["area"]: row["name"] for row in read_rows(os.path.join(folder, "out", "areas.csv"))}
    flip = re.compile(r"nearest change: (\S+) at (\S+) instead of \S+ would make it (\S+) of (.+), now (\S+)")
    tried = 0
    for code in data.codes()[:12]:
        text = run(tool, ["explain", "out", "--unit", code], folder).decode()
        expect("(%s)" % code in text.splitlines()[0], "the first line: %s" % text)
        for (unit, area), extent in before.items():
            expect(unit != code or "%s of %s: " % (extent, names[area]) in text, "%s of %s is not told: %s" % (extent, names[area], text))
        found = flip.search(text)
        if not found:
            continue
        key, value, after, name, now = found.groups()
        run(tool, [a if a != "out" else "flipped" for a in arguments] + ["--set", "extents.%s=%s" % (key, value)], folder)
        rows = {(row["unit"], row["area"]): row["extent"] for row in read_rows(os.path.join(folder, "flipped", "extents.csv"))}
        area = next(a for a, n in names.items() if n == name)
        expect(before.get((code, area), "none") == now and rows.get((code, area), "none") == after, "%s: %s" % (code, found[0]))
        tried += 1
    expect(tried > 3, "hardly anything can flip")
    data.flows = [(row[0], row[1], 10) for row in data.flows]
    data.write(folder)
    process = subprocess.run([tool, "explain", "out", "--unit", data.codes()[0]], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    expect(process.returncode == 3 and b"data have changed" in process.stderr, "other data: %s" % process.stderr)
    return "%d flips" % tried


def a_study_runs_again(tool, _source, folder):
    """The study in a result gives the same bytes, from any folder and after the whole was moved; the command line wins."""
    made = 0
    for options in ([], ["--method", "leiden", "--seed", "7", "--set", "resolution=1.5", "--extents", "after"],
                    ["--set", "extents.maximum_share=0.4", "--set", "repair.minimum_units=2", "--contiguity-tolerance", "5",
                     "--contiguity-rule", "rook", "--select-flows", "largest=9", "--title", "2020"],
                    ["--flow-weights", "0.5", "--policy", "report", "--map", "none", "--method", "dominant-flows"]):
        place = os.path.join(folder, "place%d" % made)
        os.mkdir(place)
        data = many_units(made)
        arguments = data.write(place)
        run(tool, arguments + options, place)
        first = Outputs(os.path.join(place, "out"))
        json.loads(first.bytes["study.json"])
        moved = place + " moved"
        os.rename(place, moved)
        run(tool, ["delineate", "--config", moved + "/out/study.json", "--out", moved + "/again"], folder)
        again = Outputs(os.path.join(moved, "again"))
        expect(again.names == first.names, "%s: other files" % options)
        for name in sorted(first.names - {"validation.csv"}):  # which names files as they were given
            expect(again.bytes[name] == first.bytes[name], "%s: %s differs" % (options, name))
        run(tool, ["delineate", "--config", moved + "/out/study.json", "--title", "Other", "--out", moved + "/other"], folder)
        title = json.loads(Outputs(os.path.join(moved, "other")).bytes["study.json"])["title"]
        expect(title == "Other", "the title is %s" % title)
        made += 1
    return "%d studies" % made


def names_change_nothing_else(tool, _source, folder):
    """Areas and cores under other names, rows in another order: the same figures, each with its area."""
    draw = random.Random(5)
    data = many_units()
    arguments = data.write(folder)
    codes = data.codes()
    area = {code: draw.randrange(6) for code in codes}
    core = {code: draw.randrange(3) for code in draw.sample(codes, 12)}
    seen = []
    for turn in range(4):
        names = ["%s%d" % (draw.choice("QWERTY"), k) for k in range(6)]
        draw.shuffle(names)
        for name, column, labels in (("zones.csv", "area", area), ("cores.csv", "core", core)):
            rows = [(unit, names[label]) for unit, label in labels.items()]
            draw.shuffle(rows)
            with open(os.path.join(folder, name), "w", newline="") as file:
                file.write(table_text(("unit", column), rows))
        study = ["--units", "units.csv", "--flows", "flows.csv", "--borders", "borders.json", "--cores", "cores.csv"]
        run(tool, ["quality"] + study + ["--areas", "zones.csv", "--out", "quality.csv"], folder)
        rows = read_rows(os.path.join(folder, "quality.csv"))
        expect([row["area"] for row in rows] == sorted(names), "rows are not in the order of names")
        figures = {names.index(row.pop("area")): row for row in rows}
        run(tool, arguments + ["--cores", "cores.csv", "--set", "given_cores=instead"], folder)
        areas = read_rows(os.path.join(folder, "out", "areas.csv"))
        for row in areas:
            row["label"] = names.index(row["label"])
            expect(core[row["centre"]] == row["label"], "area %s has the label of another core" % row["area"])
        tables = [read_rows(os.path.join(folder, "out", name)) for name in ("extents.csv", "partition.csv")]
        seen.append((figures, areas, tables))
    expect(all(one == seen[0] for one in seen), "figures depend on the names")
    return "%d namings" % len(seen)


def selected_flows(tool, _source, folder):
    """--select-flows keeps what its rules say, one after the other, and nothing of workers and jobs is lost."""
    data = eight_units()
    arguments = data.write(folder)

    def kept(flows, rule, value):
        result = [row for row in flows if row[0] == row[1]]
        for origin in data.codes():
            row = sorted((f for f in flows if f[0] == origin and f[1] != origin), key=lambda f: (-f[2], f[1]))
            if rule == "largest":
                row = row[:value]
            elif rule == "at_least":
                row = [f for f in row if f[2] >= value]
            elif rule == "reaching":
                whole, part, few = sum(f[2] for f in row), 0, []
                while row and part < value * whole:
                    few.append(row.pop(0))
                    part += few[-1][2]
                row = few
            result += row
        return result

    for rules in ([("largest", 2)], [("at_least", 100)], [("reaching", 0.8)], [("largest", 3), ("at_least", 60)]):
        flows = data.flows
        for rule, value in rules:
            flows = kept(flows, rule, value)
        words = [w for rule, value in rules for w in ("--select-flows", "%s=%s" % (rule, value))]
        run(tool, arguments + ["--method", "leiden", "--extents", "after"] + words, folder)
        by_rule = [read_rows(os.path.join(folder, "out", name)) for name in ("partition.csv", "ties.csv")]
        with open(os.path.join(folder, "few.csv"), "w", newline="") as file:
            file.write(table_text(("origin", "destination", "flow"), flows))
        run(tool, [a if a != "flows.csv" else "few.csv" for a in arguments] + ["--method", "leiden", "--extents", "after"], folder)
        by_file = [read_rows(os.path.join(folder, "out", name)) for name in ("partition.csv", "ties.csv")]
        expect(by_rule == by_file, "%s: not as from the flows that are left" % rules)
    return "4 selections"


def main():
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    loud = "-v" in sys.argv
    tool, source = os.path.abspath(arguments[0]), os.path.abspath(arguments[1])
    tests = []
    for name, make in STUDIES.items():
        tests.append((name, lambda t, s, f, make=make: outputs_of(t, s, f, make)))
        tests.append((name + ": same bytes", lambda t, s, f, make=make: same_bytes_of(t, s, f, make)))
    for function in (schema_is_strict, constraint_is_igraphs, constraint_is_networkx, delimiters_are_found, tables_are_read_again,
                     methods_side_by_side, quality_of_areas, layers_are_traced, a_study_runs_again, names_change_nothing_else,
                     selected_flows, ties_are_drawn, differences_are_told, draws_are_counted,
                     parameters_are_swept, units_are_explained):
        tests.append((function.__name__, function))
    if jsonschema is None:
        print("skipped  the schema: python3-jsonschema is not installed")
    passed = failed = 0
    for name, test in tests:
        folder = tempfile.mkdtemp(prefix="conurb-outputs-")
        try:
            words = test(tool, source, folder)
            passed += 1
            if loud:
                print("passed   %s: %s" % (name, words))
        except Skip as skip:
            print("skipped  %s: %s" % (name, skip))
        except Failure as problem:
            failed += 1
            print("FAILED   %s: %s" % (name, problem))
        finally:
            shutil.rmtree(folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

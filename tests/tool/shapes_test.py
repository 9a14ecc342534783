# SPDX-License-Identifier: MIT
"""Borders and grids that would give wrong numbers without a word: what the tool says of them.

    python3 shapes_test.py CONURB [-v] [NAME...]

Python 3 standard library only.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest

TOOL = ""
# a town 0101 in a row of eight squares; all go to 0101 or 0105
CODES = ["%04d" % (101 + k) for k in range(8)]
SIDE = 0.1  # degrees


def shape(k, x0=127.0, y0=37.0, side=SIDE, gap=0.0):
    x, y = x0 + (k % 4) * side, y0 + (k // 4) * side
    g = gap / 2
    return [[x + g, y + g], [x + side - g, y + g], [x + side - g, y + side - g], [x + g, y + side - g],
            [x + g, y + g]]


def collection(rings, crs=None):
    features = [{"type": "Feature", "properties": {"code": c},
                 "geometry": {"type": "Polygon", "coordinates": [r]}} for c, r in zip(CODES, rings)]
    return json.dumps({"type": "FeatureCollection", **({"crs": crs} if crs else {}), "features": features})


def units(**columns):
    rows = ["code,population" + "".join("," + name for name in columns)]
    for k, code in enumerate(CODES):
        rows.append("%s,%d" % (code, 60000 if k in (0, 4) else 4000)
                    + "".join(",%s" % values[k] for values in columns.values()))
    return "\n".join(rows) + "\n"


def flows():
    rows = ["origin,destination,flow"]
    for k, code in enumerate(CODES):
        rows.append("%s,%s,%d" % (code, code, 20000 if k in (0, 4) else 500))
        if k not in (0, 4):
            rows.append("%s,%s,900" % (code, CODES[0 if k < 4 else 4]))
    rows.append("%s,%s,100" % (CODES[0], CODES[4]))
    return "\n".join(rows) + "\n"


def grid(values, nodata=None, size=1000):
    head = "ncols %d\nnrows %d\nxllcorner 0\nyllcorner 0\ncellsize %d\n" % (len(values[0]), len(values), size)
    return head + ("NODATA_value %s\n" % nodata if nodata is not None else "") + "\n".join(
        " ".join(str(v) for v in row) for row in values) + "\n"


class Shapes(unittest.TestCase):
    def run_tool(self, *arguments, files):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name, text in files.items():
            with open(os.path.join(self.folder.name, name), "w", encoding="utf-8") as out:
                out.write(text)
        return subprocess.run([TOOL, *arguments], cwd=self.folder.name, capture_output=True, text=True, timeout=120)

    def delineate(self, borders, *extra, table=None):
        return self.run_tool("delineate", "--units", "units.csv", "--flows", "flows.csv", "--borders", "b.geojson",
                             "--out", "out", *extra,
                             files={"units.csv": table or units(), "flows.csv": flows(), "b.geojson": borders})

    def findings(self, kind):
        path = os.path.join(self.folder.name, "out", "validation.csv")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if row["kind"] == kind]

    def good(self):
        return [shape(k) for k in range(8)]

    def test_nothing_is_said_of_good_borders(self):
        run = self.delineate(collection(self.good()), "--contiguity-tolerance", "0")
        self.assertEqual(run.returncode, 0, run.stderr)
        for kind in ("invalid_geometry", "overlap", "contradiction", "island", "no_borders"):
            self.assertEqual(self.findings(kind), [], kind)

    def test_systems(self):
        for name, words in (("EPSG:102100", "Mercator"), ("urn:ogc:def:crs:ESRI::102113", "Mercator"),
                            ("http://www.opengis.net/def/crs/EPSG/0/3857", "Mercator"),
                            ("EPSG:2263", "US survey feet")):
            for policy in ("strict", "report"):
                run = self.delineate(collection(self.good(), {"type": "name", "properties": {"name": name}}),
                                     "--policy", policy)
                self.assertEqual(run.returncode, 3, name)
                self.assertIn(words, run.stderr)

    def test_latitude_first(self):
        swapped = [[[y, x] for x, y in ring] for ring in self.good()]
        run = self.delineate(collection(swapped), "--policy", "report", "--contiguity-tolerance", "1")
        self.assertEqual(run.returncode, 3)
        self.assertIn("degrees in the wrong order", run.stderr)
        # where both orders are degrees, positions of the units tell
        at = [(shape(k, 4.0, 50.0)[0][0] + SIDE / 2, shape(k, 4.0, 50.0)[0][1] + SIDE / 2) for k in range(8)]
        table = units(lon=[p[0] for p in at], lat=[p[1] for p in at])
        run = self.delineate(collection([shape(k, 50.0, 4.0) for k in range(8)]), "--policy", "report", table=table)
        self.assertEqual(run.returncode, 3)
        self.assertIn("different order", run.stderr)
        run = self.delineate(collection([shape(k, 4.0, 50.0) for k in range(8)]), table=table)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_areas_that_contradict(self):
        real = 111.2 * 0.1 * 111.2 * 0.1 * 0.79
        self.delineate(collection(self.good()), table=units(area_km2=[round(real, 1)] * 8))
        self.assertEqual(self.findings("contradiction"), [])
        for factor in (0.41, 2.6, 100, 1e6, 0.386):
            self.delineate(collection(self.good()), table=units(area_km2=[real * factor] * 8))
            found = self.findings("contradiction")
            self.assertEqual(len(found), 1, factor)
            self.assertIn("in 8 of 8 units", found[0]["detail"])
        self.delineate(collection(self.good()), table=units(area_km2=[real] * 7 + [real * 20]))
        self.assertEqual([row["unit"] for row in self.findings("contradiction")], ["0108"])

    def test_gaps(self):
        for gap, way in ((3e-4, "--contiguity-tolerance 50"), (3e-5, "--contiguity-tolerance 5"),
                         (4e-3, "--contiguity-tolerance 500")):
            run = self.delineate(collection([shape(k, gap=gap) for k in range(8)]), "--contiguity-tolerance", "0")
            self.assertEqual(run.returncode, 0, run.stderr)
            found = self.findings("island")
            self.assertEqual([row["unit"] for row in found], [""] + CODES)
            self.assertIn("8 of 8 units touch no other", found[0]["detail"])
            self.assertIn("smallest gap", found[0]["detail"])
            self.assertIn(way, found[0]["detail"])
        one = self.good()
        one[7] = shape(7, x0=128.5)
        self.delineate(collection(one), "--contiguity-tolerance", "0")
        self.assertEqual([row["unit"] for row in self.findings("island")], ["0108"])

    def test_links_alone(self):
        run = self.run_tool("delineate", "--units", "units.csv", "--flows", "flows.csv", "--links", "links.csv",
                            "--out", "out",
                            files={"units.csv": units(), "flows.csv": flows(), "links.csv": "a,b\n0101,0105\n"})
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("links are further pairs only", self.findings("island")[0]["detail"])

    def test_shapes_that_cross_themselves(self):
        bow = self.good()
        bow[2][1], bow[2][2] = bow[2][2], bow[2][1]
        run = self.delineate(collection(bow))
        self.assertEqual(run.returncode, 3)
        self.assertIn("0103", run.stderr)
        self.assertRegex(run.stderr, r"Self-intersection at 127\.2[45]")
        run = self.delineate(collection(bow), "--policy", "report")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual([row["unit"] for row in self.findings("invalid_geometry")], ["0103"])

    def test_shapes_that_lie_over_each_other(self):
        over = self.good()
        over[1] = shape(1, x0=127.0 - SIDE / 2)
        self.delineate(collection(over))
        found = self.findings("overlap")
        self.assertEqual(len(found), 1)
        self.assertIn("0101 and 0102", found[0]["detail"])
        self.assertIn("50 % of the smaller", found[0]["detail"])

    def test_built_up_surface_in_another_unit(self):
        people = grid([[1400] * 10] * 10)
        for value, words in ((0.7, "not in shares"), (70, "not in percent"), (7e6, "must be in m2")):
            run = self.run_tool("urban-centres", "--population", "p.asc", "--built", "b.asc", "--out", "out",
                                files={"p.asc": people, "b.asc": grid([[value] * 10] * 10)})
            self.assertEqual(run.returncode, 3, value)
            self.assertIn(words, run.stderr)
        run = self.run_tool("urban-centres", "--population", "p.asc", "--built", "b.asc", "--out", "out",
                            files={"p.asc": people, "b.asc": grid([[700000] * 10] * 10)})
        self.assertIn("1 urban centres", run.stdout)

    def test_marks_of_cells_without_data(self):
        cells = [[2000] * 10] * 8 + [[-200] * 10] * 2
        for nodata in (None, -9999):
            run = self.run_tool("urban-centres", "--population", "p.asc", "--out", "out",
                                files={"p.asc": grid(cells, nodata)})
            self.assertEqual(run.returncode, 3)
            for words in ("p.asc", "in 20 cells", "NODATA_value -200", "line %d" % (14 if nodata is None else 15)):
                self.assertIn(words, run.stderr.replace("p.asc:", "p.asc: line "))
        run = self.run_tool("urban-centres", "--population", "p.asc", "--out", "out",
                            files={"p.asc": grid(cells, -200)})
        self.assertIn("1 urban centres", run.stdout)


class Grids(Shapes):
    """A population grid and borders of the eight units in metres, cells of 1 km; units of 10 by 10 km."""

    def borders(self, x0=0.0, y0=0.0, name=None):
        rings = [shape(k, x0, y0, 10000.0) for k in range(8)]
        crs = {"type": "name", "properties": {"name": name}} if name else None
        return collection(rings, crs)

    def cells(self, per_cell=2000):
        """A town of 60 cells in 0101 (twelve of which lie in 0102) and one of 36 in 0105."""
        values = [[10] * 40 for _ in range(20)]
        for row in range(11, 17):
            for column in range(2, 12):
                values[row][column] = per_cell
        for row in range(2, 8):
            for column in range(2, 8):
                values[row][column] = per_cell
        return grid(values)

    def with_grid(self, *extra, borders=None, cells=None, method="eu-oecd", more=None):
        return self.run_tool("delineate", "--units", "units.csv", "--flows", "flows.csv", "--borders", "b.geojson",
                             "--population-grid", "p.asc", "--method", method, "--out", "out", *extra,
                             files={"units.csv": units(), "flows.csv": flows(), "b.geojson": borders or self.borders(),
                                    "p.asc": cells or self.cells(), **(more or {})})

    def cores(self):
        with open(os.path.join(self.folder.name, "out", "extents.csv"), encoding="utf-8", newline="") as file:
            return sorted((row["area"], row["unit"]) for row in csv.DictReader(file) if row["extent"] == "core")

    def test_cities_of_a_grid_in_one_command(self):
        run = self.with_grid()
        self.assertEqual(run.returncode, 0, run.stderr)
        # 24,000 of the 24,880 people of 0102 live in the town of 0101
        self.assertEqual(self.cores(), [("0101", "0101"), ("0101", "0102"), ("0105", "0105")])
        found = self.findings("reference_system")
        self.assertEqual(len(found), 1)
        self.assertIn("--grid-crs", found[0]["detail"])
        first = open(os.path.join(self.folder.name, "out", "areas.csv"), encoding="utf-8").read()
        # the same from the study that was written
        run = subprocess.run([TOOL, "delineate", "--config", "out/study.json", "--out", "again"], cwd=self.folder.name,
                             capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(first, open(os.path.join(self.folder.name, "again", "areas.csv"), encoding="utf-8").read())

    def test_rules_of_the_grid_and_of_cities_are_parameters(self):
        run = self.with_grid("--set", "grid.urban_centre.population=100000")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(self.cores(), [("0101", "0101"), ("0101", "0102")])
        run = self.with_grid("--set", "cities.unit_share=0.97")
        self.assertEqual(self.cores(), [("0101", "0101"), ("0105", "0105")])
        run = self.with_grid("--set", "cities.unit_share=0.97", "--set", "cities.centre_share=0.9")
        self.assertEqual(self.cores(), [("0101", "0101"), ("0101", "0102"), ("0105", "0105")])
        for setting, status, words in (("grid.no_such=1", 4, "no_such"), ("cities.unit_share=2", 4, "unit_share")):
            run = self.with_grid("--set", setting)
            self.assertEqual(run.returncode, status, run.stderr)
            self.assertIn(words, run.stderr)

    def test_grid_and_borders_apart_or_of_unknown_places(self):
        run = self.with_grid(borders=self.borders(x0=9e6))
        self.assertEqual(run.returncode, 3)
        for words in ("do not overlap", "500 .. 39500 east", "9000000 .. 9040000 east", "--grid-crs"):
            self.assertIn(words, run.stderr)
        run = self.with_grid(borders=collection([shape(k) for k in range(8)]))
        self.assertEqual(run.returncode, 4)
        self.assertIn("--grid-crs EPSG:5179", run.stderr)
        run = self.with_grid("--grid-crs", "EPSG:999999", borders=collection([shape(k) for k in range(8)]))
        self.assertEqual(run.returncode, 4)

    def test_a_grid_needs_borders_and_is_one_source_of_cores(self):
        run = self.run_tool("delineate", "--units", "units.csv", "--flows", "flows.csv", "--population-grid", "p.asc",
                            "--out", "out", files={"units.csv": units(), "flows.csv": flows(), "p.asc": self.cells()})
        self.assertEqual(run.returncode, 4)
        self.assertIn("needs --borders", run.stderr)
        run = self.with_grid("--cores", "c.csv", more={"c.csv": "unit,core\n0101,a\n"})
        self.assertEqual(run.returncode, 4)
        self.assertIn("take one", run.stderr)

    def test_decimal_commas_and_marks(self):
        head, body = self.cells().split("1000\n", 1)
        cells = head + "1000\n" + body.replace("2000", "2000,5").replace("10 ", "-200 ").replace("10\n", "-200\n")
        run = self.with_grid(cells=cells)
        self.assertEqual(run.returncode, 3)
        self.assertIn("--decimal ,", run.stderr)
        run = self.run_tool("urban-centres", "--population", "p.asc", "--decimal", ",", "--grid-nodata", "-200", "--out",
                            "out", files={"p.asc": cells})
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("2 urban centres", run.stdout)

    def test_parts_of_a_grid_are_a_table_that_is_read_again(self):
        run = self.run_tool("urban-centres", "--population", "p.asc", "--units", "units.csv", "--borders", "b.geojson",
                            "--set", "edge_smoothing=none", "--out", "out",
                            files={"units.csv": units(), "b.geojson": self.borders(), "p.asc": self.cells()})
        self.assertEqual(run.returncode, 0, run.stderr)
        with open(os.path.join(self.folder.name, "out", "parts.csv"), encoding="utf-8", newline="") as file:
            self.assertEqual([tuple(row.values()) for row in csv.DictReader(file)],
                             [("0101", "0101-1", "96000"), ("0102", "0101-1", "24000"), ("0105", "0105-1", "72000")])
        # evidence for one method, cores for another, in one command
        with open(os.path.join(self.folder.name, "out", "parts.csv"), encoding="utf-8") as file:
            parts = file.read()
        run = self.run_tool("compare", "--units", "units.csv", "--flows", "flows.csv", "--urban-areas", "parts.csv",
                            "--methods", "network-constraint,cbsa",
                            files={"units.csv": units(), "flows.csv": flows(), "parts.csv": parts})
        self.assertEqual(run.returncode, 0, run.stderr)
        lines = [line.split() for line in run.stdout.splitlines() if line.startswith(("network", "cbsa"))]
        self.assertEqual([line[:2] for line in lines], [["network-constraint", "2"], ["cbsa", "2"]], run.stdout)


if __name__ == "__main__":
    TOOL = os.path.abspath(sys.argv.pop(1))
    unittest.main()

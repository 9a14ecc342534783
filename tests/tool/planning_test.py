#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`conurb life-zones` and `conurb access` on a small country that is known.

usage: planning_test.py TOOL
"""
import csv
import pathlib
import subprocess
import sys
import tempfile

TOOL = sys.argv[1]
TEMPORARY = tempfile.TemporaryDirectory()
FOLDER = pathlib.Path(TEMPORARY.name)
failures = []


def file(name, text):
    path = FOLDER / name
    path.write_text(text)
    return str(path)


def run(*arguments):
    return subprocess.run([TOOL, *arguments], capture_output=True, text=True, timeout=120)


def check(what, got, wanted):
    if got != wanted:
        failures.append(f"{what}: {got!r} instead of {wanted!r}")


def rows(folder, name):
    with open(FOLDER / folder / name, newline="") as table:
        return list(csv.DictReader(table))


# A and B with all functions, 60 minutes apart on one road; villages a (10 from A) and b (15 from B); z is cut off
units = file("units.csv", "code,population,children,income\nA,1000,100,30\nB,400,40,20\na,100,20,10\nb,50,5,10\nz,10,0,5\n")
places = file("places.csv", "id,unit,function,capacity\nsA,A,school,50\nsB,B,school,20\ncA,A,clinic,10\ncB,B,clinic,5\n")
roads = file("roads.csv", "from,to,cost,both\nA,a,10,yes\na,x,35,yes\nx,b,0,yes\nb,B,15,yes\n")
rules = file("rules.csv", "function,reach,minimum_people,people,weight\nschool,20,30,children,1\nclinic,60,500,,2\n")
standards = file("standards.csv", "function,lower,upper\nschool,0,10\nclinic,10,15\n")
pairs = file("pairs.csv", "a,b\nA,a\na,b\nb,B\n")
common = ["--units", units, "--places", places, "--roads", roads]

done = run("life-zones", *common, "--functions", rules, "--standards", standards, "--adjacency", pairs, "--out", str(FOLDER / "zones"))
check("status of life-zones", (done.returncode, done.stderr.splitlines()[-1:] == []), (0, False))
check("files", sorted(p.name for p in (FOLDER / "zones").iterdir()),
      ["function_zones.csv", "functions.csv", "life_zones.csv", "places.csv", "standards.csv"])
school, clinic = rows("zones", "functions.csv")
check("schools", (school["open"], school["closed"], school["people_served"], school["people_out_of_reach"]), ("2", "0", "165", "0"))
check("clinics", (clinic["open"], clinic["closed"], clinic["people_lost"], clinic["people_out_of_reach"]), ("1", "1", "0", "10"))
check("the clinic that closed", [r["place"] for r in rows("zones", "places.csv") if r["state"] == "cannot_last"], ["cB"])
check("zones", {r["unit"]: (r["area"], r["votes"]) for r in rows("zones", "life_zones.csv")},
      {"A": ("A", "3"), "B": ("A", "2"), "a": ("A", "3"), "b": ("A", "2"), "z": ("", "0")})
first, second = rows("zones", "standards.csv")
check("standard of schools", [round(float(first[k]) * 1560) for k in ("within_lower", "within_upper", "beyond", "unreachable")],
      [1400, 100, 50, 10])
check("standard of clinics", [round(float(second[k]) * 1560) for k in ("within_lower", "within_upper", "beyond", "unreachable")],
      [1500, 50, 0, 10])

exact = run("life-zones", *common, "--functions", rules, "--exact", "--out", str(FOLDER / "exact"))
if exact.returncode == 0:
    check("proven", {r["proven"] for r in rows("exact", "functions.csv")}, {"yes"})
else:
    check("status without cbc", (exact.returncode, "coinor-libcbc-dev" in exact.stderr), (4, True))

done = run("access", *common, "--function", "school", "--people", "children", "--measure", "nearest,gravity,two-step",
           "--decay", "binary:20", "--rank-by", "income", "--out", str(FOLDER / "access"))
check("status of access", done.returncode, 0)
access = {r["unit"]: r for r in rows("access", "access.csv")}
check("nearest", [access[u]["nearest"] for u in "ABabz"], ["0", "0", "10", "15", ""])
check("within 20", [access[u]["gravity"] for u in "ABabz"], ["50", "20", "50", "20", "0"])
check("two-step", [round(float(access[u]["two-step"]) * 1000) for u in "ABabz"], [417, 444, 417, 444, 0])
check("inequality", [r["measure"] for r in rows("access", "inequality.csv")], ["nearest", "gravity", "two-step"])
check("potential", {r["place"]: r["potential"] for r in rows("access", "potential.csv")}, {"sA": "120", "sB": "45"})

# what cannot be is said by name, and nothing is written
refused = {
    "no place": (["life-zones", *common, "--functions", file("r1.csv", "function\nlibrary\n")], 4, "library"),
    "too few people": (["life-zones", *common, "--functions", file("r2.csv", "function,minimum_people\nschool,1e6\n")], 4, "1560"),
    "no mode": (["life-zones", *common, "--functions", file("r3.csv", "function,mode\nschool,bus\n")], 4, "bus"),
    "negative cost": (["life-zones", "--units", units, "--places", places, "--costs", file("c1.csv", "from,to,cost\nA,B,-1\n"),
                       "--functions", rules], 3, "c1.csv:2:3"),
    "no cost": (["life-zones", "--units", units, "--places", places, "--costs", file("c2.csv", "from,to,cost\n"),
                 "--functions", rules], 3, "no usable cost"),
    "no costs at all": (["life-zones", "--units", units, "--places", places, "--functions", rules], 4, "--straight-lines"),
    "no decay": (["access", *common, "--function", "school", "--measure", "gravity"], 4, "--decay"),
    "odd decay": (["access", *common, "--function", "school", "--measure", "gravity", "--decay", "binary:x"], 4, "binary:x"),
    "two functions": (["access", *common, "--measure", "nearest"], 4, "--function"),
    "odd measure": (["access", *common, "--function", "school", "--measure", "best"], 4, "two-step"),
    "straight lines nowhere": (["access", "--units", units, "--places", places, "--straight-lines", "5", "--function", "school",
                                "--measure", "nearest"], 4, "position"),
}
for what, (arguments, status, word) in refused.items():
    done = run(*arguments, "--out", str(FOLDER / "refused"))
    check(f"{what}: status", done.returncode, status)
    if word not in done.stderr:
        failures.append(f"{what}: no {word!r} in {done.stderr!r}")
check("nothing is written", (FOLDER / "refused").exists(), False)

print("\n".join(failures) or "life zones and accessibility are those of the country that is known")
sys.exit(bool(failures))

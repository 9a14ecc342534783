#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What stands in names, codes and paths does no harm in outputs and on the terminal; numbers are written in full.

    texts_test.py TOOL
"""
import csv
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

FLOWS = "origin,destination,flow\n1,1,50\n1,2,5\n2,1,20\n2,2,30\n"


def expect(condition, words):
    if not condition:
        raise AssertionError(words)


class Folder:
    def __init__(self, tool):
        self.tool, self.folder = tool, tempfile.TemporaryDirectory()

    def write(self, name, text):
        with open(os.path.join(self.folder.name, name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def read(self, name):
        with open(os.path.join(self.folder.name, "out", name), "rb") as file:
            return file.read()

    def run(self, *arguments, status=0):
        done = subprocess.run([self.tool, *arguments], cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=60)
        expect(done.returncode == status, "exit status %d: %s" % (done.returncode, done.stderr.decode("utf-8", "replace")))
        return done.stdout, done.stderr

    def delineate(self, *more, status=0):
        return self.run("delineate", "--units", "units.csv", "--flows", "flows.csv", "--method", "louvain", "--out", "out",
                        *more, status=status)


def terminal(at):
    """Escape sequences, ends of lines and marks of direction of names and codes never reach a terminal."""
    wild = "\x1b[31mred\x1b]0;title\x07\x9b2J\u202eabc\u2066\r\x7f"
    at.write("units.csv", 'code,name\n1,"%s"\n2,B\n' % wild)
    at.write("flows.csv", FLOWS + '"9%s",1,5\n' % wild)
    texts = [*at.delineate("--policy", "report"), *at.run("constraint", "--units", "units.csv", "--flows", "flows.csv", "--out", "c.csv",
                                                         "--policy", "report"),
             *at.delineate(status=3)]
    at.write("pairs.csv", "a,b\n")
    for text in texts:
        for c in text.decode("utf-8"):
            expect(c == "\n" or not (ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F or c in "\u202e\u2066"), "%r is shown: %r" % (c, text))
    expect(b"<U+001B>[31mred" in texts[0], "the summary does not show the name: %r" % texts[0])


def formulas(at):
    """Cells that a spreadsheet would compute, marked where that is asked for."""
    at.write("units.csv", "code,name,population\n1,=1+1,-0\n2,@x,5\n")
    at.write("flows.csv", FLOWS)
    at.delineate()
    expect(b"1,=1+1," in at.read("partition.csv"), "texts change unasked")
    at.delineate("--csv-safe")
    for name in ("areas.csv", "extents.csv", "partition.csv"):
        for row in csv.reader(at.read(name).decode().splitlines()):
            expect(not any(field[:1] in ("=", "+", "@", "\t") for field in row), "%s: %s" % (name, row))
    expect(b"1,'=1+1," in at.read("partition.csv"), "no apostrophe")
    expect(json.loads(at.read("study.json"))["csv_safe"] is True, "study.json does not know of it")


def unusual_texts(at):
    """Noncharacters and bytes that are no UTF-8, in names, titles and paths."""
    at.write("units.csv", "code,name,lon,lat\n1,A\uffff,0,50\n2,B,1,50\n")
    at.write("flows.csv", FLOWS)
    os.rename(os.path.join(at.folder.name, "units.csv"), os.path.join(at.folder.name.encode(), b"units\xff.csv"))
    at.run("delineate", "--units", b"units\xff.csv", "--flows", "flows.csv", "--method", "louvain", "--title", b"T\xff\xef\xbf\xbe",
           "--subtitle", b"\xed\xa0\x80", "--out", "out")
    xml.etree.ElementTree.fromstring(at.read("map.svg"))
    for name in os.listdir(os.path.join(at.folder.name, "out")):
        text = at.read(name).decode("utf-8")
        expect(not set(text) & {"\ufffe", "\uffff"}, "%s holds a noncharacter" % name)


def numbers(at):
    """Whole persons have all their digits; no share is infinite or above 1, and contradictions are named."""
    at.write("units.csv", "code,name,population,resident_workers\n1,A,500000,1e-310\n2,B,200000,50\n")
    at.write("flows.csv", FLOWS)
    _, words = at.delineate(status=3)
    expect(b"unit 1" in words and b"55 " in words and b"1e-310" in words, "both numbers are not named: %r" % words)
    at.delineate("--policy", "report")
    areas = list(csv.DictReader(at.read("areas.csv").decode().splitlines()))
    expect(sum(int(row["population_max"]) for row in areas) == 700000, "persons: %s" % areas)
    for area, member in zip(areas, json.loads(at.read("delineation.json"))["areas"]):
        for key in ("self_containment_supply", "self_containment_demand"):
            value = area[key]
            expect(value == "" or 0 <= float(value) <= 1, "%s is %s" % (key, value))
            expect((member[key] is None) == (value == ""), "table and JSON differ")
    expect(b"contradiction" in at.read("validation.csv"), "the finding is not listed")


def summary(at):
    """What was joined is said by label, why no area is metropolitan too, and a sum that is known in part is marked."""
    at.write("units.csv", "code,name,population\n1,A,400000\n2,B,90000\n3,C,\n")
    at.write("flows.csv", FLOWS + "3,3,10\n3,1,5\n2,3,1\n")
    at.write("cores.csv", "unit,core\n1,North\n2,South\n")
    study = ("--units", "units.csv", "--flows", "flows.csv", "--cores", "cores.csv", "--method", "eu-oecd", "--out", "out")
    words, _ = at.run("delineate", *study)
    expect(b"joined" not in words, "published cities are joined unasked: %s" % words)
    words, _ = at.run("delineate", *study, "--set", "joining=once", "--set", "metropolitan_population=1000000")
    expect(b"joined: South to North (0.4" in words or b"joined: South to North (0.39" in words, "who was joined? %s" % words)
    expect(b"490,000+ .. 490,000+" in words and b"1 of unknown size" in words, "what is known of the population? %s" % words)
    expect(b",South,North" in at.read("merges.csv"), "merges.csv names no labels")
    expect(b"undecided,,,,3," in at.read("validation.csv"), "the unit that decides is not named: %s" % at.read("validation.csv"))
    at.write("units.csv", "code,name,population\n1,A,400000\n2,B,90000\n3,C,7\n")
    words, _ = at.run("delineate", *study, "--set", "metropolitan_population=1000000")
    expect(b"no area is metropolitan" in words and b"1,000,000 persons (--set metropolitan_population=" in words,
           "nothing says why no area is metropolitan: %s" % words)
    at.run("delineate", *study, "--area-names", "label")
    expect(b"1,North,small" in at.read("areas.csv") or b"1,North,metropolitan" in at.read("areas.csv"), "areas are not named by label")


def main():
    tool = os.path.abspath(sys.argv[1])
    failed = 0
    for test in (terminal, formulas, unusual_texts, numbers, summary):
        try:
            test(Folder(tool))
        except AssertionError as error:
            failed += 1
            print("FAILED %s: %s" % (test.__name__, error))
    print("%d failed" % failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

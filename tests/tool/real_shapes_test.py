# SPDX-License-Identifier: MIT
"""Tables in the shape in which offices publish them, small and made up: the commands that docs/input.md shows for them
run as they stand there, and give the numbers of the plain table.

    python3 real_shapes_test.py CONURB INPUT_MD

Python 3 standard library only.
"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reading_test import CODES, FLOWS, NAMES, PEOPLE, UNITS, table  # noqa: E402

OUTSIDE = {"0101": 5000, "0102": 400, "0201": 3000}  # residents who work outside
PLAIN = table(FLOWS)


class Failure(Exception):
    pass


def dotted(persons, mark):
    return "%d%s%03d" % (persons // 1000, mark, persons % 1000) if persons >= 1000 else str(persons)


def kosis(rows):
    """Two header lines, totals as first row and first column, CP949."""
    cell = {(o, d): n for o, d, n in rows}
    sends = {o: sum(n for a, _, n in rows if a == o) for o in CODES}
    gets = {d: sum(n for _, b, n in rows if b == d) for d in CODES}
    lines = ["거주지별,통근지별" + ",통근지별" * len(CODES), "거주지코드,합계," + ",".join(CODES),
             ",".join(["합계", str(sum(sends.values()))] + [str(gets[d]) for d in CODES])]
    for o in CODES:
        lines.append(",".join([o, str(sends[o])] + [str(cell.get((o, d), "")) for d in CODES]))
    return ("\r\n".join(lines) + "\r\n").encode("cp949")


def ktdb(rows):
    """A sheet saved as CSV: merged cells of the origin, purposes side by side."""
    lines = ["O_CODE,O_NAME,D_CODE,D_NAME,WORK,SCHOOL"]
    before = None
    names = dict(zip(CODES, NAMES))
    for o, d, n in sorted(rows):
        first = [o, names[o]] if o != before else ["", ""]
        lines.append(",".join(first + [d, names[d], str(n - n // 5), str(n // 5)]))
        before = o
    return "\n".join(lines) + "\n"


def acs(rows):
    lines = ['"Table 1. Residence County to Workplace County Commuting Flows, made up"', "Universe: Workers 16 years and over",
             "", '"Commuting flows are sorted by residence state, residence county"', ""]
    lines.append('Residence code,Residence name,Workplace code,Workplace name,"Workers in Commuting Flow","Margin of Error"')
    names = dict(zip(CODES, NAMES))
    for o, d, n in rows:
        lines.append('%s,%s,%s,%s,"%s",%d' % (o, names[o], d, names[d], "{:,}".format(n), n // 10))
    return "\n".join(lines + ["", "Source: nobody; sampled.", "Footnotes: none"]) + "\n"


def ons(rows):
    lines = ['"WU03UK - Location of usual residence and place of work by method of travel to work"', '"made up"', "",
             '"Area of residence","Area of workplace","All categories: Method of travel to work","Work mainly at or from '
             'home","Bus, minibus or coach","Driving a car or van"']
    for o, d, n in rows + [(o, "Outside UK", n) for o, n in OUTSIDE.items()] + [("0201", "No fixed place", 100)]:
        lines.append('"%s","%s",%d,%d,%d,%d' % (o, d, n, n // 3, n // 3, n - n // 3 * 2))
    return "\n".join(lines) + "\n"


def insee(rows):
    lines = ["annee;commune;dclt;ipondi"]
    for o, d, n in rows:
        lines += ["2015;%s;%s;%d" % (o, d, n * 3 // 2 + 7), "2020;%s;%s;%d" % (o, d, n)]
    return "\n".join(lines) + "\n"


def istat(rows):
    return "".join("S %s 1 %s %s%9d\n" % (o, d, "  ", n) for o, d, n in rows)


def statbel(rows):
    lines = ["CD_REFNIS_RES;TX_NL_RES;TX_FR_RES;CD_REFNIS_WORK;TX_NL_WORK;TX_FR_WORK;MS_POP"]
    names = dict(zip(CODES, NAMES))
    for o, d, n in rows:
        lines.append("%s;%s;Liège-%s;%s;%s;Liège-%s;%d" % (o, names[o], names[o], d, names[d], names[d], n))
    return ("\n".join(lines) + "\n").encode("cp1252")


def pendler(rows):
    lines = ["Auspendler nach Kreisen;;;", "Stichtag: 30. Juni;;;", "Wohnort;Arbeitsort;Insgesamt;darunter Frauen"]
    for o, d, n in rows + [("0103", "0204", "X"), ("0204", "0103", "X")]:
        lines.append("%s;%s;%s;X" % (o, d, n if n == "X" else dotted(n, ".")))
    return "\n".join(lines) + "\n"


def ghs_pop(nodata):
    rows = [["-200"] * 12 for _ in range(12)]
    for r in range(4, 8):
        for c in range(4, 9):
            rows[r][c] = "10000"
    return ("ncols 12\nnrows 12\nxllcorner 0\nyllcorner 0\ncellsize 1000\n" + ("NODATA_value -200\n" if nodata else "") +
            "".join(" ".join(row) + "\n" for row in rows))


FILES = {"KOSIS": {"kosis.csv": kosis(FLOWS)}, "KTDB": {"ktdb.csv": ktdb(FLOWS)}, "ACS": {"table1.csv": acs(FLOWS)},
         "ONS": {"wu03.csv": ons(FLOWS)}, "INSEE": {"mobpro.csv": insee(FLOWS)}, "ISTAT": {"matrix.txt": istat(FLOWS)},
         "Statbel": {"matrix.csv": statbel(FLOWS)}, "BA": {"pendler.csv": pendler(FLOWS)},
         "GHS-POP": {"ghs_pop.asc": ghs_pop(True)}}


def commands(page):
    """Name -> command lines of the page: below a line '# NAME: ...' in a block that holds 'conurb'."""
    found = {}
    name = None
    with open(page, encoding="utf-8") as file:
        text = re.sub(r"\\\n\s*", " ", file.read())
    for line in text.splitlines():
        if not line.startswith("    "):
            name = None if line.strip() else name
            continue
        comment = re.match(r"    # ([A-Za-z-]+): ", line)
        if comment:
            name = comment.group(1)
            found[name] = []
        elif name:
            found[name].append(line.strip())
    return found


class Folder:
    def __init__(self, tool):
        self.tool = tool

    def run(self, files, lines, units=UNITS):
        """Standard error, and the files that came out."""
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "bin"))
            os.symlink(self.tool, os.path.join(folder, "bin", "conurb"))
            for name, content in list(files.items()) + [("units.csv", units)]:
                with open(os.path.join(folder, name), "wb") as out:
                    out.write(content if isinstance(content, bytes) else content.encode())
            environment = dict(os.environ, PATH=os.path.join(folder, "bin") + os.pathsep + os.environ["PATH"])
            status, said = 0, ""
            for line in lines:
                done = subprocess.run(line, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
                status, said = done.returncode, said + done.stderr.decode() + done.stdout.decode()
                if status:
                    break
            out = {}
            for at, _, names in os.walk(os.path.join(folder, "out")):
                for name in names:
                    with open(os.path.join(at, name), encoding="utf-8") as file:
                        out[name] = file.read()
            return status, said, out


def main():
    folder = Folder(os.path.abspath(sys.argv[1]))
    shown = commands(sys.argv[2])
    failures = []

    def check(what, good, words):
        if not good:
            failures.append("%s: %s" % (what, words))

    plain_line = ["conurb delineate --units units.csv --flows flows.csv --out out"]
    plain = folder.run({"flows.csv": PLAIN}, plain_line)
    workers = {o: sum(n for a, _, n in FLOWS if a == o) for o in CODES}
    for o, n in OUTSIDE.items():
        workers[o] += n
    workers["0201"] += 100
    # whoever works outside is a resident worker all the same
    known = "code,name,population,resident_workers\n" + "".join(
        "%s,%s,%d,%d\n" % (c, n, p, workers[c]) for c, n, p in zip(CODES, NAMES, PEOPLE))
    whole = folder.run({"flows.csv": PLAIN}, plain_line, units=known)
    check("plain", plain[0] == 0 and whole[0] == 0 and plain[2]["areas.csv"] != whole[2]["areas.csv"], plain[1] + whole[1])
    check("the page", set(shown) == set(FILES), "shows %s, the test knows %s" % (sorted(shown), sorted(FILES)))
    for name in sorted(set(shown) & set(FILES)):
        status, said, out = folder.run(FILES[name], shown[name])
        check(name, status == 0, said)
        if status or name == "GHS-POP":
            continue
        wanted = whole if name == "ONS" else plain
        for table_name in ("areas.csv", "extents.csv", "partition.csv", "ties.csv"):
            check(name, out[table_name] == wanted[2][table_name], "%s is\n%s, not\n%s%s" % (
                table_name, out[table_name], wanted[2][table_name], out.get("validation.csv", "")))
        if name == "ONS":
            check(name, "'Outside UK' is no unit but lies outside: 8400 persons in 3 flows" in out["validation.csv"] and
                  "'No fixed place' is no unit" in out["validation.csv"], out["validation.csv"])
    if "GHS-POP" in shown:
        status, said, out = folder.run(FILES["GHS-POP"], shown["GHS-POP"])
        check("GHS-POP", "200000" in out.get("centres.csv", "") + said, said + str(out))
        status, said, _ = folder.run({"ghs_pop.asc": ghs_pop(False)}, shown["GHS-POP"])
        check("-200 that nobody declared", status == 3 and "NODATA_value -200" in said and "124" in said, said)
    status, said, _ = folder.run({"flows.csv": istat(FLOWS)}, plain_line)
    check("fixed width", status == 3 and "fixed width" in said and "awk" in said, said)
    for failure in failures:
        print("FAILED " + failure)
    print("%d shapes, %d failed" % (len(FILES), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: MIT
"""Tables as offices publish them, read by the tool: each situation ends in the numbers of the plain table, or in a
refusal that names the option that decides.

    python3 reading_test.py CONURB

Python 3 standard library only.
"""

import gzip
import os
import subprocess
import sys
import tempfile
import unicodedata

NAMES = ["Ahrn", "Beltz", "Corv", "Dunn", "Eska", "Fjel", "Gorm", "Hulm"]
CODES = ["0101", "0102", "0103", "0104", "0201", "0202", "0203", "0204"]
PEOPLE = [120000, 9000, 7000, 5000, 80000, 6000, 4000, 3000]
FLOWS = [("0101", "0101", 50000), ("0101", "0102", 900), ("0101", "0201", 800), ("0102", "0101", 2100),
         ("0102", "0102", 1500), ("0103", "0101", 1400), ("0103", "0103", 1300), ("0104", "0101", 700),
         ("0104", "0104", 1100), ("0201", "0201", 30000), ("0201", "0101", 600), ("0202", "0201", 1600),
         ("0202", "0202", 900), ("0203", "0201", 1000), ("0203", "0203", 700), ("0204", "0201", 650),
         ("0204", "0204", 500)]
UNITS = "code,name,population\n" + "".join("%s,%s,%d\n" % row for row in zip(CODES, NAMES, PEOPLE))


def table(rows, header="origin,destination,flow", mark=","):
    return header + "\n" + "".join(mark.join(str(field) for field in row) + "\n" for row in rows)


PLAIN = table(FLOWS)


class Failure(Exception):
    pass


class Folder:
    def __init__(self, tool):
        self.tool = tool

    def run(self, flows, *options, units=UNITS, command="constraint", name="flows.csv"):
        """Exit status, standard output, standard error."""
        with tempfile.TemporaryDirectory() as folder:
            for file, content in ((name, flows), ("units.csv", units)):
                if content is None:
                    continue
                with open(os.path.join(folder, file), "wb") as out:
                    out.write(content if isinstance(content, bytes) else content.encode())
            arguments = [self.tool, command, "--flows", name]
            arguments += ["--units", "units.csv"] if units is not None else []
            arguments += ["--out", "out"] if command == "delineate" else []
            done = subprocess.run(arguments + list(options), cwd=folder, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
            findings = ""
            path = os.path.join(folder, "out", "validation.csv")
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    findings = file.read()
            return done.returncode, done.stdout.decode() + findings, done.stderr.decode()

    def same(self, what, flows, *options, wanted=PLAIN, units=UNITS):
        """The table gives the numbers of the plain one."""
        plain = self.run(wanted)
        got = self.run(flows, *options, units=units)
        if plain[0] != 0 or got[0] != 0 or plain[1] != got[1]:
            raise Failure("%s: status %d, not the numbers of the plain table: %s" % (what, got[0], got[1:]))

    def refused(self, what, words, flows, *options, status=3, **how):
        got = self.run(flows, *options, **how)
        missing = [word for word in words if word not in got[2]]
        if got[0] != status or missing:
            raise Failure("%s: status %d, %s not said in: %s" % (what, got[0], missing, got[2]))

    def found(self, what, words, flows, *options, **how):
        got = self.run(flows, *options, command="delineate", **how)
        missing = [word for word in words if word not in got[1]]
        if got[0] != 0 or missing:
            raise Failure("%s: status %d, %s not among the findings: %s" % (what, got[0], missing, got[1:]))


def dotted(persons, mark="."):
    return "%d%s%03d" % (persons // 1000, mark, persons % 1000) if persons >= 1000 else str(persons)


def thousands(folder):
    for mark, between in ((".", ";"), (".", "\t"), (".", "|"), (",", ";")):
        text = table([(o, d, dotted(n, mark)) for o, d, n in FLOWS], between.join(("origin", "destination", "flow")),
                     between)
        folder.refused("thousands with " + mark, ["50" + mark + "000", "--decimal", "[ambiguous]", "flows.csv:2:3"],
                       text)
        folder.same("thousands named", text, "--decimal", "," if mark == "." else ".")
        folder.found("thousands reported", ["ambiguous"], text, "--policy", "report")
    units = "code;name;population\n" + "".join("%s;%s;%s\n" % (c, n, dotted(p)) for c, n, p in
                                              zip(CODES, NAMES, PEOPLE))
    folder.refused("thousands in populations", ["120.000", "--decimal"], PLAIN, units=units)
    folder.same("a point that is one", table([(o, d, "%d.5" % n if n == 700 else dotted(n)) for o, d, n in FLOWS[:3]] +
                                             [("0102", "0101", 12.5)]),
                wanted=table([("0101", "0101", 50), ("0101", "0102", 900), ("0101", "0201", 800),
                              ("0102", "0101", 12.5)]))


def columns(folder):
    numbers = [(str(k + 1), str(8 - k), name) for k, name in enumerate(NAMES)]
    units = table(numbers, "id,code,name")
    flows = table([(o, d, n) for o, d, n in ((1, 1, 500), (2, 1, 90), (3, 1, 80), (8, 5, 70), (5, 5, 400))])
    folder.refused("two columns of codes", ["'code'", "--unit-columns id=", "[ambiguous]"], flows, units=units)
    folder.found("two columns of codes, reported", ["ambiguous"], flows, "--policy", "report", units=units)
    if folder.run(flows, "--unit-columns", "id=code", units=units)[0] != 0:
        raise Failure("a column of codes that is named")
    for header, key in (("origin,destination,n,workers", "flow="), ("origin,destination,flow,weight", "flow="),
                        ("origin,destination,count,trips", "flow=")):
        folder.refused(header, ["ambiguous", "--flow-columns " + key],
                       table([(o, d, k + 1, n) for k, (o, d, n) in enumerate(FLOWS)], header))
        folder.same(header, table([(o, d, k + 1, n) for k, (o, d, n) in enumerate(FLOWS)], header), "--flow-columns",
                    "flow=" + header.split(",")[3])
    folder.same("two columns that agree", table([(o, d, n, n) for o, d, n in FLOWS], "origin,destination,flow,count"))
    folder.refused("two columns of origins", ["ambiguous", "origin="],
                   table([(o, d, d, n) for o, d, n in FLOWS], "origin,home,destination,flow"))


def encodings(folder):
    names = {"windows-1252": ["L’Aurora", "Val d’Ombra", "Bento"], "iso-8859-1": ["SÃO BENTO", "GOIÂNIA", "ÁVELA"],
             "shift_jis": ["東京都", "横浜市", "川崎市"], "windows-1251": ["Москва", "Тверь", "Клин"],
             "gb18030": ["北京市", "上海市", "天津市"], "euc-jp": ["東京都", "横浜市", "ひたち市"],
             "utf-16": ["L’Aurora", "東京都", "Москва"], "iso-8859-15": ["Œuvre", "ÇÃO", "NIÇÃO"]}
    flows = table([("A1", "A1", 5000), ("A2", "A2", 700), ("A3", "A3", 400), ("A2", "A1", 900), ("A3", "A1", 600),
                   ("A1", "A2", 300)])
    for name, texts in names.items():
        units = table([("A%d" % (k + 1), text) for k, text in enumerate(texts)], "code,name")
        folder.refused("in " + name, ["--encoding"], flows, units=units.encode(name))
        got = folder.run(flows.encode(name), "--encoding", name, "--policy", "report", command="delineate", units=units.encode(name))
        if got[0] != 0 or texts[0] not in got[1]:
            raise Failure("read as %s: %s" % (name, got))
    korean = table([("A1", "서울특별시"), ("A2", "SK하이닉스"), ("A3", "제주")], "code,name")
    folder.found("Korean", ["read as CP949, such as '서울특별시'"], flows, units=korean.encode("cp949"))


def years(folder):
    other = [("2010", o, "0201" if (o, d) == ("0104", "0101") else d, n) for o, d, n in FLOWS]
    text = table(other + [("2020", o, d, n) for o, d, n in FLOWS], "year,origin,destination,flow")
    folder.refused("two years", ["'year' ('2010', '2020')", "--where", "--add-rows"], text)
    folder.same("one of two years", text, "--where", "year=2020")
    folder.found("two years reported", ["added to it", "year"], text, "--policy", "report")
    folder.refused("no such column", ["there is no column 'yaer'"], text, "--where", "yaer=2020")
    halves = []
    for o, d, n in FLOWS:
        halves += [(o, d, "F", n // 2), (o, d, "M", n - n // 2)]
    folder.same("parts that add up", table(halves, "origin,destination,sex,flow"), "--add-rows")
    whole = halves + [(o, d, "T", n) for o, d, n in FLOWS]
    folder.refused("a total among parts", ["is the sum of the others", "--where"],
                   table(whole, "origin,destination,sex,flow"), "--add-rows")
    folder.same("the total alone", table(whole, "origin,destination,sex,flow"), "--where", "sex=T")


def totals(folder):
    gets, sends = {}, {}
    for o, d, n in FLOWS:
        sends[o] = sends.get(o, 0) + n
        gets[d] = gets.get(d, 0) + n
    below = [("Total", d, n) for d, n in gets.items()]
    beside = [(o, "Total", n) for o, n in sends.items()]
    for rows in (below + beside + [("Total", "Total", sum(gets.values()))], below, beside):
        folder.refused("totals", ["Total", "--totals", "[total]"], table(FLOWS + rows), units=None)
        folder.found("totals reported", ["total"], table(FLOWS + rows), "--policy", "report", units=None)
    if "Total" in folder.run(table(FLOWS + below + beside), "--totals", "leave-out", command="delineate",
                             units=None)[1].split("finding")[0].split("written")[0]:
        raise Failure("a total is an area")


def lost(folder):
    for what, change, cause in (("zeros", lambda c: c.lstrip("0"), "leading zeros"),
                                ("decimals", lambda c: c.lstrip("0") + ".0", "decimals"),
                                ("hyphens", lambda c: c[:2] + "-" + c[2:], "marks between"),
                                ("blanks", lambda c: c[:2] + " " + c[2:], "blank")):
        text = table([(change(o), change(d), n) for o, d, n in FLOWS])
        folder.refused(what, ["17 of 17 rows", cause, "[no_flows]"], text, "--policy", "report")
        folder.refused(what, [cause, "[unknown_unit]"], text)
    most = table([(o.replace("01", "X1", 1), d, n) for o, d, n in FLOWS])
    folder.refused("most", ["--maximum-lost", "% of the persons"], most, "--policy", "report")
    folder.found("most, allowed", ["left_out", "% of the persons"], most, "--policy", "report", "--maximum-lost", "1")


def marks(folder):
    rows = [(o, d, n, 10) for o, d, n in FLOWS]
    header = "origin,destination,work,school"
    purposes = ("--flow-columns", "flow=work,flow=school")
    wanted = folder.run(table([r[:3] + (0,) if r[:2] == ("0102", "0101") else r for r in rows], header), *purposes)
    for mark in ("x", "-", "..", "*", "c", "<5", ""):
        text = table([r[:3] + (mark,) if r[:2] == ("0102", "0101") else r for r in rows], header)
        got = folder.run(text, "--policy", "report", *purposes)
        if got[0] != 0 or got[1] != wanted[1]:
            raise Failure("a mark '%s' takes other purposes along: %s" % (mark, got))
        if not mark:
            continue
        folder.refused("a mark", ["--missing"], text, *purposes)
        got = folder.run(text, "--missing", "x,-,..,*,c,<5=0", *purposes)
        if got[0] != 0 or got[1] != wanted[1]:
            raise Failure("--missing %s: %s" % (mark, got))


def titles(folder):
    named = ("--flow-columns", "origin=place of residence : code,destination=place of work : code,flow=2021")
    head = '"place of residence : code","place of work : code","2021"'
    for above in ('"Table 7: residence and work, made-up"\n"date","2021"\n\n', "Title\n", "a,b,c,d\n;;\n\n\n\n",
                  'A "quoted" title\n"x" y\n', "sep=,\n"):
        folder.same("title lines", above + table(FLOWS, head), *named)
        folder.found("title lines", ["header", "--skip-rows"], above + PLAIN)
    semicolons = "Title, with commas, and more, and more\n" + table(FLOWS, "origin;destination;flow", ";")
    folder.same("a title with commas", semicolons)
    folder.refused("nothing below", ["--skip-rows"], "Title\n1,2,3\n")
    folder.same("names with commas", table(FLOWS, 'origin,destination,"Bus, minibus or coach"'), "--flow-columns",
                "flow=Bus, minibus or coach")
    folder.same("names in quotes", table(FLOWS, 'origin,destination,"a=b, c=d"'), "--flow-columns",
                'flow="a=b, c=d"')
    folder.same("names with a star", table(FLOWS, "origin,destination,persons*2"), "--flow-columns", "flow=persons*2")
    folder.refused("rows without a header", ["header line"], PLAIN.split("\n", 1)[1])


def unseen(folder):
    for character in ("\u200b", "\u00a0", "\ufeff", "\u200e", "\u2060", "\u3000", "\u202f"):
        folder.same("U+%04X" % ord(character), PLAIN.replace("\n0102,", "\n0102" + character + ","))
        if character != "\u00a0":
            folder.refused("within", ["U+%04X" % ord(character)],
                           PLAIN.replace("\n0102,", "\n01" + character + "02,"))


def forms(folder):
    """Letters in one piece and in several; places outside; merged cells."""
    texts = dict(zip(CODES, ["강릉", "Évry", "가평", "Gent", "나주", "Ärna", "Linz", "Ulm"]))
    for units_form, flows_form in (("NFC", "NFD"), ("NFD", "NFC")):
        units = unicodedata.normalize(units_form, table([(texts[c],) for c in CODES], "code"))
        rows = table([(texts[o], texts[d], n) for o, d, n in FLOWS])
        wanted = folder.run(unicodedata.normalize(units_form, rows), units=units)
        got = folder.run(unicodedata.normalize(flows_form, rows), units=units)
        if got[0] != 0 or got[1] != wanted[1]:
            raise Failure("codes in %s against %s: %s" % (flows_form, units_form, got))
        folder.found("other pieces", ["encoding", "normal form C"], unicodedata.normalize(flows_form, rows), units=units)
    folder.refused("both forms", ["in other pieces", "[duplicate]"], PLAIN,
                   units=UNITS + "강릉,a,1\n" + unicodedata.normalize("NFD", "강릉") + ",b,2\n")
    for name in ("Outside UK", "Abroad", "No fixed place", "국외"):
        folder.same(name, table(FLOWS + [("0101", name, 5000), (name, "0102", 300)]))
        alone = table(FLOWS + [("0101", name, 5000)])
        if folder.run(alone, units=None)[1] != folder.run(PLAIN, units=None)[1]:
            raise Failure("'%s' is a unit" % name)
    folder.refused("a name nobody knows", ["Elsewhere", "[unknown_unit]"], table(FLOWS + [("0101", "Elsewhere", 5)]))
    folder.same("a name that is given", table(FLOWS + [("0101", "Elsewhere", 5)]), "--outside", "Elsewhere")
    merged = [(o if k == 0 or FLOWS[k - 1][0] != o else "", d, n) for k, (o, d, n) in enumerate(FLOWS)]
    folder.refused("merged cells", ["origin is empty", "[empty_code]"], table(merged))
    folder.same("merged cells filled", table(merged), "--fill-down")


def internal(folder):
    some = table([row for row in FLOWS if row[0] != row[1] or row[0] in ("0101", "0201")])
    folder.found("internal flows of some units", ["no internal flow of 6 of the 8 units (first: 0102)",
                                                  "--internal-flows known", "--internal-flows unknown",
                                                  "what crosses borders only"], some)
    workers = "code,name,resident_workers,jobs\n" + "".join(
        "%s,%s,%d,%d\n" % (c, n, p // 2, p // 2) for c, n, p in zip(CODES, NAMES, PEOPLE))
    folder.found("internal flows of some units, and totals", ["resident workers and jobs"], some, "--policy",
                 "report", units=workers)
    if folder.run(some, "--internal-flows", "known")[0] != 0:
        raise Failure("internal flows that are said to be known")


def others(folder):
    for first, words in ((b"PK\x03\x04..[Content_Types].xml", "xlsx"), (b"PK\x03\x04....data", "ZIP"),
                         (b"%PDF-1.4\n", "PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "xls"),
                         (b"SQLite format 3\0", "database"), (b"<!DOCTYPE html><table>", "HTML"),
                         (b"\x28\xb5\x2f\xfd\0", "zstd"), (b"PAR1\0", "Parquet")):
        folder.refused(words, [words], first + b"\n1,2,3\n")
    zeros = gzip.compress(b"\0" * 50_000_000, 1)
    folder.refused("packed zeros", ["NUL byte"], zeros, name="zeros.csv.gz")


def main():
    folder = Folder(os.path.abspath(sys.argv[1]))
    failed = 0
    tests = [thousands, columns, encodings, years, totals, lost, marks, titles, unseen, forms, internal,
             others]
    for test in tests:
        try:
            test(folder)
        except Failure as failure:
            failed += 1
            print("FAILED %s: %s" % (test.__name__, failure))
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

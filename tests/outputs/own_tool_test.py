# SPDX-License-Identifier: MIT
"""A program with an own method has the whole command line (examples/10_own_tool.cpp).

    /usr/bin/python3 own_tool_test.py PROGRAM SOURCE_FOLDER
"""

import csv
import json
import os
import subprocess
import sys
import tempfile


def main():
    program, source = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    data = os.path.join(source, "examples", "data", "korea")
    study = ["--units", os.path.join(data, "units.csv"), "--flows", os.path.join(data, "flows.csv")]

    def run(arguments, status=0):
        done = subprocess.run([program] + arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=300)
        words = done.stdout.decode() + done.stderr.decode()
        assert done.returncode == status, "%s: exit status %d\n%s" % (arguments, done.returncode, words)
        return words

    assert "by-prefix" in run(["methods"])
    assert "How much of the codes must agree." in run(["methods", "by_prefix"])
    with tempfile.TemporaryDirectory(prefix="conurb-own-tool-") as folder:
        out = os.path.join(folder, "out")
        run(["delineate", "--method", "by-prefix", "--set", "length=1", "--out", out] + study)
        with open(os.path.join(out, "partition.csv"), newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        areas = {}
        for row in rows:
            areas.setdefault(row["unit"][0], set()).add(row["area"])
        assert rows and all(len(names) == 1 for names in areas.values()), areas
        assert len(set.union(*areas.values())) == len(areas)
        with open(os.path.join(out, "delineation.json"), encoding="utf-8") as file:
            provenance = json.load(file)["provenance"]
        assert provenance["method"] == "by-prefix" and provenance["parameters"]["length"] == "1", provenance
        # from the study in the result, the same result
        again = os.path.join(folder, "again")
        run(["delineate", "--config", os.path.join(out, "study.json"), "--out", again])
        for name in sorted(os.listdir(out)):
            with open(os.path.join(out, name), "rb") as one, open(os.path.join(again, name), "rb") as two:
                assert one.read() == two.read(), name
        # beside a built-in method, as it is and with another parameter
        table = os.path.join(folder, "table.csv")
        run(["compare", "--methods", "leiden,by-prefix", "--set", "by-prefix.length=3", "--config",
             os.path.join(out, "study.json"), "--out", table] + study)
        with open(table, newline="", encoding="utf-8") as file:
            lines = {row["method"]: row for row in csv.DictReader(file)}
        assert list(lines) == ["leiden", "by-prefix", "by-prefix (study)"], list(lines)
        assert int(lines["by-prefix (study)"]["areas"]) == len(areas)
        assert int(lines["by-prefix"]["areas"]) > len(areas)
        run(["delineate", "--method", "by-prefix", "--set", "length=0", "--out", out] + study, status=4)
    print("passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())

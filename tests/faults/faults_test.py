#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every write, sync, rename, link, folder and removal of a small run fails once, from then on, or ends the process there;
allocations likewise, sampled. Afterwards the folder of the results holds the whole set of one run, and an exit status and
a message say what happened.

    faults_test.py TOOL C_COMPILER
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

UNITS = "code,name,population,x,y\n1,A,900,0,0\n2,B,80,1,0\n3,C,70,0,1\n4,D,400,2,2\n"
FLOWS = "origin,destination,flow\n" + "".join(
    "%d,%d,%d\n" % (a, b, 300 if a == b else 60 // (b + a)) for a in range(1, 5) for b in range(1, 5))
BEFORE = ["delineate", "--units", "units.csv", "--flows", "flows.csv", "--method", "flowbca", "--threads", "1", "--out"]
AFTER = ["delineate", "--units", "units.csv", "--flows", "flows.csv", "--threads", "1", "--out"]
OTHER = ["constraint", "--units", "units.csv", "--flows", "flows.csv", "--out"]
ALLOCATIONS = 150
LAST_ALLOCATIONS = 60


class Failure(Exception):
    pass


def files_of(folder):
    """Name and content of all files; None where there is no folder."""
    if not os.path.isdir(folder):
        return None
    found = {}
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[name] = file.read()
        else:
            found[name] = None
    return found


class Bench:
    def __init__(self, tool, compiler, folder):
        self.tool, self.folder = tool, folder
        self.shim = os.path.join(folder, "shim.so")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self.shim, source, "-ldl"], check=True)
        for name, text in (("units.csv", UNITS), ("flows.csv", FLOWS)):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        for name, arguments in (("before", BEFORE), ("after", AFTER)):
            self.expect(self.run(arguments + [name]), 0)
        self.before = files_of(self.path("before"))
        self.after = files_of(self.path("after"))
        if self.before == self.after:
            raise Failure("the two runs differ in nothing")

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, arguments, call=None, number=0, how="once"):
        environment = dict(os.environ, LC_ALL="C")
        if call:
            environment.update(LD_PRELOAD=self.shim, FAULT_CALL=call, FAULT_N=str(number), FAULT_HOW=how,
                               FAULT_COUNT=self.path("count"))
        done = subprocess.run([self.tool] + arguments, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=120)
        return done.returncode, done.stderr.decode("utf-8", "replace")

    @staticmethod
    def expect(result, status):
        if result[0] != status:
            raise Failure("exit status %d, not %d: %s" % (result[0], status, result[1]))

    def reset(self, fresh):
        shutil.rmtree(self.path("out"), ignore_errors=True)
        if not fresh:
            shutil.copytree(self.path("before"), self.path("out"))

    def calls(self, call, fresh):
        self.reset(fresh)
        self.expect(self.run(AFTER + ["out"], call), 0)
        with open(self.path("count")) as file:
            return int(file.read())

    def check(self, call, number, how, fresh):
        """One fault, and what is left of it."""
        self.reset(fresh)
        earlier = None if fresh else self.before
        status, message = self.run(AFTER + ["out"], call, number, how)
        found = files_of(self.path("out"))
        if how == "kill":
            if status != -9:
                raise Failure("was not killed: %d %s" % (status, message))
        elif call == "alloc":
            if status not in (0, 1, 5):
                raise Failure("exit status %d: %s" % (status, message))
        elif status not in (0, 5) or (status == 5 and not re.match(r"conurb: (out\S*): cannot be written: .*\[cannot_write\]$",
                                                                   message.strip())):
            raise Failure("exit status %d: %s" % (status, message))
        aside = [name for name in found or {} if name.startswith(".conurb-")]
        if not aside:
            wanted = self.after if status == 0 else earlier
            if how == "kill":
                if found not in (earlier, self.after) and not (fresh and found == {}):
                    raise Failure("killed: %s" % sorted(found))
            elif found != wanted:
                raise Failure("status %d leaves %s" % (status, found and sorted(found)))
            return
        # a folder aside stays only where the process ended or nothing could be removed or moved back
        if how == "once" and call not in ("remove", "alloc"):
            raise Failure("leaves %s" % aside)
        if status == 5 and os.path.isdir(os.path.join(self.path("out"), aside[0], "before")) and call == "rename":
            if "is kept as" not in message and found != dict(self.before, **{aside[0]: None}):
                raise Failure("the message names no copy: " + message)
        # whatever is written next puts all right: the set of one of the two runs, and nothing beside it
        self.expect(self.run(OTHER + [os.path.join("out", "other.csv")]), 0)
        found = files_of(self.path("out"))
        found.pop("other.csv")
        allowed = [{} if fresh else self.before]
        if status in (0, -9):
            allowed.append(self.after)
        if found not in allowed:
            raise Failure("after the next run: %s" % sorted(found))


def main():
    tool, compiler = os.path.abspath(sys.argv[1]), sys.argv[2]
    runs, bad = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(tool, compiler, folder)
        for call in ("write", "fsync", "rename", "link", "mkdir", "remove", "alloc"):
            for fresh in (False, True):
                count = bench.calls(call, fresh)
                if count == 0 and call != "link":
                    raise Failure("no call of %s is seen" % call)
                step = max(1, count // ALLOCATIONS) if call == "alloc" else 1
                for how in ("once",) if call == "alloc" else ("once", "on", "kill"):
                    # of allocations a sample, and all of the last, when files take their places
                    last = range(max(1, count - LAST_ALLOCATIONS), count + 1) if call == "alloc" else ()
                    for number in sorted({*range(1, count + 1, step), *last}):
                        runs += 1
                        try:
                            bench.check(call, number, how, fresh)
                        except Failure as failure:
                            bad += 1
                            print("FAILED %s %d of %d, %s, %s folder: %s"
                                  % (call, number, count, how, "new" if fresh else "earlier", failure))
    print("%d faults, %d failed" % (runs, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

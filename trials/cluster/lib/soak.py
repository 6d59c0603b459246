"""Random faults for hours, samples of each process, and what happened to memory, threads, files and disk."""

import csv
import json
import os
import random
import re
import signal
import socket
import subprocess
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import report
import steps

SAMPLE_S = 30
# A full collection of each JVM, one after the other: what is left is alive.
LIVE_S = 600
WARM_UP = 1 / 6
FIELDS = ["time", "machine", "pid", "rss_kb", "threads", "files", "disk_kb", "cpu_s", "live_kb"]
LIVE = 7


def live(pid):
    """Kilobytes in use after a full collection; empty for what is not a JVM."""
    try:
        if os.path.basename(os.readlink(f"/proc/{pid}/exe")) != "java":
            return ""
        said = jcmd(pid, "GC.class_histogram")
    except OSError:
        return ""
    total = re.search(r"^Total +[0-9]+ +([0-9]+)", said, re.M)
    return int(total.group(1)) // 1024 if total else ""


def jcmd(pid, command):
    """As the JDK's jcmd, without a JVM of its own for each question: HotSpot's attach protocol, version 1."""
    path = f"/proc/{pid}/root/tmp/.java_pid{pid}"
    if not os.path.exists(path):
        wish = Path(f"/proc/{pid}/cwd/.attach_pid{pid}")
        wish.touch()
        try:
            os.kill(pid, signal.SIGQUIT)
            limit = time.monotonic() + 30
            while not os.path.exists(path) and time.monotonic() < limit:
                time.sleep(0.1)
        finally:
            wish.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as ask:
        ask.settimeout(60)
        ask.connect(path)
        ask.sendall(b"1\0jcmd\0" + command.encode() + b"\0\0\0")
        said = b""
        while data := ask.recv(65536):
            said += data
    return said.decode(errors="replace")


def sample(machine, with_live):
    pid = machine.pid()
    if not pid:
        return None
    try:
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        files = len(os.listdir(f"/proc/{pid}/fd"))
    except (OSError, KeyError):
        return None
    disk = subprocess.run(["du", "-sk", "--exclude=log", machine.folder], text=True, capture_output=True).stdout.split("\t")[0]
    cpu = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return [int(time.time()), machine.name, pid, int(status["VmRSS"].split()[0]), int(status["Threads"]), files, disk or 0, cpu,
            live(pid) if with_live else ""]


def sampler(site, ended, live_every):
    path = site.folder / "samples.csv"
    fresh, due = not path.exists(), 0.0
    with open(path, "a", newline="") as file:
        rows = csv.writer(file)
        if fresh:
            rows.writerow(FIELDS)
        while not ended.wait(SAMPLE_S):
            with_live = time.monotonic() >= due
            if with_live:
                due = time.monotonic() + live_every
            rows.writerows(row for machine in list(site.machines.values()) if (row := sample(machine, with_live)))
            file.flush()


def order(chance):
    """Every fault once, in an order of their own for each round."""
    while True:
        round_ = steps.faults()
        chance.shuffle(round_)
        yield from round_


def run(site, hours, every, seed, with_doctor):
    ended, worst, due = threading.Event(), 0, order(random.Random(seed))
    end = time.monotonic() + hours * 3600
    # A dozen of them also where it is short.
    threading.Thread(target=sampler, args=(site, ended, min(LIVE_S, max(300, hours * 300))), daemon=True).start()
    count = report.Count(site.folder)
    usual = report.names(report.Doctor(site).says()) if with_doctor else set()
    print(report.HEAD, flush=True)
    try:
        while time.monotonic() < end:
            begin = time.monotonic()
            worst = max(worst, report.run_one(site, next(due), count, usual, with_doctor))
            time.sleep(max(0.0, min(end, begin + every) - time.monotonic()))
    finally:
        ended.set()
        summarise(site.folder)
    return worst


def summarise(folder):
    processes(folder)
    print()
    named(folder)


def processes(folder):
    """One line for each process that lived longest of its machine: the middle of its first and last tenth, and its slope; of the live heap too."""
    series, pids = defaultdict(list), defaultdict(set)
    with open(folder / "samples.csv") as file:
        for row in csv.DictReader(file):
            series[row["machine"], row["pid"]].append([float(row.get(field) or "nan") for field in FIELDS if field != "machine"])
            pids[row["machine"]].add(row["pid"])
    print("| process | hours | processes | live heap, MB | MB an hour | memory, MB | MB an hour | threads | open files | disk, MB an hour | CPU, % of a core |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for machine, its in pids.items():
        rows = max((series[machine, pid] for pid in its), key=lambda rows: rows[-1][0] - rows[0][0])
        begin, end = rows[0][0], rows[-1][0]
        late = [row for row in rows if row[0] >= begin + (end - begin) * WARM_UP]
        if len(late) < 10:
            continue
        tenth = max(1, len(late) // 10)
        first, last = late[:tenth], late[-tenth:]
        both = [(median(row[i] for row in first), median(row[i] for row in last)) for i in range(6)]
        cpu = (late[-1][6] - late[0][6]) / (late[-1][0] - late[0][0]) * 100
        print(f"| {machine} | {(end - begin) / 3600:.2f} | {len(its)} | {heap(late)} | {both[2][0] / 1024:.0f} → {both[2][1] / 1024:.0f} | {slope(late, 2) / 1024:+.1f} | "
              f"{both[3][0]:.0f} → {both[3][1]:.0f} | {both[4][0]:.0f} → {both[4][1]:.0f} | {slope(late, 5) / 1024:+.1f} | {cpu:.1f} |")


def heap(rows):
    measured = [row for row in rows if row[LIVE] == row[LIVE]]
    if len(measured) < 3:
        return " | "
    tenth = max(1, len(measured) // 10)
    first, last = (median(row[LIVE] for row in some) / 1024 for some in (measured[:tenth], measured[-tenth:]))
    return f"{first:.1f} → {last:.1f} | {slope(measured, LIVE) / 1024:+.1f}"


def named(folder):
    """What the doctor named beside each fault, and how often it named nothing new."""
    times, said = Counter(), defaultdict(Counter)
    for line in (folder / "results.jsonl").read_text().splitlines():
        one = json.loads(line)
        if one["doctor"] is not None:
            times[one["what"]] += 1
            said[one["what"]].update(report.names(one["doctor"]) or ["nothing new"])
    print("| fault | times | doctor names |\n|---|---|---|")
    for what in times:
        print(f"| {what} | {times[what]} | {', '.join(f'`{name}` {count}' for name, count in said[what].most_common())} |")


def slope(rows, field):
    """Least squares, for an hour."""
    times, values = [row[0] / 3600 for row in rows], [row[field] for row in rows]
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    below = sum((t - middle) ** 2 for t in times)
    return sum((t - middle) * (v - mean) for t, v in zip(times, values)) / below if below else 0.0

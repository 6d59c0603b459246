"""Random faults for hours, samples of each process, and what happened to memory, threads, files and disk."""

import csv
import os
import random
import subprocess
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import report
import steps

SAMPLE_S = 30
WARM_UP = 1 / 6
FIELDS = ["time", "machine", "pid", "rss_kb", "threads", "files", "disk_kb", "cpu_s"]


def sample(machine):
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
    return [int(time.time()), machine.name, pid, int(status["VmRSS"].split()[0]), int(status["Threads"]), files, disk or 0, cpu]


def sampler(site, ended):
    path = site.folder / "samples.csv"
    fresh = not path.exists()
    with open(path, "a", newline="") as file:
        rows = csv.writer(file)
        if fresh:
            rows.writerow(FIELDS)
        while not ended.wait(SAMPLE_S):
            rows.writerows(row for row in map(sample, list(site.machines.values())) if row)
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
    threading.Thread(target=sampler, args=(site, ended), daemon=True).start()
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
    """One line for each process that lived longest of its machine: the middle of its first and last tenth, and its slope."""
    series, pids = defaultdict(list), defaultdict(set)
    with open(folder / "samples.csv") as file:
        for row in csv.DictReader(file):
            series[row["machine"], row["pid"]].append([float(row[field]) for field in FIELDS if field != "machine"])
            pids[row["machine"]].add(row["pid"])
    print("| process | hours | processes | memory, MB | MB an hour | threads | open files | disk, MB an hour | CPU, % of a core |")
    print("|---|---|---|---|---|---|---|---|---|")
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
        print(f"| {machine} | {(end - begin) / 3600:.2f} | {len(its)} | {both[2][0] / 1024:.0f} → {both[2][1] / 1024:.0f} | {slope(late, 2) / 1024:+.1f} | "
              f"{both[3][0]:.0f} → {both[3][1]:.0f} | {both[4][0]:.0f} → {both[4][1]:.0f} | {slope(late, 5) / 1024:+.1f} | {cpu:.1f} |")


def slope(rows, field):
    """Least squares, for an hour."""
    times, values = [row[0] / 3600 for row in rows], [row[field] for row in rows]
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    below = sum((t - middle) ** 2 for t in times)
    return sum((t - middle) * (v - mean) for t, v in zip(times, values)) / below if below else 0.0

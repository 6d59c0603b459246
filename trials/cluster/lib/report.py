"""Runs steps and writes a line of the table for each."""

import json
import os
import subprocess
import time
from pathlib import Path

from count import Count
from sites import DATASET

CATCH_UP = 240
LOOK_AFTER = 8
HEAD = "| step | published | anchors | verified | at the partner | doctor | |\n|---|---|---|---|---|---|---|"


def now():
    return int(time.time() * 1000)


def await_all(site, what, seconds, count=None):
    """Until everything that is written by now was seen everywhere. Returns the seconds that took, or None."""
    count = (count or Count(site.folder)).look()
    mark, begin, seen = max(count.last, 1), time.monotonic(), 0
    while time.monotonic() - begin < seconds:
        behind = count.look().behind(mark) if count.last >= mark else ["source"]
        if not behind:
            return time.monotonic() - begin
        if time.monotonic() - seen > 15:
            site.restart_failed()
            seen = time.monotonic()
        time.sleep(0.5)
    print(f"not within {seconds} s: {what}: behind: {', '.join(behind)}", flush=True)
    return None


def beside(command, **more):
    """As on a machine of its own, which does not wait until all those of the cluster have had their turn on this one."""
    process = subprocess.Popen(command, start_new_session=True, **more)
    try:
        # Linux shares processors among sessions, so that a process's own niceness counts within its session only.
        Path(f"/proc/{process.pid}/autogroup").write_text("-10")
    except OSError:
        os.setpriority(os.PRIO_PROCESS, process.pid, -10)
    return process


class Doctor:
    """`tombolo doctor` on all parts, beside the fault."""

    def __init__(self, site):
        self.out = site.folder / "doctor.json"
        arguments = ["--config", site.conf / "anchoring1.yaml", "--json"]
        for machine in site.kind("anchoring")[1:]:
            if (machine.folder / "pid").exists():
                arguments += ["--anchoring", f"http://{machine.ip}:9464"]
        for machine in site.kind("readside") + [site["balancer"]]:
            arguments += ["--read-side", f"http://{machine.ip}:8480"]
        # The partner's own look: over the way that it uses.
        arguments += ["--read-side", "http://10.77.0.70:8480"]
        for machine in site.kind("connect") + [site["mirror"]]:
            arguments += ["--connect", f"http://{machine.ip}:8083"]
        self.log = open(site.folder / "doctor.log", "a")
        self.process = beside([site.home / "tombolo", "doctor", *map(str, arguments)], stdout=open(self.out, "w"), stderr=self.log)

    def says(self):
        try:
            self.process.wait(180)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return [("no answer", "in 180 s")]
        try:
            checks = json.loads(self.out.read_text())["checks"]
        except ValueError:
            return [("exit code", str(self.process.returncode))]
        self.log.write(self.out.read_text())
        return [(finding["fault"], finding["subject"]) for check in checks for finding in check["findings"]]


def names(findings):
    return {fault for fault, _ in findings}


def run_all(site, steps, with_doctor):
    count = Count(site.folder)
    usual = names(Doctor(site).says()) if with_doctor else set()
    print(HEAD, flush=True)
    worst = 0
    for step in steps:
        worst = max(worst, run_one(site, step, count, usual, with_doctor))
    return worst


def run_one(site, step, count, usual, with_doctor):
    before = (len(count.look().refused), len(count.delayed), len(count.exceptions))
    since = now()
    step.do(site)
    begin = time.monotonic()
    said = []
    if with_doctor:
        time.sleep(LOOK_AFTER)
        said = [fault for fault in Doctor(site).says() if fault[0] not in usual]
    time.sleep(max(0.0, step.lasts - (time.monotonic() - begin)))
    step.undo(site)
    fault = (now() - since) / 1000
    caught_up = await_all(site, step.name, CATCH_UP, count)
    until = now()
    # The row is written when its fault is over; what waited shows in the rows of that time.
    line = {
        "step": step.name, "what": step.what, "fault_s": round(fault, 1), "caught_up_s": caught_up and round(caught_up, 1),
        "published_s": count.published.longest(count.written, since, until), "anchors_s": count.anchor_gap(since, until),
        "verified_s": count.streams["owner"].longest(count.written, since, until),
        "partner_s": count.streams["partner"].longest(count.written, since, until),
        "refused": count.refused[before[0]:], "delayed": len(count.delayed) - before[1], "exceptions": count.exceptions[before[2]:],
        "lost": 0 if caught_up is not None else sum(len(stream.missing(count.last)) for stream in count.all_streams().values()),
        "doubled": sum(len(stream.twice) for stream in count.all_streams().values()), "doctor": said if with_doctor else None}
    with open(site.folder / "results.jsonl", "a") as file:
        file.write(json.dumps(line) + "\n")
    named = ", ".join(f"`{name}`" for name in sorted(names(said))) or ("nothing new" if with_doctor else "")
    bad = len(line["refused"]) + line["lost"] + line["doubled"]
    print(f"| {step.what} | {line['published_s']:.1f} | {line['anchors_s']:.1f} | {line['verified_s']:.1f} | {line['partner_s']:.1f} | {named} | "
          f"{'' if not bad else 'lost %d, doubled %d, refused %d' % (line['lost'], line['doubled'], len(line['refused']))}"
          f"{'' if caught_up is not None else ' NOT CAUGHT UP'} |", flush=True)
    return 1 if bad or caught_up is None else 0


def total(site):
    count = Count(site.folder).look()
    time.sleep(1)
    await_all(site, "the rest", 300, count)
    totals = count.look().totals(count.last)
    print(json.dumps(totals), flush=True)
    audited = audit(site)
    for refused in count.refused:
        print("refused:", refused)
    return 1 if audited or totals["lost"] or totals["doubled"] or totals["refused"] else 0


def audit(site):
    """On a terminal of its own, where it shows how far it is; a line of that every 20 s."""
    command = [site.home / "tombolo", "audit", "--dataset", DATASET, "--server", f"http://{site['balancer'].ip}:8480",
               "--policy", site.conf / "policy.json"]
    begin = shown = time.monotonic()
    ours, its = os.openpty()
    process = beside(list(map(str, command)), stdin=its, stdout=its, stderr=its, env={**os.environ, "COLUMNS": "120"})
    os.close(its)
    text = ""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:
            data = b""
        if not data:
            break
        text = (text + data.decode(errors="replace"))[-8000:]
        if time.monotonic() - shown >= 20:
            shown = time.monotonic()
            print(f"audit, after {shown - begin:.0f} s: {text.rsplit(chr(13), 1)[-1].strip()}", flush=True)
    code = process.wait()
    print(text.replace("\r\n", "\n").rsplit("\r", 1)[-1])
    print(f"audit: exit code {code} after {time.monotonic() - begin:.0f} s", flush=True)
    return code

"""What is done to the machines, one thing at a time: lost, cut off, slow, lossy, upgraded, more of them."""

import os
import signal
import time
from collections import namedtuple

from net import ask, began

# `do` and `undo` get the site; `lasts` is how long the fault lasts at least.
Step = namedtuple("Step", "name what do undo lasts")


def holder(site, kind):
    """The machine of that kind that does the work at this moment: the one with the task, or that anchors."""
    if kind == "connect":
        for worker in site.kind("connect"):
            status, said = ask(f"http://{worker.ip}:8083/connectors/orders/status")
            if status == 200 and said.get("tasks"):
                ip = said["tasks"][0]["worker_id"].split(":")[0]
                return next(one for one in site.kind("connect") if one.ip == ip)
    if kind == "anchoring":
        before = {machine: transactions(machine) for machine in site.kind(kind)}
        time.sleep(6)
        busy = [machine for machine in before if transactions(machine) > before[machine]]
        if busy:
            return busy[0]
    return next(machine for machine in site.kind(kind) if machine.pid())


def transactions(machine):
    said = ask(f"http://{machine.ip}:9464/metrics")[1]
    return sum(float(line.split()[-1]) for line in str(said).splitlines() if line.startswith("tombolo_anchoring_ledger_transactions_total"))


class Held:
    """Chosen when the fault begins, the same when it ends."""

    def __init__(self, kind, number=None):
        self.kind, self.number, self.machine = kind, number, None

    def choose(self, site):
        self.machine = site[f"{self.kind}{self.number}"] if self.number is not None else holder(site, self.kind)
        return self.machine


def lost(kind, what, number=None, lasts=20):
    held = Held(kind, number)
    return Step(f"kill-{kind}", f"{what}: kill -9, started again after {lasts} s",
                lambda site: held.choose(site).kill(), lambda site: restart(held.machine), lasts)


def restart(machine):
    machine.begin()
    machine.await_ready()


def cut(kind, what, number=None, lasts=25):
    held = Held(kind, number)
    return Step(f"cut-{kind}", f"{what}: no packet in or out for {lasts} s",
                lambda site: held.choose(site).cut_off(), lambda site: held.machine.heal(), lasts)


def fabric(name, what, lasts=20):
    def kill(site):
        file = site.folder / "fabric/run" / f"{name}.pid"
        pid = int(file.read_text())
        if began(pid):
            os.kill(pid, signal.SIGKILL)
    return Step(f"kill-{name}", f"{what}: kill -9, started again after {lasts} s", kill, lambda site: site.tools.fabric_up(site), lasts)


def lossy(percent):
    def do(site):
        for machine in site.machines.values():
            machine.lose(percent)

    def undo(site):
        for machine in site.machines.values():
            machine.heal()
    return Step(f"loss-{percent}", f"every machine loses {percent} % of its packets, in and out, for 60 s", do, undo, 60)


def late(machine, what, delay):
    return Step(f"latency-{machine}", f"{what}: {delay} ms ± {delay // 4} each way (Toxiproxy) for 60 s",
                lambda site: site.toxics(machine, delay), lambda site: site.toxics(machine, 0), 60)


def faults():
    return [
        Step("none", "no fault, 60 s", lambda site: None, lambda site: None, 60),
        lost("kafka", "one of three brokers and controllers", 2),
        lost("connect", "the Connect worker with the task"),
        lost("anchoring", "the anchoring instance that anchors"),
        lost("readside", "one of two read sides", 1),
        lost("registry", "the only registry", ""),
        lost("balancer", "the balancer before the read sides", ""),
        fabric("peer-carriers", "the owner's peer, one of three"),
        fabric("orderer0", "the only orderer"),
        lost("mirror", "the partner's Connect worker with MirrorMaker 2", ""),
        lost("partner", "the partner's only broker", ""),
        cut("kafka", "one of three brokers and controllers", 1),
        cut("connect", "the Connect worker with the task"),
        cut("anchoring", "the anchoring instance that anchors"),
        cut("readside", "one of two read sides", 2),
        cut("registry", "the only registry", ""),
        cut("consortium", "the whole ledger", ""),
        cut("wan", "the way between owner and partner", ""),
        cut("mirror", "the partner's MirrorMaker 2", ""),
        late("wan", "the way between owner and partner", 150),
        late("consortium", "the way to the ledger", 150),
        lossy(2),
        lossy(5),
    ]


def rolling(old_site):
    """Each machine stops as it is asked to, and starts from the jars of this build; before, they ran from another build."""
    order = ["kafka1", "kafka2", "kafka3", "registry", "connect1", "connect2", "anchoring1", "anchoring2", "readside1", "readside2", "mirror", "partner"]

    def step(name):
        def do(site):
            old_site[name].end()
        return Step(f"upgrade-{name}", f"{name} stopped (SIGTERM) and started from this build", do, lambda site: restart(site[name]), 0)
    return [step(name) for name in order]


def scaling():
    def to(number):
        def do(site):
            for machine in site.kind("anchoring")[:number]:
                if not machine.pid():
                    machine.begin()
            for machine in site.kind("anchoring")[number:]:
                if machine.pid():
                    machine.end()
                    # It is not one of the machines any more, for the doctor neither.
                    (machine.folder / "pid").unlink()
            for machine in site.kind("anchoring")[:number]:
                machine.await_ready()
        return Step(f"scale-{number}", f"{number} anchoring instance{'s' if number > 1 else ''}", do, lambda site: None, 20)
    return [to(1), to(2), to(4), to(2)]


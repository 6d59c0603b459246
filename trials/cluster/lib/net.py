"""Machines as network namespaces on one bridge, and processes in them. Root, iproute2 and nftables are needed."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PREFIX = "tb-"
BRIDGE = "tb-net"
NETWORK = "10.77.0."


def run(*command, check=True, **more):
    done = subprocess.run(command, text=True, capture_output=True, **more)
    if check and done.returncode != 0:
        raise SystemExit(f"trial: {' '.join(command)}: exit code {done.returncode}: {done.stderr.strip()}")
    return done


def bridge():
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "addr", "add", f"{NETWORK}1/24", "dev", BRIDGE)
    run("ip", "link", "set", BRIDGE, "up")


def namespace(name, address):
    space = PREFIX + name
    cable = f"tb{address}"
    run("ip", "netns", "add", space)
    run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
    run("ip", "link", "set", cable, "master", BRIDGE, "up")
    inside = ("ip", "-n", space)
    run(*inside, "link", "set", "lo", "up")
    run(*inside, "addr", "add", f"{NETWORK}{address}/24", "dev", "eth0")
    run(*inside, "link", "set", "eth0", "up")


def remove_all():
    for line in run("ip", "netns", "list").stdout.splitlines():
        if line.startswith(PREFIX):
            run("ip", "netns", "del", line.split()[0], check=False)
    run("ip", "link", "del", BRIDGE, check=False)


class Machine:
    """One namespace with one process (or, for the ledger, a network of them), its folder and its log."""

    def __init__(self, trial, name, address, command, ready, environment=None, kind=None, ready_port=0):
        self.trial, self.name, self.address = trial, name, address
        self.kind = kind or name.rstrip("0123456789")
        self.command, self.is_ready, self.environment = command, ready, environment or {}
        self.folder = trial / name
        self.ip = f"{NETWORK}{address}"

    def begin(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        log = open(self.folder / "log", "a")
        process = subprocess.Popen(
            ["ip", "netns", "exec", PREFIX + self.name, *map(str, self.command)],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True,
            env={**os.environ, **self.environment})
        self.note(process.pid)

    def note(self, pid):
        # After a reboot the id may be another process's: the time of its start is kept too.
        (self.folder / "pid").write_text(f"{pid} {began(pid)}")

    def pid(self):
        try:
            pid, start = (self.folder / "pid").read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if began(int(pid)) == start else None

    def signal(self, which):
        pid = self.pid()
        if pid:
            os.kill(pid, which)
        return pid

    def kill(self):
        self.signal(signal.SIGKILL)
        self.await_end(10)

    def end(self, seconds=60):
        """SIGTERM; True if it ended by itself in time."""
        self.signal(signal.SIGTERM)
        ended = self.await_end(seconds)
        if not ended:
            self.kill()
        return ended

    def await_end(self, seconds):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            reap()
            if not self.pid():
                return True
            time.sleep(0.05)
        return False

    def await_ready(self, seconds=900):
        """As a supervisor does, it starts again what ended while it started."""
        limit, again = time.monotonic() + seconds, 0
        while time.monotonic() < limit:
            if self.is_ready(self):
                return
            reap()
            if not self.pid():
                again += 1
                if again > 5:
                    raise SystemExit(f"trial: {self.name} ended {again} times: see {self.folder}/log")
                time.sleep(1)
                self.begin()
            time.sleep(0.25)
        raise SystemExit(f"trial: {self.name} is not ready after {seconds} s: see {self.folder}/log")

    # Faults of its network: in both directions, loopback excepted.

    def filter(self, verdict):
        chains = "".join(
            f'chain {hook} {{\n type filter hook {hook} priority 0;\n {side} "lo" accept\n {verdict}\n}}\n'
            for hook, side in (("input", "iifname"), ("output", "oifname")))
        rules = f"table inet trial {{\n{chains}}}\n"
        self.heal()
        run("ip", "netns", "exec", PREFIX + self.name, "nft", "-f", "-", input=rules)

    def cut_off(self):
        self.filter("drop")

    def lose(self, percent):
        self.filter(f"numgen random mod 100 < {percent} drop")

    def heal(self):
        run("ip", "netns", "exec", PREFIX + self.name, "nft", "delete", "table", "inet", "trial", check=False)


def began(pid):
    """Clock ticks since the machine's start; empty for a process that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def ask(url, body=None, method=None, seconds=2):
    """(status, JSON or text); status 0 when there is no answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return answer.status, read(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, read(error.read())
    except (OSError, ValueError) as error:
        return 0, str(error)


def read(data):
    try:
        return json.loads(data)
    except ValueError:
        return data.decode(errors="replace")


def answers(path, port=None, status=200):
    def look(machine):
        return ask(f"http://{machine.ip}:{port}{path}")[0] == status
    return look


def listens(port):
    import socket

    def look(machine):
        try:
            socket.create_connection((machine.ip, port), 1).close()
            return True
        except OSError:
            return False
    return look

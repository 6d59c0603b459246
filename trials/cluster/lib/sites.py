"""Which machines there are, and their configurations."""

import base64
import hashlib
import json
import os
import subprocess
from pathlib import Path

from net import Machine, answers, ask, listens, run

ORGANISATION = "carriers.example"
DATASET = f"{ORGANISATION}/orders"
TOPIC = f"{ORGANISATION}.orders"
PARTITIONS = 4
CLUSTER, PARTNER_CLUSTER = "dG9tYm9sby10cmlhbC0wMQ", "dG9tYm9sby10cmlhbC0wMg"
BROKERS = "10.77.0.11:9092,10.77.0.12:9092,10.77.0.13:9092"
PARTNERS_WAY = ",".join(f"10.77.0.70:{19090 + n}" for n in (1, 2, 3))
REGISTRY, BALANCER, LEDGER = "10.77.0.21", "10.77.0.50", "10.77.0.60"
HEAPS = {"kafka": 320, "registry": 96, "connect": 256, "anchoring": 256, "readside": 192, "partner": 256, "mirror": 256, "recipient": 192}
HERE = Path(__file__).resolve().parent.parent
HOME = HERE.parent.parent


def memory(heap):
    """The whole heap from the start: what grows afterwards is not a heap that has not had its size yet."""
    return [f"-Xms{HEAPS[heap]}m", f"-Xmx{HEAPS[heap]}m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]


class Site:
    """All machines by name. Nothing starts by being made."""

    def __init__(self, folder, home, tools):
        self.folder = Path(folder).resolve()
        self.home, self.tools = Path(home).resolve(), tools
        self.lib = self.home / ("lib" if (self.home / "lib").is_dir() else "cli/target/app")
        self.machines = {}
        self.conf = self.folder / "conf"
        for n in (1, 2, 3):
            self.add(f"kafka{n}", 10 + n, self.java("kafka", "Broker", CLUSTER, self.conf / f"kafka{n}.properties"), listens(9092))
        self.add("registry", 21, self.java("registry", "Registry", REGISTRY, 8081, BROKERS), answers("/subjects", 8081))
        for n in (1, 2):
            self.add(f"connect{n}", 30 + n, self.worker(f"connect{n}"), answers("/health", 8083))
        for n in (1, 2, 3, 4):
            self.add(f"anchoring{n}", 40 + n, self.part("anchoring", f"anchoring{n}"), answers("/ready", 9464), self.options("anchoring"))
        for n in (1, 2):
            self.add(f"readside{n}", 50 + n, self.part("read-side", f"readside{n}"), answers("/ready", 9465), self.options("readside"))
        self.add("balancer", 50, ["haproxy", "-db", "-f", self.conf / "haproxy.cfg"], listens(8480))
        self.add("consortium", 60, [tools.toxiproxy, "-host", "0.0.0.0"], answers("/proxies", 8474))
        self.add("wan", 70, [tools.toxiproxy, "-host", "0.0.0.0"], answers("/proxies", 8474))
        self.add("partner", 81, self.java("partner", "Broker", PARTNER_CLUSTER, self.conf / "partner.properties"), listens(9092))
        self.add("mirror", 82, self.worker("mirror", f"{self.folder}/mirror-jars/*:"), answers("/health", 8083))
        self.add("owner-reader", 90, self.java("recipient", "Recipient", self.conf / "owner-reader.properties", self.folder / "owner.events"),
                 lambda machine: machine.pid())
        self.add("partner-reader", 91, self.java("recipient", "Recipient", self.conf / "partner-reader.properties", self.folder / "partner.events"),
                 lambda machine: machine.pid())

    def add(self, name, address, command, ready, environment=None):
        self.machines[name] = Machine(self.folder, name, address, command, ready, environment)

    def __getitem__(self, name):
        return self.machines[name]

    def kind(self, kind):
        return [machine for machine in self.machines.values() if machine.kind == kind]

    def java(self, heap, program, *arguments, more=""):
        return ["java", *memory(heap), "-Xss512k",
                f"-Dlogback.configurationFile={HERE}/java/logback.xml", "-cp", f"{self.folder}/classes:{more}{self.lib}/*", program, *arguments]

    def worker(self, name, more=""):
        heap = name.rstrip("0123456789")
        return self.java(heap, "org.apache.kafka.connect.cli.ConnectDistributed", self.conf / f"{name}.properties", more=more)

    def part(self, command, name):
        return [self.home / "tombolo", command, "--config", self.conf / f"{name}.yaml"]

    @staticmethod
    def options(heap):
        return {"TOMBOLO_JAVA_OPTS": " ".join(memory(heap))}

    def use(self, home):
        """Other jars from the next start of each machine on."""
        return Site(self.folder, home, self.tools)

    # Files

    def write(self):
        self.conf.mkdir(parents=True, exist_ok=True)
        (self.folder / "classes").mkdir(exist_ok=True)
        run("javac", "-nowarn", "-proc:none", "-d", str(self.folder / "classes"), "-cp", f"{self.lib}/*",
            *map(str, sorted((HERE / "java").glob("*.java"))))
        for n in (1, 2, 3):
            self.broker(f"kafka{n}", n, f"10.77.0.{10 + n}", [(i, f"10.77.0.{10 + i}") for i in (1, 2, 3)], 3)
        self.broker("partner", 1, "10.77.0.81", [(1, "10.77.0.81")], 1)
        for n in (1, 2):
            self.connect_worker(f"connect{n}", f"10.77.0.{30 + n}", BROKERS, 3)
        self.connect_worker("mirror", "10.77.0.82", "10.77.0.81:9092", 1)
        self.ledger_file()
        self.log_key()
        self.policy()
        for n in (1, 2, 3, 4):
            self.anchoring(n)
        for n in (1, 2):
            self.readside(n)
        self.haproxy()
        self.readers()

    def settings(self, name, values):
        (self.conf / f"{name}.properties").write_text("".join(f"{key}={value}\n" for key, value in values.items()))

    def broker(self, name, node, ip, voters, copies):
        several = copies > 1
        self.settings(name, {
            "process.roles": "broker,controller", "node.id": node,
            "listeners": f"PLAINTEXT://{ip}:9092,PARTNER://{ip}:9094,CONTROLLER://{ip}:9093",
            # The partner reaches each broker by its own port of the proxy that stands for the way between the two sites.
            "advertised.listeners": f"PLAINTEXT://{ip}:9092,PARTNER://" + (f"10.77.0.70:{19090 + node}" if several else f"{ip}:9094"),
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,PARTNER:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "PLAINTEXT", "controller.listener.names": "CONTROLLER",
            "controller.quorum.voters": ",".join(f"{i}@{host}:9093" for i, host in voters),
            "log.dirs": f"{self.folder}/{name}/data", "auto.create.topics.enable": "false",
            "default.replication.factor": copies, "min.insync.replicas": 2 if several else 1,
            "offsets.topic.replication.factor": copies, "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": 2 if several else 1, "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": 1, "offsets.topic.num.partitions": 4, "transaction.state.log.num.partitions": 4,
            "group.initial.rebalance.delay.ms": 0, "num.network.threads": 2, "num.io.threads": 4, "background.threads": 2,
            "log.cleaner.dedupe.buffer.size": 8388608, "unclean.leader.election.enable": "false"})

    def connect_worker(self, name, ip, kafka, copies):
        values = {
            "bootstrap.servers": kafka, "group.id": f"connect-{name.rstrip('12')}", "listeners": f"http://{ip}:8083", "rest.advertised.host.name": ip,
            "config.storage.topic": "connect-configs", "offset.storage.topic": "connect-offsets", "status.storage.topic": "connect-status",
            "offset.storage.partitions": 1, "status.storage.partitions": 1, "exactly.once.source.support": "enabled",
            "plugin.discovery": "service_load", "plugin.path": self.folder / "no-plugins",
            "header.converter": "org.apache.kafka.connect.converters.ByteArrayConverter",
            # A lost worker's task is another's after its session; by default it would wait for the lost one for five minutes more.
            "session.timeout.ms": 10000, "heartbeat.interval.ms": 3000, "scheduled.rebalance.max.delay.ms": 0}
        for topic in ("config", "offset", "status"):
            values[f"{topic}.storage.replication.factor"] = copies
        for part in ("key", "value"):
            values[f"{part}.converter"] = "io.tombolo.schemas.serde.AvroConverter"
            values[f"{part}.converter.schema.registry.url"] = f"http://{REGISTRY}:8081"
        self.settings(name, values)

    def ledger_file(self):
        network = self.folder / "fabric"
        text = (network / "carriers.yaml").read_text()
        peers = "gateways:\n" + "".join(
            f"  - {{endpoint: '{LEDGER}:{7050 + n}', tls_name: peer0.{name}.example, tls_ca: "
            f"{network}/crypto/peerOrganizations/{name}.example/peers/peer0.{name}.example/tls/ca.crt}}\n"
            for n, name in enumerate(("carriers", "weather", "registry"), 1))
        lines, skip = [], False
        for line in text.splitlines(keepends=True):
            if line.startswith("gateways:"):
                lines.append(peers)
                skip = True
            elif not line.startswith("  "):
                skip = False
            if not skip:
                lines.append(line)
        (network / "trial.yaml").write_text("".join(lines))

    def log_key(self):
        key = self.folder / "log-keys" / f"{ORGANISATION}.pem"
        if not key.exists():
            key.parent.mkdir(mode=0o700, exist_ok=True)
            run("openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key))
            os.chmod(key, 0o600)

    def policy(self):
        key = self.folder / "log-keys" / f"{ORGANISATION}.pem"
        der = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
        members = []
        for name in ("carriers", "weather", "registry"):
            pem = next((self.folder / f"fabric/crypto/peerOrganizations/{name}.example/msp/cacerts").glob("*.pem")).read_text()
            members.append({"member": f"{name.capitalize()}MSP", "certificates": ["".join(pem.splitlines()[1:-1])]})
        members.sort(key=lambda one: one["member"])
        policy = {
            "format": "tombolo-policy/1",
            "log_keys": [{"organisation": ORGANISATION, "key": base64.b64encode(b"\x01" + der[-32:]).decode()}],
            "ledgers": [{"name": "fabric:tombolo/anchors", "channel": "tombolo", "chaincode": "anchors", "quorum": 2, "members": members}],
            "cross_anchored_ledgers": 2}
        (self.conf / "policy.json").write_text(json.dumps(policy, indent=2) + "\n")

    def yaml(self, name, values):
        # JSON is YAML.
        (self.conf / f"{name}.yaml").write_text(json.dumps(values, indent=2, default=str) + "\n")

    def anchoring(self, n):
        name = f"anchoring{n}"
        self.yaml(name, {
            "id": "trial", "instance": str(n), "dataDir": self.folder / name / "data", "keysDir": self.folder / "log-keys",
            "kafka": {"bootstrap.servers": BROKERS}, "registry": {"schema.registry.url": f"http://{REGISTRY}:8081"},
            "anchor": {"intervalMs": 2000, "transactionsPerMinute": 60},
            "ledger": {"config": self.folder / "fabric/trial.yaml", "stateDir": self.folder / name / "ledger"},
            "http": {"host": f"10.77.0.{40 + n}", "port": 9464, "proxied": True}})

    def readside(self, n):
        name, ip = f"readside{n}", f"10.77.0.{50 + n}"
        self.yaml(name, {
            "http": {"host": ip, "port": 8480, "proxied": True}, "operations": {"host": ip, "port": 9465, "proxied": True},
            "dataDir": self.folder / name / "data", "kafka": {"bootstrap.servers": BROKERS},
            "registry": {"schema.registry.url": f"http://{REGISTRY}:8081"}, "policy": self.conf / "policy.json",
            "endpoints": {"kafka": BROKERS, "registry": f"http://{REGISTRY}:8081", "connect": "http://10.77.0.31:8083",
                          "api": f"http://{BALANCER}:8480", "push": ""}})

    def haproxy(self):
        servers = "".join(f"  server readside{n} 10.77.0.{50 + n}:8480 check port 9465 inter 1s fall 2 rise 1\n" for n in (1, 2))
        (self.conf / "haproxy.cfg").write_text(
            "defaults\n  mode http\n  timeout connect 1s\n  timeout client 60s\n  timeout server 60s\n  retries 2\n  option redispatch\n"
            f"frontend read-side\n  bind {BALANCER}:8480\n  default_backend read-sides\n"
            f"backend read-sides\n  balance roundrobin\n  option httpchk GET /ready\n{servers}")

    def readers(self):
        common = {"policy": self.conf / "policy.json", "dataset": DATASET}
        self.settings("owner-reader", {
            **common, "bootstrap": BROKERS, "topic": TOPIC, "readSide": f"http://{BALANCER}:8480", "registry": f"http://{REGISTRY}:8081", "plain": "yes"})
        self.settings("partner-reader", {
            **common, "bootstrap": "10.77.0.81:9092", "topic": f"owner.{TOPIC}", "mirror": "yes",
            "readSide": "http://10.77.0.70:8480", "registry": "http://10.77.0.70:8081"})

    # What is asked of running machines

    def proxies(self):
        for n in (1, 2, 3):
            self.proxy("wan", f"kafka{n}", 19090 + n, f"10.77.0.{10 + n}:9094")
            self.proxy("consortium", f"gateway{n}", 7050 + n, f"127.0.0.1:{17050 + 20 + 3 * (n - 1)}")
        self.proxy("wan", "read-side", 8480, f"{BALANCER}:8480")
        self.proxy("wan", "registry", 8081, f"{REGISTRY}:8081")

    def proxy(self, machine, name, port, upstream):
        ask(f"http://{self[machine].ip}:8474/proxies", {"name": name, "listen": f"{self[machine].ip}:{port}", "upstream": upstream, "enabled": True})

    def toxics(self, machine, delay):
        """Latency of each direction on every connection through that machine; 0 takes it away."""
        base = f"http://{self[machine].ip}:8474/proxies"
        for name in ask(base)[1]:
            for stream in ("upstream", "downstream"):
                if delay:
                    ask(f"{base}/{name}/toxics", {"name": stream, "type": "latency", "stream": stream,
                                                  "attributes": {"latency": delay, "jitter": delay // 4}})
                else:
                    ask(f"{base}/{name}/toxics/{stream}", method="DELETE")

    def connectors(self):
        topic = {"topic.creation.default.replication.factor": -1, "topic.creation.default.partitions": PARTITIONS,
                 "topic.creation.default.retention.ms": -1, "topic.creation.default.retention.bytes": -1}
        self.connector("10.77.0.31", "orders", {
            **topic, "connector.class": "io.tombolo.connectors.file.CsvSourceConnector", "exactly.once.support": "required",
            "header.converter": "org.apache.kafka.connect.converters.ByteArrayConverter", "file": self.folder / "orders.csv", "dataset": DATASET,
            "key.columns": "n", "columns": "n:long,written:long", "batch.rows": 1000, "tasks.max": 1,
            "transforms": "change", "transforms.change.type": "io.tombolo.connectors.ToDatasetChange", "transforms.change.dataset": DATASET})
        bytes_ = "org.apache.kafka.connect.converters.ByteArrayConverter"
        self.connector("10.77.0.82", "mirror", {
            "connector.class": "org.apache.kafka.connect.mirror.MirrorSourceConnector", "exactly.once.support": "required", "tasks.max": 1,
            "source.cluster.alias": "owner", "target.cluster.alias": "partner", "source.cluster.bootstrap.servers": PARTNERS_WAY,
            "target.cluster.bootstrap.servers": "10.77.0.81:9092", "topics": TOPIC.replace(".", "\\."), "replication.factor": 1,
            "source.consumer.isolation.level": "read_committed", "offset-syncs.topic.location": "target",
            "offset-syncs.topic.replication.factor": 1, "sync.topic.acls.enabled": "false", "refresh.topics.interval.seconds": 10,
            "key.converter": bytes_, "value.converter": bytes_, "header.converter": bytes_,
            "transforms": "offset", "transforms.offset.type": "io.tombolo.connectors.mirror.KeepOffset"})

    def restart_failed(self):
        """As Strimzi's autoRestart: Connect itself leaves what failed as it is."""
        for kind, name in (("connect", "orders"), ("mirror", "mirror")):
            for worker in self.kind(kind):
                status, said = ask(f"http://{worker.ip}:8083/connectors/{name}/status")
                if status == 200:
                    if "FAILED" in [said["connector"]["state"], *(task["state"] for task in said["tasks"])]:
                        print(f"restarted: connector {name} of {worker.name}: {said['connector'].get('trace', '')[:200]}", flush=True)
                        ask(f"http://{worker.ip}:8083/connectors/{name}/restart?includeTasks=true&onlyFailed=true", {}, "POST", 30)
                    break

    @staticmethod
    def connector(ip, name, config):
        status, said = ask(f"http://{ip}:8083/connectors/{name}/config", {key: str(value) for key, value in config.items()}, "PUT", 30)
        if status not in (200, 201):
            raise SystemExit(f"trial: connector {name}: {status} {said}")

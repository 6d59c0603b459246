"""Programs that are not part of Tombolo: Fabric's binaries, Toxiproxy, MirrorMaker's jars."""

import os
import shutil
from pathlib import Path

from net import PREFIX, run

KAFKA = "4.3.1"


class Tools:
    def __init__(self, fabric_bin, toxiproxy, repository):
        self.fabric_bin, self.repository = Path(fabric_bin), Path(repository)
        self.toxiproxy = shutil.which(toxiproxy) or str(Path(toxiproxy).resolve())

    def check(self):
        for name in ("ip", "nft", "java", "javac", "haproxy", "openssl", "mvn"):
            if not shutil.which(name):
                raise SystemExit(f"trial: {name} not found: install Debian's iproute2, nftables, openjdk-17-jdk-headless, haproxy, openssl and maven")
        if not os.access(self.fabric_bin / "peer", os.X_OK):
            raise SystemExit(f"trial: {self.fabric_bin}/peer not found: name the folder of Fabric's binaries with --fabric-bin or TOMBOLO_FABRIC_BIN")
        if not os.access(self.toxiproxy, os.X_OK):
            raise SystemExit(f"trial: {self.toxiproxy} not found: go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0, and name it with --toxiproxy")
        if os.geteuid() != 0:
            raise SystemExit("trial: network namespaces need root")

    def fabric(self, site, command, *more):
        run("ip", "netns", "exec", PREFIX + "consortium", str(self.repository / "docker/fabric/network"), command,
            "--dir", str(site.folder / "fabric"), *more,
            env={**os.environ, "TOMBOLO_FABRIC_BIN": str(self.fabric_bin)}, stdin=None)

    def fabric_up(self, site):
        self.fabric(site, "up", *(() if (site.folder / "fabric/complete").exists() else ("--base-port", "17050")))

    def mirror_jars(self, site):
        folder = site.folder / "mirror-jars"
        for name in ("connect-mirror", "connect-mirror-client"):
            if not list(folder.glob(f"{name}-{KAFKA}.jar")):
                run("mvn", "-q", "-B", "dependency:copy", f"-Dartifact=org.apache.kafka:{name}:{KAFKA}", f"-DoutputDirectory={folder}")

#!/usr/bin/env bash
# Measures on a quiet machine what the documentation has goals for, and prints one JSON object for each part:
# files (docs/sources/files.md), many partitions (docs/anchoring-service.md), publish to anchored on Fabric (docs/fabric.md), the read side
# (docs/provenance-api.md). Fabric's part needs its binaries in TOMBOLO_FABRIC_BIN; 10,000 partitions need ulimit -n 12000.
set -euo pipefail

usage() {
  printf 'usage: benchmarks/measure.sh FLIGHTS.csv [files] [scale] [fabric] [read-side]\n' >&2
  exit 2
}
[[ ${1:-} && -f $1 ]] || usage
file=$(readlink -f "$1")
shift
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
parts=("$@")
[[ ${#parts[@]} -gt 0 ]] || parts=(files scale fabric read-side)
folder=$(mktemp -d)
server=''
end() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  [[ -z $server ]] || wait "$server" 2>/dev/null || true
  if [[ -d $folder/practice ]]; then "$home/docker/fabric/network" down --delete --dir "$folder/practice" >&2 || true; fi
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

load() { cut -d' ' -f1-3 /proc/loadavg; }
# Seconds of CPU of a process, in hundredths of which Linux counts them.
cpu() { awk '{printf "%.2f", ($14 + $15) / 100}' "/proc/$1/stat"; }

# Has the first start of `up` make its archive of classes, which is of use for all parts.
archive() {
  "$home/tombolo" up --data "$folder/first" --kafka-port 0 --registry-port 0 --connect-port 0 --api-port 0 --push-port 0 >&2 &
  server=$!
  until compgen -G "$home/lib/cds/up-*.jsa" || compgen -G "$home/cli/target/app/cds/up-*.jsa"; do
    kill -0 "$server"
    sleep 1
  done >/dev/null
  kill "$server"
  wait "$server" || true
  server=''
}

# A file from the command to the anchor: on a server that has just started, and the same rows again once its code is compiled.
files() {
  "$home/tombolo" up --data "$folder/data" --kafka-port 0 --registry-port 0 --connect-port 0 --api-port 0 --push-port 0 >&2 &
  server=$!
  until [[ -f $folder/data/endpoints.json ]]; do
    kill -0 "$server"
    sleep 0.1
  done
  local api began used name
  api=$(sed -n 's/.*"api" *: *"\([^"]*\)".*/\1/p' "$folder/data/endpoints.json")
  for name in cold warm; do
    used=$(cpu "$server") began=$(date +%s.%N)
    "$home/tombolo" publish --server "$api" --organisation acme.example --dataset "flights-$name" \
      --key year,month,day,carrier,flight,origin --json "$file" | sed "s|^{|{ \"part\" : \"files, $name server\", \"load\" : \"$(load)\",|"
    awk -v name="$name" -v used="$used" -v now="$(cpu "$server")" -v began="$began" -v ended="$(date +%s.%N)" \
      'BEGIN { printf "{ \"part\" : \"files, %s server, whole command\", \"seconds\" : %.1f, \"server_cpu_seconds\" : %.1f }\n",
        name, ended - began, now - used }'
  done
  kill "$server"
  wait "$server" || true
  server=''
}

fabric() {
  [[ -n ${TOMBOLO_FABRIC_BIN:-} ]] || { printf 'fabric: set TOMBOLO_FABRIC_BIN\n' >&2 && return; }
  "$home/docker/fabric/network" up --dir "$folder/practice" --batch-timeout 100ms >&2
  "$home/tombolo" bench-ledger --ledger-config "$folder/practice/carriers.yaml" --rate 50 --anchor-interval PT0.25S --json
}

archive
for part in "${parts[@]}"; do
  case $part in
    files) files ;;
    scale) "$home/tombolo" bench anchoring-scale --partitions 1000,10000 --json ;;
    fabric) fabric ;;
    read-side) "$home/tombolo" bench read-side --json ;;
    *) usage ;;
  esac
done

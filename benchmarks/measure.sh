#!/usr/bin/env bash
# Measures on a quiet machine what the documentation has goals for: one JSON object for each measurement, then a table of goals (docs/speed.md).
# All parts take about eleven minutes on two cores. Fabric's part needs its binaries in TOMBOLO_FABRIC_BIN; 10,000 partitions need ulimit -n 12000.
set -euo pipefail

all=(files start consumer audit anchoring scale fabric read-side)
usage() {
  printf 'usage: benchmarks/measure.sh FLIGHTS.csv [PART…]\nparts: %s\n' "${all[*]}" >&2
  exit 2
}
[[ ${1:-} && -f $1 ]] || usage
file=$(readlink -f "$1")
shift
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
parts=("$@")
[[ ${#parts[@]} -gt 0 ]] || parts=("${all[@]}")
for part in "${parts[@]}"; do [[ " ${all[*]} " == *" $part "* ]] || usage; done
folder=$(mktemp -d)
table=$folder/table
: >"$table"
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
now() { date +%s.%N; }
# Seconds of CPU of a process, in hundredths of which Linux counts them.
cpu() { awk '{printf "%.2f", ($14 + $15) / 100}' "/proc/$1/stat"; }
median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# number KEY: the first number of that key in the JSON of standard input. object KEY VALUE: the innermost object with that.
number() { grep -o "\"$1\" *: *-\?[0-9][0-9.eE+-]*" | head -1 | sed 's/.*: *//'; }
object() { tr -d '\n' | tr '{}' '\n\n' | grep -E "\"$1\" *: *\"?$2(\"|,| |\$)" | head -1; }

# row WHAT VALUE least|most GOAL UNIT: a line of the table.
row() {
  [[ -n $2 ]] || { printf 'no value was found for: %s\n' "$1" >&2 && exit 1; }
  printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$table"
}

print_table() {
  printf '\n%-62s %12s %16s\n' 'what' 'measured' 'goal'
  awk -F'\t' '{ met = $3 == "least" ? $2 >= $4 + 0 : $2 <= $4 + 0
    printf "%-62s %12s %-5s %s %6s  %s\n", $1, sprintf($2 < 10 ? "%.2f" : $2 < 100 ? "%.1f" : "%.0f", $2), $5, $3 == "least" ? ">=" : "<=", $4, met ? "met" : "NOT MET" }' "$table"
}

# start_server DATA: returns once it is ready; its time and CPU are in `ready` and `ready_cpu`.
start_server() {
  local began
  began=$(now)
  "$home/tombolo" up --data "$1" --kafka-port 0 --registry-port 0 --connect-port 0 --api-port 0 --push-port 0 >&2 &
  server=$!
  until [[ -f $1/endpoints.json ]]; do
    kill -0 "$server"
    sleep 0.05
  done
  ready=$(awk -v a="$began" -v b="$(now)" 'BEGIN { printf "%.2f", b - a }') ready_cpu=$(cpu "$server")
  api=$(sed -n 's/.*"api" *: *"\([^"]*\)".*/\1/p' "$1/endpoints.json")
}

stop_server() {
  kill "$server"
  wait "$server" || true
  server=''
}

# Has the first start of `up` make its archive of classes, which is of use for all parts.
archive() {
  start_server "$folder/first"
  until compgen -G "$home/lib/cds/up-*.jsa" || compgen -G "$home/cli/target/app/cds/up-*.jsa"; do
    kill -0 "$server"
    sleep 1
  done >/dev/null
  stop_server
}

# A file from the command to the anchor: on a server that has just started, and the same rows again once its code is compiled.
files() {
  start_server "$folder/data"
  local began used name seconds
  for name in cold warm; do
    used=$(cpu "$server") began=$(now)
    "$home/tombolo" publish --server "$api" --organisation acme.example --dataset "flights-$name" \
      --key year,month,day,carrier,flight,origin --json "$file" | sed "s|^{|{ \"part\" : \"files, $name server\", \"load\" : \"$(load)\",|"
    seconds=$(awk -v a="$began" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }')
    awk -v name="$name" -v used="$used" -v now="$(cpu "$server")" -v seconds="$seconds" \
      'BEGIN { printf "{ \"part\" : \"files, %s server, whole command\", \"seconds\" : %s, \"server_cpu_seconds\" : %.1f }\n", name, seconds, now - used }'
    row "file, command to anchor, $name server" "$seconds" most 10 s
  done
  stop_server
}

# `up` on a folder that it knows, and the CPU time of one verification of an evidence file.
start() {
  local i policy=$folder/policy.json evidence=$folder/evidence.json
  for i in 1 2 3; do
    start_server "$folder/first"
    printf '{ "part" : "start, up ready", "seconds" : %s, "cpu_seconds" : %s, "load" : "%s" }\n' "$ready" "$ready_cpu" "$(load)"
    printf '%s\n' "$ready" >>"$folder/ready"
    [[ $i == 3 ]] || stop_server
  done
  row "up ready, warm folder" "$(median <"$folder/ready")" most 4 s
  head -n 1001 "$file" >"$folder/some.csv"
  "$home/tombolo" publish --server "$api" --organisation acme.example --dataset some --key year,month,day,carrier,flight,origin "$folder/some.csv" >&2
  "$home/tombolo" evidence --server "$api" --dataset acme.example/some --offset 7 -o "$evidence" >&2
  "$home/tombolo" policy init --server "$api" -o "$policy" >&2
  stop_server
  # The first run leaves an archive of its classes.
  "$home/tombolo" verify "$evidence" --policy "$policy" >&2
  until compgen -G "$home/lib/cds/verify-*.jsa" || compgen -G "$home/cli/target/app/cds/verify-*.jsa"; do sleep 1; done >/dev/null
  local TIMEFORMAT='%U %S'
  for ((i = 0; i < 20; i++)); do
    { time "$home/tombolo" verify "$evidence" --policy "$policy" >/dev/null; } 2>&1 | awk '{ print $1 + $2 }'
  done >"$folder/verify"
  printf '{ "part" : "start, verify FILE", "cpu_seconds" : %s, "runs" : 20, "load" : "%s" }\n' "$(median <"$folder/verify")" "$(load)"
  row "verify FILE, CPU" "$(median <"$folder/verify")" most 0.4 s
}

# ratio JSON NAME GOAL: one of a reading benchmark's ratios.
ratio() { row "$2" "$(object name "$2" <<<"$1" | number value)" least "$3" ''; }

consumer() {
  local json
  json=$("$home/tombolo" bench consumer --records 3000000 --json)
  printf '%s\n' "$json"
  ratio "$json" 'bytes, verified / bytes' 0.55
  ratio "$json" 'bytes, verified on a second core / bytes' 0.75
  ratio "$json" 'Avro, verified / Avro' 0.75
  ratio "$json" 'Avro, verified on a second core / Avro' 0.95
}

audit() {
  local json
  json=$("$home/tombolo" bench audit --records 3000000 --json)
  printf '%s\n' "$json"
  ratio "$json" 'audit / verifying consumer, hashing on a second core' 1.0
}

anchoring() {
  local json
  json=$("$home/tombolo" bench anchoring --records 4000000 --json)
  printf '%s\n' "$json"
  row 'anchoring / no-op Streams' "$(number ratio_to_noop_streams <<<"$json")" least 1.0 ''
  row 'anchoring / bare consumer' "$(number ratio_to_bare_consumer <<<"$json")" least 0.5 ''
  row 'anchoring, CPU per million events' "$(object name anchoring <<<"$json" | number cpu_seconds_per_million)" most 1.2 s
}

scale() {
  local json
  json=$("$home/tombolo" bench anchoring-scale --partitions 1000,10000 --json)
  printf '%s\n' "$json"
  seconds() { object partitions "$1" <<<"$json" | number "$2" | awk '{ printf "%.2f", $1 / 1000 }'; }
  row 'kill -9 to the first new bundle, 1,000 partitions' "$(seconds 1000 after_kill_ms)" most 4 s
  row 'kill -9 to the first new bundle, 10,000 partitions' "$(seconds 10000 after_kill_ms)" most 15 s
  row 'first start to the first seal, 10,000 partitions' "$(seconds 10000 first_start_ms)" most 40 s
}

fabric() {
  [[ -n ${TOMBOLO_FABRIC_BIN:-} ]] || { printf 'fabric: set TOMBOLO_FABRIC_BIN\n' >&2 && return; }
  "$home/docker/fabric/network" up --dir "$folder/practice" --batch-timeout 100ms >&2
  local json
  for _ in 1 2 3; do
    json=$("$home/tombolo" bench-ledger --ledger-config "$folder/practice/carriers.yaml" --events 2000 --rate 50 --anchor-interval PT0.25S --json)
    printf '%s\n' "$json"
    number p99_ms <<<"$json" >>"$folder/p99"
  done
  "$home/docker/fabric/network" down --delete --dir "$folder/practice" >&2
  row 'publish to anchored on native Fabric, p99' "$(median <"$folder/p99")" most 1000 ms
}

read_side() {
  local json proofs
  json=$("$home/tombolo" bench read-side --seconds 3 --json)
  printf '%s\n' "$json"
  proofs=$(object name 'proof files' <<<"$json")
  row 'proof files over HTTP, a second' "$(number per_second <<<"$proofs")" least 50000 ''
  row 'proof files over HTTP, p99' "$(number p99_ms <<<"$proofs")" most 5 ms
}

[[ " ${parts[*]} " == ' read-side ' ]] || archive
for part in "${parts[@]}"; do
  began=$(now)
  printf '{ "part" : "%s", "load" : "%s" }\n' "$part" "$(load)"
  "${part//-/_}"
  awk -v part="$part" -v a="$began" -v b="$(now)" 'BEGIN { printf "%s: %.0f s\n", part, b - a }' >&2
done
print_table

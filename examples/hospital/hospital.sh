#!/bin/sh
# Two hospitals share their visits; each reader reads what it may, and everybody verifies. Then one patient is erased.
#
#   NORTH, SOUTH   URLs of two empty PostgreSQL databases, as postgresql://postgres@127.0.0.1:5432/north, of a server with wal_level=logical
#                  and a role feed (CREATE ROLE feed LOGIN REPLICATION)
#   TOMBOLO        the program (default: the checkout's ./tombolo)
#   TOMBOLO_DATA   the data folder of a tombolo up that runs (default: tombolo-data)
#   TOMBOLO_SERVER its read side (default: http://127.0.0.1:8480)
#
# All files are written to the working directory.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tombolo=${TOMBOLO:-$here/../../tombolo}
data=${TOMBOLO_DATA:-tombolo-data}

say() { printf '\n== %s\n' "$*"; }

# Reads a dataset as often as it takes until the ledger has confirmed so many events.
read_anchored() { # DATASET EVENTS FILE [OPTION…]
  dataset=$1 events=$2 file=$3
  shift 3
  tries=0
  until "$tombolo" consume --dataset "$dataset" --verify --level ANCHORED --policy policy.json "$@" >"$file" 2>"$file.err" &&
    [ "$(grep -c '"after"' "$file")" -ge "$events" ]; do
    tries=$((tries + 1))
    if [ $tries -ge 40 ]; then
      cat "$file.err" >&2
      printf '%s: fewer than %d anchored events\n' "$dataset" "$events" >&2
      exit 1
    fi
    sleep 1
  done
}

# Whose keys to trust is known once the first event is sealed.
policy() {
  tries=0
  until "$tombolo" policy init -o policy.json >policy.txt 2>policy.err && grep -q north.example policy.json && grep -q south.example policy.json; do
    tries=$((tries + 1))
    if [ $tries -ge 60 ]; then
      cat policy.err >&2
      exit 1
    fi
    rm -f policy.json
    sleep 1
  done
  cat policy.txt
}

say 'Two hospitals share their visits by database capture; diagnoses are for physicians, costs for the statistician'
psql -q -v ON_ERROR_STOP=1 -f "$here/north.sql" "$NORTH"
psql -q -v ON_ERROR_STOP=1 -f "$here/south.sql" "$SOUTH"
for hospital in north south; do
  if [ $hospital = north ]; then url=$NORTH; else url=$SOUTH; fi
  "$tombolo" connect postgres --data "$data" --url "$(printf '%s' "$url" | sed 's|//[^@]*@|//feed@|')" --tables public.visits \
    --organisation $hospital.example --dataset visits --name $hospital --set heartbeat.interval.ms=500 \
    --protect diagnosis:clinical,cost:billing --subject patient
done
policy

say 'Grants: clinical for the physician, billing for the statistician, nothing for the auditor'
for hospital in north south; do
  "$tombolo" grant --data "$data" --dataset $hospital.example/visits --groups clinical --valid 1d -o physician-$hospital.json
  "$tombolo" grant --data "$data" --dataset $hospital.example/visits --groups billing --valid 1d -o statistician-$hospital.json
done

say 'Each reads the same anchored logs'
for hospital in north south; do
  if [ $hospital = north ]; then events=3; else events=2; fi
  read_anchored $hospital.example/visits $events physician-$hospital.txt --keys physician-$hospital.json
  read_anchored $hospital.example/visits $events statistician-$hospital.txt --keys statistician-$hospital.json
  read_anchored $hospital.example/visits $events auditor-$hospital.txt --unreadable null
  for reader in physician statistician auditor; do
    printf '%s of %s, in %s-%s.txt: %s\n' $reader $hospital.example/visits $reader $hospital "$(grep '^protected values' $reader-$hospital.txt.err)"
  done
  "$tombolo" audit --dataset $hospital.example/visits --policy policy.json
done

say 'Evidence of a visit of patient 4711: for everybody, and for the insurer with the diagnosis alone'
"$tombolo" evidence --dataset north.example/visits --offset 0 -o before.json
"$tombolo" evidence --data "$data" --dataset north.example/visits --offset 0 --disclose diagnosis -o insurer.json
"$tombolo" verify --policy policy.json insurer.json | tee insurer.txt

say 'Patient 4711 asks the first hospital to be erased'
"$tombolo" erase --data "$data" --dataset north.example/visits --subject '{"patient": 4711}' --reason-ref CASE-12 -o receipt.json

say 'The receipt, evidence from before and from now, and both logs verify'
"$tombolo" verify --policy policy.json receipt.json | tee receipt.txt
"$tombolo" verify --policy policy.json --erasure receipt.json before.json | tee before.txt
"$tombolo" evidence --dataset north.example/visits --offset 0 -o after.json
"$tombolo" verify --policy policy.json --erasure receipt.json after.json | tee after.txt
for hospital in north south; do
  "$tombolo" audit --dataset $hospital.example/visits --policy policy.json
done

say 'With a new grant the physician reads all patients but the one'
"$tombolo" grant --data "$data" --dataset north.example/visits --groups clinical --valid 1d -o physician-north-2.json
read_anchored north.example/visits 3 physician-north-2.txt --keys physician-north-2.json
if "$tombolo" evidence --data "$data" --dataset north.example/visits --offset 0 --disclose diagnosis -o never.json 2>refused.txt; then
  echo 'an erased field was disclosed' >&2
  exit 1
fi
cat refused.txt
"$tombolo" erasures --data "$data" --policy policy.json

say 'Done'

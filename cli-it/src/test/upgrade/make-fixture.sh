#!/usr/bin/env bash
# Makes what UpgradeIT starts the next version on: the data folder of one version's `tombolo up`, and files that it wrote.
#
#   make-fixture.sh TOMBOLO OUT.zip
#
# TOMBOLO is the launcher of that version, of its archive or of a checkout that is built; OUT.zip goes to
# cli-it/src/test/resources/io/tombolo/cli/upgrade/. Takes a minute. Needs a JDK's `jar`, curl and the commands that Tombolo itself needs.
set -euo pipefail

tombolo=$(readlink -f "$1")
out=$(readlink -m "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

{
  echo 'id,person,town'
  for i in $(seq 1 40); do echo "$i,person $i,town $((i % 7))"; done
  echo '41,one column too many,x,y'
} >people.csv
{
  echo 'id,amount'
  for i in $(seq 1 30); do echo "$i,$((i * 3)).50"; done
} >payments.csv

"$tombolo" up --data data --kafka-port 0 --registry-port 0 --connect-port 0 --api-port 0 --push-port 0 --seal-age PT0.2S \
  --anchor-interval PT0.3S >up.out 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 1 1200); do
  [[ -f data/endpoints.json ]] && break
  kill -0 "$server" || { cat up.out && exit 1; }
  sleep 0.2
done
api=$(sed -n 's/.*"api" : "\([^"]*\)".*/\1/p' data/endpoints.json)
export TOMBOLO_SERVER=$api

"$tombolo" publish --organisation acme.example --dataset people --key id --protect person:clinical people.csv
"$tombolo" publish --organisation acme.example --dataset payments --key id --partitions 2 payments.csv
mkdir files
"$tombolo" policy init -o files/policy.json
"$tombolo" evidence --dataset acme.example/people --offset 3 -o files/evidence.json
"$tombolo" evidence --dataset acme.example/people --key '{"id": 7}' -o files/set.json
"$tombolo" evidence --dataset acme.example/payments --partition 1 --offset 0 --compact -o files/compact.cbor
"$tombolo" export files/evidence.json --form cose --log-key data/keys/acme.example.pem -o files/receipt.cose
for log in people/0 payments/0 payments/1; do
  curl -fsS "$api/log/acme.example/$log/checkpoint" >"files/checkpoint-${log/\//-}"
done
"$tombolo" --version >files/version
kill "$server"
wait "$server" || true

# Made again when missing, or of this run only.
rm -rf data/logs data/streams data/read-side data/endpoints.json data/ports.properties
find data/kafka -name '*.index' -delete -o -name '*.timeindex' -delete -o -name '*.txnindex' -delete
rm -f "$out"
jar --create --no-manifest --file "$out" data files
ls -l "$out"

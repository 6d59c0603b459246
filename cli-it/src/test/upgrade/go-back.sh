#!/usr/bin/env bash
# Goes back: an older version on the data folder that a newer one of the same format used, and the newer one on it again.
#
#   go-back.sh NEWER OLDER
#
# Both are launchers, of an archive or of a checkout that is built. Ends with an error at the first thing that is not as it was. Takes some
# minutes. docs/recovery.md has the results.
set -euo pipefail

newer=$(readlink -f "$1")
older=$(readlink -f "$2")
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

# up LAUNCHER: until it is ready
up() {
  "$1" up --data data --kafka-port 0 --registry-port 0 --connect-port 0 --api-port 0 --push-port 0 --seal-age PT0.2S \
    --anchor-interval PT0.3S --start-timeout PT10M >up.out 2>&1 &
  server=$!
  until [[ -f data/endpoints.json ]]; do
    kill -0 "$server" 2>/dev/null || { cat up.out && exit 1; }
    sleep 0.5
  done
  TOMBOLO_SERVER=$(sed -n 's/.*"api" : "\([^"]*\)".*/\1/p' data/endpoints.json)
  export TOMBOLO_SERVER
}

down() {
  kill "$server"
  wait "$server" || true
  server=
}

# audited LAUNCHER DATASET EVENTS: until so many events are anchored under the policy from the beginning
audited() {
  for _ in $(seq 1 100); do
    if "$1" audit --json --dataset "acme.example/$2" --policy policy.json >audit.json 2>audit.err \
      && grep -Eq "\"events\" ?: ?$3\b" audit.json && grep -Eq '"level" ?: ?"ANCHORED"' audit.json; then
      echo "  acme.example/$2: $3 events are ANCHORED"
      return
    fi
    sleep 1
  done
  cat audit.json audit.err
  exit 1
}

# publish LAUNCHER LAST: people 1 to LAST, with a protected field; what was shared before is not shared again
publish() {
  { echo 'id,person' && for i in $(seq 1 "$2"); do echo "$i,person $i"; done; } >people.csv
  "$1" publish --organisation acme.example --dataset people --key id --protect person:clinical people.csv >publish.out
}

echo "newer, $("$newer" --version | head -n 1):"
up "$newer"
publish "$newer" 40
"$newer" policy init -o policy.json >/dev/null
audited "$newer" people 40
"$newer" evidence --dataset acme.example/people --offset 3 -o evidence.json >/dev/null
curl -fsS "$TOMBOLO_SERVER/log/acme.example/people/0/checkpoint" >checkpoint
down
echo "  format $(cat data/tombolo.format), versions: $(cat data/tombolo.versions 2>/dev/null || echo none)"

echo "older, $("$older" --version | head -n 1):"
up "$older"
curl -fsS --retry 30 --retry-all-errors "$TOMBOLO_SERVER/log/acme.example/people/0/checkpoint" | cmp - checkpoint
echo "  the checkpoint is the same"
publish "$older" 60
audited "$older" people 60
"$older" verify --policy policy.json evidence.json | head -n 1
"$older" evidence --dataset acme.example/people --offset 50 -o evidence2.json >/dev/null
down

echo "newer again:"
up "$newer"
publish "$newer" 70
audited "$newer" people 70
"$newer" verify --policy policy.json evidence2.json | head -n 1
down

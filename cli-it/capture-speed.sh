#!/usr/bin/env bash
# How fast changes of a PostgreSQL are captured, on an otherwise quiet machine: from a committed row to SEALED at 2,000 rows a second,
# and snapshots with and without our transform in pairs. Prints the figures, with the connector's CPU seconds and the machine's load.
#
#   cli-it/capture-speed.sh [SNAPSHOT_ROWS [SECONDS [PAIRS]]]     (5000000 60 3)
#
# Needs PostgreSQL's programs under /usr/lib/postgresql, as Debian's package postgresql brings them.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

compgen -G '/usr/lib/postgresql/*/bin/pgbench' > /dev/null || {
  echo 'capture-speed: no pgbench under /usr/lib/postgresql: apt-get install postgresql' >&2
  exit 2
}
rm -f cli-it/target/capture-speed.txt
# Maven would count a failure that an earlier build left in a module without such a test.
rm -rf -- */target/failsafe-reports */*/target/failsafe-reports
status=0
mvn -B -q -Pfast -pl cli-it -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=CaptureSpeedIT \
  -Dfailsafe.failIfNoSpecifiedTests=false -Dtombolo.speed.rows="${1:-5000000}" -Dtombolo.speed.seconds="${2:-60}" \
  -Dtombolo.speed.pairs="${3:-3}" || status=1
cat cli-it/target/capture-speed.txt
exit $status

#!/usr/bin/env bash
# Exactly once, from a busy PostgreSQL to verified events, while workers and the server are killed: prints what happened and the
# result, and ends with 0 only when no row differs.
#
#   cli-it/soak.sh [SECONDS [TRANSACTIONS_PER_SECOND [FAULTS]]]     (600 500 20)
#
# Needs PostgreSQL's programs under /usr/lib/postgresql, as Debian's package postgresql brings them.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

compgen -G '/usr/lib/postgresql/*/bin/pgbench' > /dev/null || {
  echo 'soak: no pgbench under /usr/lib/postgresql: apt-get install postgresql' >&2
  exit 2
}
# Maven would count a failure that an earlier build left in a module without such a test.
rm -rf -- */target/failsafe-reports */*/target/failsafe-reports
status=0
mvn -B -q -Pfast -pl cli-it -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ExactlyOnceIT \
  -Dfailsafe.failIfNoSpecifiedTests=false -Dtombolo.drills=true -Dtombolo.soak.seconds="${1:-600}" -Dtombolo.soak.rate="${2:-500}" \
  -Dtombolo.soak.faults="${3:-20}" || status=1
cat cli-it/target/failsafe-reports/io.tombolo.cli.ExactlyOnceIT-output.txt
exit $status

#!/usr/bin/env bash
# Runs the inputs under resources/cases, written after public fault reports of other tools, against a server: each value arrives as it
# was, or is refused by name. PostgreSQL and MariaDB are taken from the machine; where one is missing, its cases are skipped and say so.
set -euo pipefail
cd "$(dirname "$0")/../../.."
exec mvn -B -Pfast -pl cli-it -am verify -Dtest=none -Dit.test='FileCasesIT,DatabaseCasesIT' \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

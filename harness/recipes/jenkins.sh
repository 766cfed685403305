#!/bin/sh
# Jenkins: a shell step that runs `sh jenkins.sh`; it ends as the gate does, and leaves its reports behind.
#
# Bind the credentials of the target to ROLLCALL_USERNAME and ROLLCALL_PASSWORD ("Use secret text(s) or file(s)"), and set
# ROLLCALL_TARGET and ROLLCALL_FIXTURES. As post-build actions, publish rollcall-reports/junit.xml as test results and archive
# rollcall-reports/**. A matrix job gives each of its parts a ROLLCALL_SHARD such as 2/5, and all of them one ROLLCALL_SEED;
# a job behind it calls `rollcall merge`.
set -eu
# Jenkins starts its steps with -x, by which a log could tell what nobody should read.
set +x

: "${ROLLCALL_TARGET:?names the base URL of the server to judge}"
: "${ROLLCALL_FIXTURES:?names who hands over the conferences that may be changed}"
: "${ROLLCALL_USERNAME:?is bound to no credentials}"
: "${ROLLCALL_PASSWORD:?is bound to no credentials}"
export ROLLCALL_USERNAME ROLLCALL_PASSWORD

cd "${WORKSPACE:-.}"
reports=rollcall-reports
rm -rf "$reports"
mkdir "$reports"

set -- check "${ROLLCALL_API:-signalwire}" --target "$ROLLCALL_TARGET" --fixtures "$ROLLCALL_FIXTURES"
set -- "$@" --seed "${ROLLCALL_SEED:-1}" --evidence "$reports/evidence"
if [ -n "${ROLLCALL_BASELINE:-}" ]; then
  set -- "$@" --baseline "$ROLLCALL_BASELINE"
fi

code=0
rollcall "$@" --report "junit=$reports/junit.xml" --report "html=$reports/report.html" \
  --report "json=$reports/report.json" --report terminal=- || code=$?

echo "rollcall ended with $code; the reports are in $PWD/$reports"
exit "$code"

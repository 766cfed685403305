#!/usr/bin/env bash
# The step of the composite action that runs rollcall: inputs come as variables, outputs go where GitHub reads them.
set -euo pipefail

# The folder is made anew, so it has to be one below the workspace that nothing else lies in.
case $REPORTS in
  '' | /* | . | ./ | *..*)
    echo "::error title=rollcall::the input \`reports\` names no folder of its own below the workspace"
    exit 2
    ;;
esac
rm -rf -- "$REPORTS"
mkdir -p -- "$REPORTS"

if [ -n "$MERGE" ]; then
  mapfile -d '' -t parts < <(find "$MERGE" -name report.json -not -path '*/evidence/*' -print0 | LC_ALL=C sort -z)
  if [ ${#parts[@]} = 0 ]; then
    echo "::error title=rollcall::no shard has left a report.json in the folder that the input \`merge\` names"
    exit 2
  fi
  arguments=(merge "${parts[@]}")
else
  arguments=(check "$API" --evidence "$REPORTS/evidence")
  [ -z "$TARGET" ] || arguments+=(--target "$TARGET")
  [ -z "$FIXTURES" ] || arguments+=(--fixtures "$FIXTURES")
  [ -z "$USERNAME" ] || arguments+=(--username "$USERNAME")
  [ -z "$SHARD" ] || arguments+=(--shard "$SHARD")
  [ -z "$SEED" ] || arguments+=(--seed "$SEED")
  while IFS= read -r argument; do
    [ -z "$argument" ] || arguments+=("$argument")
  done <<<"$ARGS"
fi
[ -z "$BASELINE" ] || arguments+=(--baseline "$BASELINE")
arguments+=(--report "html=$REPORTS/report.html" --report "json=$REPORTS/report.json")
arguments+=(--report "junit=$REPORTS/junit.xml" --report "sarif=$REPORTS/report.sarif")

# The report `github` writes annotations, and the step's summary.
"$RUNNER_TEMP/rollcall-binary/bin/rollcall" "${arguments[@]}" --report github=- &
judging=$!
# A step that is cancelled is told so, and not what it has started: rollcall gives back what was handed over, and reports.
trap 'kill -TERM "$judging" 2>/dev/null || true' INT TERM
while :; do
  code=0
  wait "$judging" || code=$?
  # What told it ends the waiting alone, as long as it goes on.
  kill -0 "$judging" 2>/dev/null || break
done
trap - INT TERM

{
  echo "exit-code=$code"
  echo "reports=$REPORTS"
} >>"$GITHUB_OUTPUT"
verdict=none
if [ -s "$REPORTS/report.json" ]; then
  # The report's own member, two spaces deep; there need be no jq.
  verdict=$(sed -n 's/^  "verdict": "\([a-z]*\)".*/\1/p' "$REPORTS/report.json")
  {
    echo "html=$REPORTS/report.html"
    echo "json=$REPORTS/report.json"
    echo "junit=$REPORTS/junit.xml"
    echo "sarif=$REPORTS/report.sarif"
  } >>"$GITHUB_OUTPUT"
fi
echo "verdict=$verdict" >>"$GITHUB_OUTPUT"
exit "$code"

#!/usr/bin/env bash
# A fixture provider for a FreeSWITCH behind the API: it opens conferences of legs that call nobody, hands over their ids,
# and hangs them up again. Give it to rollcall as `--fixtures ./freeswitch.sh`.
#
#   ROLLCALL_ACCOUNT     the account's id in the API, where ROLLCALL_USERNAME is not it
#   FREESWITCH_LEG       what each participant is [loopback/app=park]: a leg that answers by itself and stays
#   FREESWITCH_PROFILE   the profile of the conferences [default]
#   FREESWITCH_PREFIX    how the names of its conferences begin [rollcall-]; it touches no other
#   FREESWITCH_PATIENCE  how many seconds the participants of a conference may take to come in [10]
#   FS_CLI               the profile of fs_cli.conf by which the switch is reached [default]
#
# It needs fs_cli, which finds the switch's password in /etc/fs_cli.conf or ~/.fs_cli_conf, never among arguments, and jq.
# Ids are those of the switch: the UUID of a conference and of each leg. An API that shows ids of its own needs them
# translated where `handed` is filled.

# Backquotes in messages mark what is quoted.
# shellcheck disable=SC2016
set -euo pipefail

readonly PREFIX=${FREESWITCH_PREFIX:-rollcall-}
readonly LEG=${FREESWITCH_LEG:-loopback/app=park}
readonly PROFILE=${FREESWITCH_PROFILE:-default}
readonly PATIENCE=${FREESWITCH_PATIENCE:-10}
readonly ACCOUNT=${ROLLCALL_ACCOUNT:-${ROLLCALL_USERNAME:-}}
readonly UUID='^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

# What this run of the script has opened, by name, and what it hands over.
opened=()
handed=()

fail() {
  printf 'freeswitch.sh: %s\n  help: %s\n' "$1" "$2" >&2
  exit 1
}

# Asks the switch. fs_cli ends with 0 also where the switch refuses, so what it says is looked at.
switch() {
  local answer
  answer=$(fs_cli "${FS_CLI:-default}" -x "$1" 2>&1) ||
    fail "the switch can't be asked \`${1%% *}\`: $answer" 'is FreeSWITCH up, and does fs_cli reach it? try `fs_cli -x status`'
  case $answer in
    -ERR* | -USAGE*) fail "the switch refuses \`$1\`: $answer" 'try the same by fs_cli, and see the log of the switch' ;;
  esac
  printf '%s\n' "$answer"
}

# Every conference of ours, one `UUID NAME MEMBERS` a line; those of others are never seen by the rest of this script.
ours() {
  local list
  list=$(switch 'conference json_list')
  case $list in
    '[]' | '' | *'No active conferences'*) return ;;
  esac
  jq -r --arg prefix "$PREFIX" '.[] | select(.conference_name | startswith($prefix))
    | "\(.conference_uuid) \(.conference_name) \(.members | map(select(.type == "caller")) | length)"' <<<"$list" ||
    fail 'the switch tells its conferences in another form than JSON' 'FreeSWITCH 1.10 has `conference json_list`'
}

# Hangs up whoever is in a conference; it may have ended by itself meanwhile, which is as good.
hang_up() {
  case $1 in
    "$PREFIX"*) fs_cli "${FS_CLI:-default}" -x "conference $1 hup all" >/dev/null 2>&1 || true ;;
  esac
}

# What a script that fails has opened is of no use to anybody.
clean() {
  local name
  for name in "${opened[@]}"; do hang_up "$name"; done
}

# Opens one conference, and notes it as the protocol hands it over.
open() {
  local count=$1 name leg answer list line deadline legs=()
  name=$(switch create_uuid)
  name=$PREFIX$name
  opened+=("$name")
  while [ ${#legs[@]} -lt "$count" ]; do
    answer=$(switch "originate {origination_caller_id_name=rollcall}$LEG &conference($name@$PROFILE)")
    leg=${answer#+OK }
    [[ $leg =~ $UUID ]] || fail "a leg has no UUID: $answer" "can \`$LEG\` be called? FREESWITCH_LEG names another"
    legs+=("$leg")
  done
  # A leg has answered before it is in the conference.
  deadline=$((SECONDS + PATIENCE))
  while :; do
    list=$(ours)
    if line=$(grep -F " $name $count" <<<"$list"); then break; fi
    [ $SECONDS -lt $deadline ] ||
      fail "not all of $count participants came into \`$name\`" 'see the log of the switch; FREESWITCH_PATIENCE gives them longer'
    sleep 0.1
  done
  handed+=("$(jq -nc --arg account "$ACCOUNT" --arg conference "${line%% *}" \
    '{parameters: {AccountSid: $account, ConferenceSid: $conference}, participants: ($ARGS.positional | map({CallSid: .}))}' \
    --args "${legs[@]}")")
}

# One value of each conference of the request; what is no request is refused before anything is done.
asked() {
  jq -rn 'input | if .version == 1 then .conferences[] else error("no") end | '"$1" <<<"$request" 2>/dev/null
}

provision() {
  local counts count
  [ -n "$ACCOUNT" ] || fail 'the account is not known' 'set ROLLCALL_ACCOUNT'
  counts=$(asked '.participants | if type == "number" and . >= 1 and . <= 100 and . == floor then . else error("no") end') ||
    fail 'what is asked for is no request of version 1' \
      'it looks like {"version":1,"api":"signalwire","conferences":[{"participants":3}]}'
  trap clean EXIT
  for count in $counts; do open "$count"; done
  trap - EXIT
  printf '%s\n' "${handed[@]}" | jq -sc '{conferences: .}'
}

release() {
  local wanted id list uuid name
  wanted=$(asked '.parameters.ConferenceSid | if type == "string" then ascii_downcase else error("no") end') ||
    fail 'what is given back is no request of version 1' \
      'it looks like {"version":1,"conferences":[{"parameters":{"ConferenceSid":"…"}}]}'
  list=$(ours)
  for id in $wanted; do
    # What is given back twice, or has ended by itself, is in the list no more.
    while read -r uuid name _; do
      if [ "$uuid" = "$id" ]; then hang_up "$name"; fi
    done <<<"$list"
  done
}

command -v fs_cli >/dev/null || fail 'there is no fs_cli' 'install the package freeswitch, or put fs_cli on the PATH'
command -v jq >/dev/null || fail 'there is no jq' 'install the package jq'
request=$(cat)
case ${1:-} in
  provision) provision ;;
  release) release ;;
  *) fail "\`${1:-}\` is nothing that it does" 'rollcall says `provision` or `release` as the last argument' ;;
esac

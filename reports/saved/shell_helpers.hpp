// The shell functions that the script of a finding uses.
#pragma once

#include <string_view>

namespace conform::reports {

inline constexpr std::string_view shell_helpers = R"sh(curl=${CURL:-curl}
work=$(mktemp -d) || exit 2
readers=

end_readers() {
  for reader in $readers; do kill -CONT "$reader" 2>/dev/null && kill "$reader" 2>/dev/null; done
  readers=
}
trap 'end_readers; rm -rf "$work"' EXIT
trap 'exit 2' INT TERM HUP

# ask NUMBER STREAM [CURL'S ARGUMENTS]: the answer goes to NUMBER.head and NUMBER.body
ask() {
  number=$1 stream=$2
  shift 2
  : >"$work/$number.body"
  $curl -sN --max-time 20 -D "$work/$number.head" -o "$work/$number.body" -H 'Expect:' \
    ${CONFORM_AUTHORIZATION:+-H "Authorization: $CONFORM_AUTHORIZATION"} "$@" "$base/$stream"
}
# The same in the background: curl in place of a shell, so that it can be ended.
open() {
  number=$1 stream=$2
  shift 2
  : >"$work/$number.body"
  exec $curl -sN --max-time 20 -D "$work/$number.head" -o "$work/$number.body" -H 'Expect:' \
    ${CONFORM_AUTHORIZATION:+-H "Authorization: $CONFORM_AUTHORIZATION"} "$@" "$base/$stream"
}
# The body of request NUMBER, of which the last COUNT bytes wait until there is NUMBER.rest. With
# NUMBER.gone they never come.
held() {
  size=$(($(wc -c <"$work/$1.sent") - $2))
  head -c "$size" "$work/$1.sent"
  while [ -d "$work" ] && [ ! -e "$work/$1.rest" ]; do
    if [ -e "$work/$1.gone" ]; then return; fi
    sleep 0.05
  done
  tail -c "$2" "$work/$1.sent" 2>/dev/null
}
status() { sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$work/$1.head" 2>/dev/null; }
header() {
  tr -d '\r' <"$work/$1.head" | sed -n "s/^$2: *//Ip" | head -n 1
}
has_header() { tr -d '\r' <"$work/$1.head" | grep -qi "^$2:"; }
# The offset in the last control event of an event stream.
control_offset() {
  sed -n 's/.*"streamNextOffset": *"\([^"]*\)".*/\1/p' "$work/$1.body" | tail -n 1
}
event_data() {
  tr -d '\r' <"$work/$1.body" |
    awk '/^event:/ { data = /^event: *data/ } /^$/ { data = 0 } data && /^data:/'
}
# How two texts sort as bytes.
order() {
  if [ "$1" = "$2" ]; then
    echo same
  elif [ "$(printf '%s\n%s\n' "$1" "$2" | LC_ALL=C sort | head -n 1)" = "$1" ]; then
    echo less
  else
    echo greater
  fi
}
)sh";

}  // namespace conform::reports

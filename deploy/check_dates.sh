#!/bin/sh
# Run the tests marked `dates` below libfaketime: on a leap day in New York, in the first second of
# a year in Shanghai, ten years ahead. Children share the clock: it is the system's, moved by so
# many seconds. The monotonic one is left alone, or waits with a timeout hang.
set -u
cd "$(dirname "$0")/.." || exit 1

find_library() {
  for found in /usr/lib/*/faketime/libfaketime.so.1 /usr/lib/faketime/libfaketime.so.1; do
    [ -e "$found" ] && { echo "$found"; return; }
  done
}

library=$(find_library)
if [ -z "$library" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { apt-get update && apt-get install -y --no-install-recommends faketime; } >/dev/null 2>&1
  library=$(find_library)
fi
if [ -z "$library" ]; then
  echo "check_dates: libfaketime is needed: install it (Debian, Ubuntu: apt install faketime)," \
    "then run make test-dates again" >&2
  exit 1
fi

LIMIT=600  # seconds: a round takes 90 to 220

failed=0
round() { # seconds since 1970, the time zone, further words for pytest
  moment=$1 zone=$2
  shift 2
  echo "check_dates: $(TZ=$zone date -d "@$moment" '+%Y-%m-%d %H:%M:%S %Z') ($zone)"
  TZ=$zone NO_FAKE_STAT=1 FAKETIME="+$((moment - $(date +%s)))" \
    FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 LD_PRELOAD=$library \
    timeout -k 20 $LIMIT .venv/bin/python -m pytest -q -n 3 --dist loadfile \
    -o faulthandler_timeout=240 -m 'dates and not nofaketime' "$@"
}

# libfaketime 0.9.10 shares a semaphore between all processes below it: one killed at the wrong
# moment may hang the others. Such a round is stopped, its stacks stand above, and it is run again.
at() {
  round "$@"
  code=$?
  if [ $code = 124 ] || [ $code = 137 ]; then
    echo "check_dates: stopped after $LIMIT s, run once more" >&2
    round "$@"
    code=$?
  fi
  [ $code = 0 ] || failed=1
}

at "$(TZ=America/New_York date -d '2028-02-29 23:30:00' +%s)" America/New_York "$@"
at "$(TZ=Asia/Shanghai date -d '2027-01-01 00:00:01' +%s)" Asia/Shanghai "$@"
at "$(date -d '+10 years' +%s)" "${TZ:-UTC}" "$@"
exit $failed

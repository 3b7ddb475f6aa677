#!/bin/sh
# One crawl and export for cron and systemd, within JIANWEN_CRAWL_FOR (50 minutes): logs to
# $JIANWEN_HOME/crawl.log, prints only when something failed, so that cron mails only then.
set -u
here=$(cd "$(dirname "$0")/.." && pwd) || exit 3
: "${JIANWEN_HOME:=$here/var}"
export JIANWEN_HOME
mkdir -p "$JIANWEN_HOME" || exit 3
log=$JIANWEN_HOME/crawl.log
out=$("$here/.venv/bin/jianwen" crawl --for "${JIANWEN_CRAWL_FOR:-50m}" 2>&1)
code=$?
printf '%s exit %s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$code" "$out" >>"$log"
[ $code -eq 75 ] && exit 0 # another run is at work: the next one will do
if [ $code -le 1 ]; then
  # pages of a site whose repeated lines are known better by now are read again
  "$here/.venv/bin/jianwen" refine --quiet >>"$log" 2>&1
  refined=$? # 1: some pages are in quarantine, which `jianwen status` shows
  [ $refined -le 1 ] || code=$refined
  "$here/.venv/bin/jianwen" export --out "$JIANWEN_HOME/feeds" --quiet >>"$log" 2>&1 || code=$?
fi
[ $code -eq 0 ] ||
  printf 'jianwen crawl ended with %s; the log is %s\n%s\n' "$code" "$log" "$out" >&2
exit $code

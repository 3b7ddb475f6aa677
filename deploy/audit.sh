#!/bin/sh
# Ask the advisories of PyPI, then those of OSV, whether a locked package has a known fault.
# Usage: deploy/audit.sh [FILE]. Ends with 0 when none has, 1 when one has (they are listed), 3 when
# nobody could be asked. pip-audit runs in an environment of its own: nothing of it enters .venv.
set -u
cd "$(dirname "$0")/.." || exit 3
lock=${1:-requirements.lock}
PATH=$PATH:$PWD/.venv/bin
command -v uv >/dev/null 2>&1 || { echo "audit: uv is needed: pip install uv" >&2; exit 3; }
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

ask() { # service, file: 0 no fault, 1 faults in $work/found, 3 no answer
  rm -f "$work/found"
  uv tool run --quiet --from pip-audit==2.10.1 pip-audit --require-hashes --disable-pip \
    --progress-spinner off --timeout 20 --vulnerability-service "$1" --output "$work/found" \
    -r "$2" 2>"$work/log" && return
  [ -s "$work/found" ] && return 1
  return 3
}

# A release with faults that everybody knows: a mirror without advisories finds none in it, either.
printf 'jinja2==2.11.2 --hash=sha256:%064d\n' 0 >"$work/known"
for service in pypi osv; do
  ask $service "$work/known"
  [ $? = 1 ] || continue
  ask $service "$lock"
  case $? in
    0) echo "audit: no known fault in $lock, says $service"; exit 0 ;;
    1) cat "$work/found"; exit 1 ;;
  esac
done
tail -n 1 "$work/log" >&2
echo "audit: nothing was checked: neither PyPI nor OSV tells of faults here (no network?)" >&2
exit 3

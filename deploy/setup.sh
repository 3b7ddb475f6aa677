#!/bin/sh
# Prepare .venv in the checkout. Usage: deploy/setup.sh [run|test|lint|plot|bench]
#   run   what the product needs; test  and what its tests need; lint  and the linters;
#   plot  and what `jianwen status --plot` draws with; bench  and what bench/extraction compares
# Uses uv from PATH; without it, Python's venv with the uv of deploy/uv.txt inside .venv; without
# that, plain pip and requirements.lock. Both files name the hashes of all that they let in.
# Where it cannot go on it says in one line what to install.
set -u
cd "$(dirname "$0")/.." || exit 1
level=${1:-run}
log=.venv/setup.log

case $level in
  run) groups="--no-group dev --no-group lint" ;;
  test) groups="--no-group lint" ;;
  lint) groups="" ;;
  plot) groups="--no-group dev --no-group lint --group plot" ;;
  bench) groups="--group bench" ;;
  *) echo "setup: unknown level $level; use run, test, lint, plot or bench" >&2; exit 2 ;;
esac

fail() {
  echo "setup: $*" >&2
  exit 1
}

space() { # megabytes free here, or a large number where df does not tell
  df -Pm . 2>/dev/null | awk 'NR==2 {print $4; found=1} END {if (!found) print 999999}'
}

full() {
  echo "the disk is full ($(space) MB free): free 600 MB, then run make again"
}

# What a failed installer most likely needs, in one line.
explain() {
  [ "$(space)" -lt 100 ] && fail "$(full)"
  [ -s $log ] && tail -n 5 $log >&2
  fail "$1"
}

find_python() {
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
}

python=$(find_python)
[ -n "$python" ] || fail "Python 3.11 or newer is needed: install it" \
  "(Debian, Ubuntu: apt install python3 python3-venv), or set PYTHON=/path/to/python3"
[ -d .venv ] || [ "$(space)" -ge 600 ] ||
  fail "600 MB of disk are needed, $(space) MB are free: free some, then run make again"

# A Python is never downloaded unasked; the lock is used as it stands, whatever index the machine
# is set to.
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
unset VIRTUAL_ENV

sync_with() { # the uv to use
  mkdir -p .venv 2>/dev/null || fail "cannot write here ($(pwd)): the checkout must belong to you"
  # shellcheck disable=SC2086  # groups are words
  UV_PROJECT_ENVIRONMENT=.venv "$1" sync --frozen --inexact --quiet --python "$2" $groups \
    2>.setup.log
  status=$?
  [ -d .venv ] && mv -f .setup.log $log 2>/dev/null
  return $status
}

# pip, from the packages whose hashes a file names; further words are its options.
pip_install() {
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps "$@" >>$log 2>&1
}

make_venv() {
  rmdir .venv 2>/dev/null
  uv venv --quiet --python "$python" .venv 2>.setup.log && return
  cat .setup.log >&2
  rm -f .setup.log
  fail "uv could not make .venv with $python"
}

if command -v uv >/dev/null 2>&1; then
  [ -x .venv/bin/python ] || make_venv
  sync_with uv .venv/bin/python ||
    explain "uv could not install the packages (network? see above)"
else
  if ! .venv/bin/python -c '' 2>/dev/null; then
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 || {
      rm -rf .venv
      [ "$(space)" -lt 100 ] && fail "$(full)"
      fail "Python's venv module is missing: install it" \
        "(Debian, Ubuntu: apt install python3-venv), or put uv on PATH"
    }
  fi
  : >$log
  if [ -x .venv/bin/uv ] || pip_install --require-hashes -r deploy/uv.txt; then
    sync_with .venv/bin/uv .venv/bin/python ||
      explain "uv could not install the packages (network? see above)"
  else
    case $level in
      plot | bench) fail "uv is needed for make $level: pip install uv, then run make again" ;;
    esac
    pip_install --require-hashes -r requirements.lock && pip_install -e . ||
      explain "pip could not install the packages (network? see above)"
  fi
fi
rm -f .setup.log
# Compile the tests once: each process that runs them would do it for itself.
[ "$level" = test ] &&
  env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pytest -q --collect-only >/dev/null 2>&1
echo "$level" >>.venv/.levels
touch ".venv/.ready-$level"

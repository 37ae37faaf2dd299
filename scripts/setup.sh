# Sourced by ./run and ./test, in the top folder. Finds Python, installs what the machine lacks where that may be done
# without asking, and keeps the one virtual environment .venv. POSIX sh: Debian's /bin/sh and macOS's both read it.

PANGO="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

say() { printf 'commsplan: %s\n' "$*" >&2; }

# Whether packages may be installed without asking for a password; sets SUDO, what such a command starts with.
may_install() {
  command -v apt-get >/dev/null 2>&1 || return 1
  SUDO=""
  [ "$(id -u)" = 0 ] && return 0
  SUDO="sudo -n"
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null
}

apt_install() {
  may_install || return 1
  say "installing Debian packages: $*"
  apt_log=$(mktemp)
  if $SUDO apt-get update -q >"$apt_log" 2>&1 &&
    $SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >>"$apt_log" 2>&1; then
    rm -f "$apt_log"
  else
    tail -n 5 "$apt_log" >&2
    say "apt-get did not succeed; all it said is in $apt_log"
    return 1
  fi
}

# The locked packages were made for 3.11 and resolve up to 3.13.
find_python() {
  for PYTHON in python3.11 python3.12 python3.13 python3; do
    if "$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}

has_venv() { "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; }

# What WeasyPrint loads when it draws a PDF; Homebrew's folders are not on every Mac's search path.
has_pango() {
  "$PYTHON" - <<'P'
import ctypes
import sys

LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
)


def loads(path):
    try:
        return bool(ctypes.CDLL(path))
    except OSError:
        return False


folders = ("", "/opt/homebrew/lib/", "/usr/local/lib/")
sys.exit(not all(any(loads(f + n) for f in folders for n in names) for names in LIBRARIES))
P
}

prepare_machine() {
  find_python || { apt_install python3 python3-venv && find_python; } || {
    say "Python 3.11, 3.12 or 3.13 is needed."
    say "  Debian, Ubuntu: sudo apt-get install python3 python3-venv"
    say "  macOS:          brew install python@3.12"
    exit 1
  }
  has_venv || { apt_install python3-venv && has_venv; } || {
    say "Python's venv module is missing. Type: sudo apt-get install python3-venv"
    exit 1
  }
  has_pango || { apt_install $PANGO && has_pango; } || {
    say "PDF papers cannot be made until Pango is installed; everything else works."
    say "  Debian, Ubuntu: sudo apt-get install $PANGO"
    say "  macOS:          brew install pango"
  }
  if [ "$(uname -s)" = Darwin ] && [ -d /opt/homebrew/lib ]; then
    export DYLD_FALLBACK_LIBRARY_PATH="/opt/homebrew/lib:${DYLD_FALLBACK_LIBRARY_PATH:-/usr/local/lib:/usr/lib}"
  fi
}

# venv_holds LOCK…: whether .venv works and was last filled from one of these lock files as they are now.
venv_holds() {
  .venv/bin/python -c '' 2>/dev/null || return 1
  for lock in "$@"; do
    [ "$(cat .venv/filled-from 2>/dev/null)" = "$lock $(cksum <"$lock")" ] && return 0
  done
  return 1
}

# fill_venv LOCK: install exactly what the lock file names, every file checked against its hash.
fill_venv() {
  if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$PYTHON" -m venv --clear .venv
  fi
  rm -f .venv/filled-from
  say "installing the Python packages of $1"
  # uv takes 10 seconds where pip takes 60; where there is no uv for the machine, or it fails, pip does it.
  pip_install="-m pip install -q --disable-pip-version-check --require-hashes"
  .venv/bin/python $pip_install -r scripts/uv.txt 2>/dev/null &&
    UV_LINK_MODE=copy .venv/bin/python -m uv pip install -q --require-hashes -p .venv/bin/python -r "$1" ||
    .venv/bin/python $pip_install -r "$1"
  echo "$1 $(cksum <"$1")" >.venv/filled-from
}

# shellcheck shell=sh
# Sourced by ./demo and ./test in the checkout's folder. `venv EXTRA` makes .venv and installs gamescheduler[EXTRA]
# into it, at the versions in requirements/test.txt; it does nothing when that has been done already.

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$0: $*"
    exit 1
}

venv() {
    # ./demo and ./test may be started side by side in a fresh clone.
    exec 9<scripts/venv.sh
    if command -v flock >/dev/null; then flock 9; fi
    if ! new_enough .venv/bin/python; then
        python=$(find_python) || fail "needs Python 3.11 or newer; found none of python3.14 to python3.11, python3"
        need_ensurepip "$python"
        "$python" -m venv --clear .venv || fail "$python could not make $PWD/.venv"
    fi
    # What the tests need includes what the demo needs.
    if ! installed test && ! installed "$1"; then
        install_extra "$1"
    fi
    exec 9<&-
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
        # Running it tells more than finding it: pyenv's shims exist for versions that are not chosen.
        if new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

need_ensurepip() {
    if "$1" -c 'import ensurepip, venv' 2>/dev/null; then return; fi
    package=python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        fail "$1 can't make virtual environments; on Debian and Ubuntu: apt-get install $package"
    fi
    say "Installing $package ..."
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$package"; } \
        >/dev/null || fail "apt-get could not install $package"
}

stamp() {
    # The folder too: scripts in .venv/bin name it, so a copied or moved checkout installs again.
    { pwd && .venv/bin/python --version && cat pyproject.toml requirements/test.txt; } | cksum
}

installed() {
    [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$(stamp)" ]
}

install_extra() {
    say "Installing gamescheduler[$1] into .venv ..."
    # pip wants to keep a cache below HOME, which may be unset, empty or read-only.
    if [ ! -w "${HOME:-/nonexistent}" ]; then
        export PIP_NO_CACHE_DIR=1
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
        --constraint requirements/test.txt --editable ".[$1]" || fail "the installation failed; see above"
    stamp >".venv/installed-$1"
}

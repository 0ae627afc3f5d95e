#!/usr/bin/env bash
# Makes the virtual environment that grading runs in, from the locks beside this file; the system's Python stays as it
# is, because the platform's own harness runs on it. Asks for nothing but these files, so an image layer that holds
# their result can be used again for as long as they stay the same.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=${VENV:-$(dirname "$(dirname "$here")")/venv}
python=${PYTHON:-python3}
stamp=$venv/installed
wanted=$(cd "$here" && cat install.sh torch requirements*.lock torch_build.py | sha256sum)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  echo "install: $venv is up to date"
  exit 0
fi

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || {
  echo "install: $("$python" --version 2>&1) is too old; choose a base image with Python 3.10 or newer" >&2
  exit 1
}

# Minimal images leave out the venv module's installer.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "install: apt-get install python3-venv"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends python3-venv
fi

echo "install: making $venv with $("$python" --version)"
rm -rf "$venv"
"$python" -m venv "$venv"
pip=("$venv/bin/python" -m pip --disable-pip-version-check --no-input)
"${pip[@]}" install --quiet --no-cache-dir --only-binary :all: --require-hashes -r "$here/requirements.lock"
PIP_NO_CACHE_DIR=1 "$venv/bin/python" "$here/torch_build.py" "$(cat "$here/torch")"
if [ -f "$here/requirements-homework.lock" ]; then  # all that it needs is in it, or in the locks above
  "${pip[@]}" install --quiet --no-cache-dir --only-binary :all: --no-deps -r "$here/requirements-homework.lock"
fi

# Without these files, every graded submission would compile what it imports, torch's thousands of modules included.
"$venv/bin/python" -m compileall -q -j 0 "$venv/lib" >/dev/null || true

# A library that the students' user cannot read would fail in the jail alone. (Not in setup.sh: in an image, a later
# layer that touches these files holds them all a second time.)
chmod -R a+rX "$venv"

printf '%s\n' "$wanted" >"$stamp"
echo "install: done"

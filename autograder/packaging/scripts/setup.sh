#!/usr/bin/env bash
# Runs once, as root, when the image is built. Everything lies beside this file:
#
#   dependencies/    locks, and what makes ../venv from them
#   autograder/      our package, copied into ../venv, where anybody may read it
#   course/          tests, reference solution and settings: for root only
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base=$(dirname "$here")
python=$base/venv/bin/python

bash "$here/dependencies/install.sh"

packages=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
rm -rf "$packages/autograder"
cp -r "$here/autograder" "$packages/autograder"
"$python" -m compileall -q "$packages/autograder"

# Student code runs as a user of its own, a bare number, in a jail that does not name these folders. File modes are one
# more lock: whoever is not root reads nothing here.
find "$here/course" -type d -exec chmod 700 {} +
find "$here/course" -type f -exec chmod 600 {} +
chmod 700 "$here"
chmod -R a+rX "$base/venv"

"$python" -I -m autograder --help >/dev/null
echo "setup: ready to grade $(cat "$here/assignment") with $("$python" --version)"

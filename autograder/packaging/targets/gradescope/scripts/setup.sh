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
chmod -R a+rX "$packages/autograder"
"$python" -m compileall -q "$packages/autograder"

# Student code runs as a user of its own, a bare number, in a jail that does not name these folders. File modes are one
# more lock: all of the course is for root only, but for what homeworks share; the grader copies what a child needs.
chmod 711 "$here"
find "$here/course" -type d -exec chmod 711 {} +
find "$here/course" -type f -exec chmod 600 {} +
find "$here/course" -type d \( -name tests -o -name solution -o -name oracles \) -exec chmod 700 {} +
shared=$here/course/assignments/shared
[ ! -d "$shared" ] || chmod -R a+rX "$shared"

# Says in the build's log what the sandbox can do there, and compiles the tests once for all submissions.
(cd "$here/course" && "$python" -I -X utf8 -m autograder doctor "$(cat "$here/assignment")") || true
echo "setup: ready to grade $(cat "$here/assignment") with $("$python" --version)"

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
# more lock: tests are for root only, and the reference solution for the user that it runs as.
chmod 711 "$here"
find "$here/course" -type d -exec chmod 711 {} +
find "$here/course" -type f -exec chmod 600 {} +
find "$here/course" -type d -name tests -exec chmod 700 {} +
reference=$("$python" -I -c 'from autograder.sandbox.zygote import population as of; print((of().first_user or -1) + 1)')
for folder in "$here/course/reference_solutions"/*/{solution,oracles}; do
  [ -d "$folder" ] || continue
  chown -R "$reference" "$folder"
  chmod -R u=rX,go= "$folder"
done
shared=$here/course/assignments/shared
[ ! -d "$shared" ] || chmod -R a+rX "$shared"

"$python" -I -m autograder --help >/dev/null
echo "setup: ready to grade $(cat "$here/assignment") with $("$python" --version)"

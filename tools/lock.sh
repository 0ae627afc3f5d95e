#!/usr/bin/env bash
# Writes the three locks anew from pyproject.toml: every version with its hashes, for Python 3.10 and newer on
# every platform. `make lock` runs it; `uv` comes from the environment given as PYTHON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

grading=autograder/packaging/requirements.lock
torch=autograder/packaging/requirements-torch.lock
everything=requirements-dev.lock

# What PyPI's torch wants on Linux beyond the CPU build: gigabytes that must never arrive by way of a lock.
cuda=(cuda-bindings cuda-toolkit nvidia-cudnn-cu13 nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvshmem-cu13 triton)

compile() {
  "${PYTHON:-python3}" -m uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" "$@" >/dev/null
}

version=$("${PYTHON:-python3}" -c 'from autograder.packaging.torch_build import VERSION; print(VERSION)')

compile pyproject.toml --output-file "$grading"
echo "torch==$version" | compile - --constraints "$grading" --no-emit-package torch \
  --excludes <(printf '%s\n' "${cuda[@]}") --output-file "$torch"
compile pyproject.toml --extra dev --constraints "$grading" --constraints "$torch" --output-file "$everything"

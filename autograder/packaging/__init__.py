"""Packaging: the zip that a platform such as Gradescope runs.

`package.build_package` writes it, `dry_run.dry_run` tries it in a container, and `gradescope_run.run` is what happens
inside. Nothing is imported here: inside the container only the last one is needed.
"""

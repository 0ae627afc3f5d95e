"""Logging to Weights & Biases, with the same call as RunLog. Only this needs `pip install wandb` and an account."""

from __future__ import annotations

import importlib.util


def available() -> bool:
    """Whether the package wandb can be imported here."""
    return importlib.util.find_spec("wandb") is not None


class WandbLog:
    """One run of a project on wandb.ai: `log` as RunLog has it, and `finish`.

    Args:
        project: the project's name; wandb makes it if there is none.
        name: the run's name; None lets wandb invent one.
        config: settings of the run, shown beside it.
    """

    def __init__(self, project: str, name: str | None = None, config: dict[str, object] | None = None) -> None:
        import wandb  # here and not above, so that this file can be imported where wandb is not installed

        self.run = wandb.init(project=project, name=name, config=config)

    def log(self, step: int, **values: object) -> None:
        """Send the values of one step. Steps must not go down within a run."""
        self.run.log(values, step=step)

    def finish(self) -> None:
        """End the run: what has not been sent is sent now."""
        self.run.finish()

"""The command line: the only room that parses arguments and prints."""

from autograder.cli.main import main as main

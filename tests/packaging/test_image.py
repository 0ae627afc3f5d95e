"""What the build of a dry run's image is given, and what it is not."""

from __future__ import annotations

from pathlib import Path

from autograder.packaging.image import bring_pip_along


def test_a_machine_without_settings_brings_nothing(tmp_path: Path) -> None:
    assert bring_pip_along(tmp_path / "machine", {"HOME": "/home/ta", "PIP_CONFIG_FILE": "x"}, wheels=True) == {}
    assert [path.name for path in (tmp_path / "machine").iterdir()] == ["README"]


def test_only_settings_that_say_how_to_reach_packages_are_passed_on(tmp_path: Path) -> None:
    environment = {"PIP_INDEX_URL": "https://index.example/simple", "PIP_TARGET": "/somewhere", "PIP_RETRIES": ""}
    assert bring_pip_along(tmp_path / "machine", environment, wheels=True) == {
        "PIP_INDEX_URL": "https://index.example/simple"
    }


def test_certificates_are_copied_and_pointed_to(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("certificate")
    arguments = bring_pip_along(tmp_path / "machine", {"SSL_CERT_FILE": str(tmp_path / "ca.pem")}, wheels=False)
    assert arguments == {"PIP_CERT": "/opt/dry-run/certificates.pem"}
    assert (tmp_path / "machine" / "certificates.pem").read_text() == "certificate"


def test_a_folder_of_wheels_is_brought_along_for_torch_only(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "torch-1-py3-none-any.whl").write_bytes(b"wheel")
    (tmp_path / "wheels" / "notes.txt").write_bytes(b"notes")
    environment = {"PIP_FIND_LINKS": f"{tmp_path / 'wheels'} https://wheels.example/"}
    with_torch = bring_pip_along(tmp_path / "with", environment, wheels=True)
    assert with_torch == {"PIP_FIND_LINKS": "/opt/dry-run/wheels https://wheels.example/"}
    assert [path.name for path in (tmp_path / "with" / "wheels").iterdir()] == ["torch-1-py3-none-any.whl"]
    without = bring_pip_along(tmp_path / "without", environment, wheels=False)
    assert without == {"PIP_FIND_LINKS": "https://wheels.example/"}
    assert not (tmp_path / "without" / "wheels").exists()

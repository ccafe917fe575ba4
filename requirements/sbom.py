"""`make sbom`: what the server and its page are made of, as CycloneDX JSON: each part with its version, its licence, and the hashes of its lock."""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
CLASSIFIER = "License :: OSI Approved :: "


def sbom() -> str:
    """The document, as JSON."""
    bom = Bom(components=[*of_python(), *of_page()])
    house = Component(name="wagerup", type=ComponentType.APPLICATION, licenses=[LicenseFactory().make_from_string("MIT")])
    bom.metadata.component = house
    bom.register_dependency(house, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=1)


def of_python() -> Iterator[Component]:
    """All that runs on the server, as it is locked."""
    for part in re.split(r"\n(?=\S)", (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8").strip()):
        wanted = Requirement(part.partition(" \\\n")[0])
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue  # for another kind of machine
        name, version = wanted.name, str(wanted.specifier).removeprefix("==")
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in re.findall(r"--hash=sha256:([0-9a-f]{64})", part)]
        yield _component(PackageURL("pypi", name=name, version=version), licence_of(name), hashes)


def of_page() -> Iterator[Component]:
    """All that is built into the page that a browser loads."""
    lock = json.loads((ROOT / "client-js" / "package-lock.json").read_text(encoding="utf-8"))
    for path, part in lock["packages"].items():
        if path and not part.get("dev") and not part.get("devOptional"):
            scope, _, name = path.rpartition("node_modules/")[2].rpartition("/")
            digest = base64.b64decode(part["integrity"].removeprefix("sha512-")).hex()
            url = PackageURL("npm", namespace=scope or None, name=name, version=part["version"])
            yield _component(url, part["license"], [HashType(alg=HashAlgorithm.SHA_512, content=digest)])


def licence_of(name: str) -> str:
    """What a part that is installed says of itself, in one of the three places in which it may."""
    told = metadata(name)
    classified = [one.removeprefix(CLASSIFIER) for one in told.get_all("Classifier") or [] if one.startswith(CLASSIFIER)]
    return told.get("License-Expression") or (classified[0] if classified else (told.get("License") or "unknown").splitlines()[0])


def _component(url: PackageURL, licence: str, hashes: list[HashType]) -> Component:
    name = f"{url.namespace}/{url.name}" if url.namespace else url.name
    made = LicenseFactory().make_from_string(licence)
    return Component(name=name, version=url.version, purl=url, bom_ref=url.to_string(), licenses=[made], hashes=hashes)


if __name__ == "__main__":
    sys.stdout.write(sbom() + "\n")

"""pip-audit, for indexes that know an advisory by the project alone: where a version has no page, the project's page speaks for its latest version.
Takes pip-audit's own options; with --strict, a part of which nothing can be known is a failure, as it should be."""

from __future__ import annotations

from typing import Any

import requests
from pip_audit import _cli
from pip_audit._service import PyPIService


class ByProject:
    """A session that asks again, for the project, where a version is not found."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def get(self, url: str, timeout: int | None) -> requests.Response:
        response = self._session.get(url, timeout=timeout)
        if response.status_code != 404:
            return response
        project, version, _json = url.rsplit("/", 2)
        whole = self._session.get(f"{project}/json", timeout=timeout)
        return whole if whole.ok and whole.json()["info"]["version"] == version else response


class Advisories(PyPIService):
    """What the index knows."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.session: Any = ByProject(self.session)


if __name__ == "__main__":
    _cli.PyPIService = Advisories  # type: ignore[misc]
    _cli.audit()

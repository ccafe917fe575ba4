"""The image, the stack, the unit and the workflows: linted, and applied as far as a machine without a cloud or a Docker daemon can."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

from server.config import VARIABLES
from tests.kit.process import ROOT

TEMPLATE = (ROOT / "deploy" / "aws" / "wagerup.yaml").read_text(encoding="utf-8")
APPLIED = TEMPLATE.replace("      DBParameterGroupName: !Ref DatabaseSettings\n", "")
"""Without what this moto trips over: an instance with a parameter group of one's own."""
PARAMETERS = {
    "Image": "registry.example/wagerup:1",
    "DomainName": "play.example.com",
    "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000",
    "OutsideSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:outside-AbCdEf",
    "Operators": "ann=" + "k" * 43,
    "AlarmMail": "ops@example.com",
}


class Loader(yaml.SafeLoader):
    """CloudFormation's short forms, read as what they stand for."""


def short_form(loader: Loader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    return {suffix: loader.construct_sequence(node, deep=True)}  # type: ignore[arg-type]


Loader.add_multi_constructor("!", short_form)
RESOURCES: dict[str, Any] = yaml.load(TEMPLATE, Loader)["Resources"]


# ── the stack ──


def test_the_template_has_nothing_that_cfn_lint_minds() -> None:
    done = subprocess.run([str(Path(sys.executable).with_name("cfn-lint")), "deploy/aws/wagerup.yaml"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.fixture(scope="module")
def stack() -> Iterator[Any]:
    """The template, applied to a cloud that only pretends."""
    with mock_aws(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # moto says which kinds it does not know; they are named in the test below
        session = boto3.Session("key", "secret", region_name="us-east-1")
        certificate = session.client("acm").request_certificate(DomainName="play.example.com")["CertificateArn"]
        given = {**PARAMETERS, "CertificateArn": certificate}
        parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
        session.client("cloudformation").create_stack(StackName="wagerup", TemplateBody=APPLIED, Parameters=parameters, Capabilities=["CAPABILITY_IAM"])
        yield session


@pytest.mark.filterwarnings("ignore:Tried to parse")
def test_the_stack_is_created_whole(stack: Any) -> None:
    cloud = stack.client("cloudformation")
    assert cloud.describe_stacks(StackName="wagerup")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    made = {resource["LogicalResourceId"] for resource in cloud.list_stack_resources(StackName="wagerup")["StackResourceSummaries"]}
    missing = {RESOURCES[name]["Type"] for name in set(RESOURCES) - made}
    assert missing <= {"AWS::SecretsManager::Secret", "AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter"}, "kinds that moto does not know"


def test_the_database_is_in_two_zones_encrypted_and_not_public(stack: Any) -> None:
    (database,) = stack.client("rds").describe_db_instances()["DBInstances"]
    assert (database["MultiAZ"], database["StorageEncrypted"], database["PubliclyAccessible"]) == (True, True, False)
    assert RESOURCES["Database"]["Properties"]["DeletionProtection"] is True


def test_sockets_may_be_silent_and_a_database_that_fails_over_does_not_end_the_writer(stack: Any) -> None:
    balancing = stack.client("elbv2")
    (balancer,) = balancing.describe_load_balancers()["LoadBalancers"]
    attributes = {one["Key"]: one["Value"] for one in RESOURCES["Balancer"]["Properties"]["LoadBalancerAttributes"]}
    assert attributes["idle_timeout.timeout_seconds"] == "3600"
    (targets,) = balancing.describe_target_groups()["TargetGroups"]
    assert targets["HealthCheckPath"] == "/healthz"
    listeners = {one["Port"]: one for one in balancing.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]}
    assert listeners[443]["Protocol"] == "HTTPS"
    assert listeners[80]["DefaultActions"][0]["Type"] == "redirect"


def test_there_is_one_writer_and_the_old_one_goes_before_the_new_one_comes() -> None:
    service = RESOURCES["Service"]["Properties"]
    rollout = service["DeploymentConfiguration"]
    assert (service["DesiredCount"], rollout["MaximumPercent"], rollout["MinimumHealthyPercent"]) == (1, 100, 0)
    assert [name for name, one in RESOURCES.items() if "AutoScaling" in one["Type"]] == []


def test_the_container_runs_as_nobody_on_a_root_that_cannot_be_written_and_has_its_time_to_drain() -> None:
    (container,) = RESOURCES["Task"]["Properties"]["ContainerDefinitions"]
    assert container["ReadonlyRootFilesystem"] is True
    assert container["User"] == "10001:10001"
    assert container["StopTimeout"] == 30
    assert container["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]}


def test_every_variable_that_the_stack_sets_is_one_of_ours_and_secrets_are_not_in_the_clear() -> None:
    (container,) = RESOURCES["Task"]["Properties"]["ContainerDefinitions"]
    clear, hidden = ({one["Name"] for one in container[kind]} for kind in ("Environment", "Secrets"))
    assert (clear | hidden) - {"PGPASSWORD"} <= set(VARIABLES)
    assert {"WAGERUP_SECRETS", "WAGERUP_SEED_KEY", "WAGERUP_STRIPE_KEY", "WAGERUP_GOOGLE_CLIENT_SECRET", "PGPASSWORD"} <= hidden
    assert clear & hidden == set()


# ── the image: the same steps, without a daemon ──

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def steps(image: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", re.sub(r"^\s*#.*\n", "", image, flags=re.MULTILINE))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line.strip())]


def test_the_image_is_built_in_stages_and_runs_as_nobody() -> None:
    found = steps(DOCKERFILE)
    assert [word for word, _rest in found].count("FROM") == 3
    last = found[max(place for place, (word, _rest) in enumerate(found) if word == "FROM") :]
    words = dict(last)
    assert words["USER"] == "10001:10001"
    assert words["STOPSIGNAL"] == "SIGTERM"
    assert "healthz" in words["HEALTHCHECK"]
    assert not any(re.search(r"apt-get|pip install|curl ", rest) for word, rest in last if word == "RUN")
    assert not any(re.search(r":latest\b", rest) for word, rest in found if word == "FROM")
    assert words["ENTRYPOINT"].startswith("[")
    assert not any(re.search(r"(SECRET|KEY|PASSWORD)\w*=", rest) for word, rest in found if word in ("ENV", "ARG"))


def test_what_the_image_copies_is_there_and_gets_past_the_ignore_file() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")]
    for word, rest in steps(DOCKERFILE):
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert any(source.rstrip("/") == one or source.startswith(one + "/") for one in kept), source


def test_the_steps_of_the_image_make_a_server_that_starts(tmp_path: Path) -> None:
    """The last stage by hand: the folders that it copies, in the order in which it does, and its entrypoint."""
    app = tmp_path / "app"
    app.mkdir()
    for word, rest in steps(DOCKERFILE.rpartition("FROM ")[2].join(["FROM ", ""])):
        if word == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            for source in sources:
                path = ROOT / source
                where = app / target
                if path.is_dir():
                    shutil.copytree(path, where, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
                else:
                    shutil.copy2(path, app / path.name)
    done = subprocess.run([sys.executable, "-m", "server.cli", "--version"], cwd=app, capture_output=True, text=True, env={"PYTHONPATH": str(app), "PATH": "/usr/bin:/bin"})
    assert (done.returncode, done.stdout) == (0, tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] + "\n"), done.stderr
    refused = subprocess.run(
        [sys.executable, "-m", "server.cli", "serve"], cwd=app, capture_output=True, text=True,
        env={"PYTHONPATH": str(app), "PATH": "/usr/bin:/bin", "WAGERUP_PRODUCTION": "1", "WAGERUP_DATA": str(tmp_path / "data")},
    )  # fmt: skip
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "WAGERUP_SECRETS is not set" in refused.stderr


# ── one machine, one port, and the way there ──


def test_the_unit_gives_the_server_its_time_and_takes_everything_else_away() -> None:
    unit = (ROOT / "deploy" / "systemd" / "wagerup.service").read_text(encoding="utf-8")
    assert set(re.findall(r"(WAGERUP_\w+)=", unit)) <= set(VARIABLES)
    for line in ("KillSignal=SIGTERM", "TimeoutStopSec=30", "NoNewPrivileges=yes", "ProtectSystem=strict", "Restart=always"):
        assert line in unit.splitlines()


def test_the_procfile_serves() -> None:
    assert (ROOT / "Procfile").read_text(encoding="utf-8") == "web: wagerup serve\n"


@pytest.mark.parametrize("name", ["ci.yml", "deploy.yml"])
def test_a_workflow_has_least_rights_time_limits_and_pinned_actions(name: str) -> None:
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))
    assert flow["permissions"]["contents"] == "read"
    for job in flow["jobs"].values():
        assert "timeout-minutes" in job or "uses" in job
        for step in job.get("steps", ()):
            assert "uses" not in step or re.search(r"@v\d+$", step["uses"]), step


def test_the_deploy_goes_through_the_steps_that_there_are() -> None:
    script = (ROOT / "deploy" / "aws" / "steps").read_text(encoding="utf-8")
    known = set(re.findall(r"^(\w+)\(\) \{", script, re.MULTILINE))
    used = set(re.findall(r"deploy/aws/steps (\w+)", (ROOT / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8")))
    assert used == {"build", "running", "snapshot", "replace", "smoke"} <= known
    assert subprocess.run(["bash", "-n", str(ROOT / "deploy" / "aws" / "steps")], check=False).returncode == 0
    outputs = set(re.findall(r"\$\(output (\w+)\)", script))
    assert outputs <= set(yaml.load(TEMPLATE, Loader)["Outputs"])

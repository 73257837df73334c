"""`eks get-token` and `eks update-kubeconfig`: how kubectl comes to a cluster."""

from __future__ import annotations

import os
import sys
import time

from ..faults import SUCCESS, CliError
from ..handmade import Command, Row
from ..paramfile import user_path
from ..program import program
from ..words import NONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..context import Context

_CLUSTER_HEADER = "x-k8s-aws-id"
_PREFIX = "k8s-aws-v1."
#: Seconds: how long the URL in a token is good, and how long kubectl takes the token for good.
_URL_SECONDS, _TOKEN_SECONDS = 60, 14 * 60
_API = "client.authentication.k8s.io/v1beta1"
_APIS = (_API, "client.authentication.k8s.io/v1")


def _token(context: Context, values: dict[str, Any]) -> int:
    from ..output.printer import print_value

    cluster = values["cluster-id"] or values["cluster-name"]
    if not cluster:
        raise CliError("Either parameter --cluster-name or --cluster-id must be specified.")
    expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + _TOKEN_SECONDS))
    status = {"expirationTimestamp": expires, "token": _signed(context, cluster, values["role-arn"])}
    value = {"kind": "ExecCredential", "apiVersion": _api_version(context), "spec": {}, "status": status}
    print_value(context, "get-token", value)
    sys.stdout.write("\n")
    return SUCCESS


def _api_version(context: Context) -> str:
    """Return the version that kubectl asks for, if it is one that there is."""
    from json import loads

    try:
        version = loads(context.settings.environ.get("KUBERNETES_EXEC_INFO", "{}")).get("apiVersion")
    except (AttributeError, ValueError):
        return _API
    return version if version in _APIS else _API


def _signed(context: Context, cluster: str, role: str | None) -> str:
    """Return a token: the URL of a call that says who signed it, for one cluster."""
    from base64 import urlsafe_b64encode

    if role:
        context.session = context.session.assume_role(role, role_session_name="EKSGetTokenAuth")
    client = context.client("sts")

    def name_cluster(request: Any, **_: Any) -> None:
        request.headers[_CLUSTER_HEADER] = cluster

    client.meta.events.register("before-sign.sts.GetCallerIdentity", name_cluster)
    url = client.generate_presigned_url("get_caller_identity", ExpiresIn=_URL_SECONDS, HttpMethod="GET")
    return _PREFIX + urlsafe_b64encode(url.encode()).decode().rstrip("=")


def _kubeconfig(context: Context, values: dict[str, Any]) -> int:
    from ..output.yaml import to_yaml

    client = context.client("eks")
    cluster = client.describe_cluster(name=values["name"])["cluster"]
    if cluster.get("status") not in ("ACTIVE", "UPDATING"):
        raise CliError(f"Cluster status is {cluster.get('status')}")
    path, config = _chosen(_paths(context, values["kubeconfig"]), cluster["arn"])
    user = _user(context, cluster, values)
    alias = values["alias"] or cluster["arn"]
    authority = cluster.get("certificateAuthority", {}).get("data", "")
    place = {"certificate-authority-data": authority, "server": cluster.get("endpoint")}
    known = _has(config, cluster["arn"])
    entry = {"cluster": place, "name": cluster["arn"]}
    route = {"context": {"cluster": cluster["arn"], "user": user["name"]}, "name": alias}
    for name, each in (("clusters", entry), ("users", user), ("contexts", route)):
        _put(config[name], each)
    config["current-context"] = alias
    if values["dry-run"]:
        sys.stdout.write(to_yaml(config))
        return SUCCESS
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(to_yaml(config))
    sys.stdout.write(f"{'Updated' if known else 'Added new'} context {alias} {'in' if known else 'to'} {path}\n")
    if values["verbose"]:
        sys.stdout.write("Entries:\n\n" + "".join(f"{to_yaml(each)}\n" for each in (route, user, entry)))
    return SUCCESS


def _paths(context: Context, given: str | None) -> list[str]:
    """Return the files that may be meant: the given one, those of KUBECONFIG, or kubectl's own."""
    paths = [given] if given else context.settings.environ.get("KUBECONFIG", "").split(os.pathsep)
    return [os.path.abspath(user_path(path)) for path in paths if path.strip()] or [user_path("~/.kube/config")]


def _chosen(paths: list[str], arn: str) -> tuple[str, dict[str, Any]]:
    """Return the file that has the cluster already, else the first one, and what is in it."""
    for path in paths[1:] and paths:
        try:
            config = _read(path)
        except (CliError, OSError, ValueError):
            continue  # another one may have it
        if _has(config, arn):
            return path, config
    return paths[0], _read(paths[0])


def _has(config: dict[str, Any], arn: str) -> bool:
    return any(each.get("name") == arn for each in config["clusters"])


def _read(path: str) -> dict[str, Any]:
    config: dict[str, Any] = {"apiVersion": "v1", "kind": "Config", "preferences": {}, "current-context": ""}
    if os.path.exists(path) and os.path.getsize(path):
        from ..yamlread import load_yaml

        with open(path, encoding="utf-8") as file:
            loaded = load_yaml(file.read())
        if not isinstance(loaded, dict):
            raise CliError(f"{path} is no kubeconfig: it is not a mapping")
        config |= loaded
    for name in ("clusters", "contexts", "users"):
        config[name] = list(config.get(name) or [])
    return config


def _put(entries: list[dict[str, Any]], entry: dict[str, Any]) -> None:
    """Put an entry in the place of the one of its name, or at the end."""
    for at, other in enumerate(entries):
        if other["name"] == entry["name"]:
            entries[at] = entry
            return
    entries.append(entry)


def _user(context: Context, cluster: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    outpost = cluster.get("id") and cluster.get("outpostConfig")
    which = ["--cluster-id", cluster["id"]] if outpost else ["--cluster-name", cluster["name"]]
    region = cluster["arn"].split(":")[3]
    words = ["--region", region, "eks", "get-token", *which, "--output", "json"]
    if values["role-arn"]:
        words += ["--role", values["role-arn"]]
    run: dict[str, Any] = {"apiVersion": _API, "args": words, "command": program()}
    if context.general.profile:
        run["env"] = [{"name": "AWS_PROFILE", "value": context.general.profile}]
    return {"name": values["user-alias"] or cluster["arn"], "user": {"exec": run}}


TOKEN = Command(
    _token,
    (
        Row(Option("--cluster-name"), "The name of the cluster."),
        Row(Option("--cluster-id"), "The id of a local cluster on an Outpost."),
        Row(Option("--role-arn"), "The role to sign as."),
    ),
)
KUBECONFIG = Command(
    _kubeconfig,
    (
        Row(Option("--name"), "The name of the cluster.", required=True),
        Row(Option("--kubeconfig"), "The file to write (default: the first of KUBECONFIG, or ~/.kube/config)."),
        Row(Option("--role-arn"), "The role that kubectl is to act in."),
        Row(Option("--dry-run", NONE), "Print the configuration, write nothing."),
        Row(Option("--verbose", NONE), "Tell more."),
        Row(Option("--alias"), "The name of the context (default: the cluster's ARN)."),
        Row(Option("--user-alias"), "The name of the user (default: the cluster's ARN)."),
    ),
    text="An existing file is read, which takes the extra `cli`, and keeps what else is in it.",
)

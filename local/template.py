"""Reading the CloudFormation templates of ``infra/``: YAML with short tags in, plain dictionaries out.

`load` gives the long form (``Fn::Sub`` …) that tools and emulators take; `resolve` fills in parameters and
references, for making the resources directly with boto3 (what in-process tests do, in a fraction of a second).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
INFRA = ROOT / "infra"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that also knows CloudFormation's short tags."""


def _short_tag(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_tag)


def load(name: str) -> dict[str, Any]:
    """One file of ``infra/`` in long form, without the ``x-`` helper sections."""
    with (INFRA / name).open(encoding="utf-8") as file:
        data = yaml.load(file, Loader=_Loader)
    return {key: value for key, value in data.items() if not key.startswith("x-")}


def deep_merge(base: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """`more` over `base`, dictionaries joined, everything else replaced; a new dictionary."""
    merged = dict(base)
    for key, value in more.items():
        old = merged.get(key)
        merged[key] = deep_merge(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return merged


def _reference(value: Any, names: Mapping[str, str]) -> Any:
    if len(value) != 1:
        return None
    ((function, argument),) = value.items()
    if function == "Ref":
        return names[argument]
    if function == "Fn::GetAtt":
        return names[".".join(argument)]
    if function == "Fn::Sub":
        return re.sub(r"\$\{([^}]+)\}", lambda found: names[found[1]], argument)
    return None


def resolve(value: Any, names: Mapping[str, str]) -> Any:
    """`value` with every ``Ref``, ``Fn::GetAtt`` and ``Fn::Sub`` replaced from `names` (KeyError when unknown)."""
    if isinstance(value, Mapping):
        found = _reference(value, names)
        return found if found is not None else {key: resolve(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, names) for item in value]
    return value


def names_for(
    template: Mapping[str, Any], *, region: str, caller: str, parameters: Mapping[str, str]
) -> dict[str, str]:
    """Everything the resources of ``resources.yaml`` refer to, worked out from names alone.

    `caller` is the ARN that STS answers: the emulators differ in the partition they put into ARNs.
    """
    _, partition, _, _, account, _ = caller.split(":", 5)
    names = {"AWS::Region": region, "AWS::AccountId": account, "AWS::Partition": partition}
    names |= {key: str(spec.get("Default", "")) for key, spec in template.get("Parameters", {}).items()}
    names |= parameters
    for logical, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::SQS::Queue":
            queue = resolve(properties["QueueName"], names)
            names[f"{logical}.Arn"] = f"arn:{partition}:sqs:{region}:{account}:{queue}"
            names[logical] = queue
        elif resource["Type"] == "AWS::S3::Bucket":
            names[logical] = resolve(properties["BucketName"], names)
        elif resource["Type"] == "AWS::DynamoDB::Table":
            names[logical] = resolve(properties["TableName"], names)
        elif resource["Type"] == "AWS::IAM::Role":
            names[logical] = resolve(properties["RoleName"], names)
            names[f"{logical}.Arn"] = f"arn:{partition}:iam::{account}:role/{names[logical]}"
    return names

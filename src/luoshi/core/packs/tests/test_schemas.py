"""The published schemas are strict and explain themselves in Chinese."""

import re

import pytest
from jsonschema import Draft202012Validator

from luoshi.core.packs.schema import schema_of


def parts_of(schema):
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from parts_of(inner)
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield from parts_of(schema[name])


@pytest.mark.parametrize("kind", ["site", "plan"])
def test_the_schema_is_a_valid_2020_12_schema(kind):
    Draft202012Validator.check_schema(schema_of(kind))
    assert schema_of(kind)["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("kind", ["site", "plan"])
def test_no_group_takes_names_it_does_not_know(kind):
    groups = [part for part in parts_of(schema_of(kind)) if "properties" in part]
    assert len(groups) >= 5
    for group in groups:
        assert group["additionalProperties"] is False
        assert set(group["required"]) <= set(group["properties"])


@pytest.mark.parametrize("kind", ["site", "plan"])
def test_every_part_has_a_chinese_title_and_description(kind):
    for part in parts_of(schema_of(kind)):
        assert re.search("[\u4e00-\u9fff]", part["title"]), part
        assert re.search("[\u4e00-\u9fff]", part["description"]), part

"""What is written comes back as it was, and can be read by a person."""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.packs import check_pack, dump_pack, pack_data, parse_pack, snapshot

printable = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
AWKWARD = [
    *list("~=|>%?'"),
    '"',
    "6",
    "4.1",
    "2020-09-16",
    "12:30",
    "1e3",
    "0x1",
    "1_000",
    "no",
    "null",
    "true",
]
AWKWARD += ["#x", "@y", "...", "---", "!t", "&a", "*a", "[x]", "{x}", "?0", "-1", ":x", ",", "]"]
AWKWARD += ["- a", "a: b", " x ", "a\nb", "a\n", "\n", "\t", "\u2028", "\u2029a", "a\ufeff"]
awkward = st.sampled_from(AWKWARD)
scalars = st.one_of(printable, awkward, st.integers(-(10**15), 10**15), st.booleans(), st.none())
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(printable | awkward, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(printable | awkward, values, min_size=1, max_size=4))
def test_any_values_come_back_exactly(data):
    pack = parse_pack("p", dump_pack(data))
    assert pack.problems == ()
    assert pack.data == data


@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 4)))
def test_decimals_come_back_exactly(value):
    assert parse_pack("p", dump_pack({"quantity": value})).data == {"quantity": value}


def test_names_stand_in_the_order_of_the_schema_and_keys_of_schools_on_one_line(plan_data):
    plan_data["tasks"][0] = dict(reversed(plan_data["tasks"][0].items()))
    text = dump_pack(dict(reversed(plan_data.items())))
    assert [line.split(":")[0] for line in text.splitlines() if line[0] not in " #"] == list(plan_data)
    assert "  - key: '7'\n    code: '7'\n    title: 任务7\n" in text
    assert "  '7': [east, west]\n" in text
    assert "declared: null\n" in text


def test_a_snapshot_leads_back_to_the_pack(plan_data, site_data):
    for data in (plan_data, site_data):
        assert pack_data(data["pack"], snapshot(data)) == data


def test_a_task_nobody_took_on_or_leads_is_written_as_such(plan_data, site):
    plan_data["own"]["c3"] = plan_data["cultivated"]["c2"]["led_by"] = None
    plan_data["required"]["c1"] = ["east"]
    state = snapshot(plan_data)
    assert state["own"] == {} == state["cultivated"]
    assert list(state["required"]) == ["c1/east"]
    written = pack_data("plan", state)
    assert written == plan_data
    assert check_pack(parse_pack("p", dump_pack(written)), site=site) == []


def test_optional_fields_without_a_value_are_left_out(plan_data):
    state = snapshot(plan_data)
    state["tasks"]["7"] |= {"to_verify": "", "declared_differs": None}
    assert pack_data("plan", state) == plan_data

"""Template tags of the interface: one tag per component, shown together on the components page.

Use: ``{% load ui %}``. How each is called: docs/recipes/use-the-components.md.
A tag takes plain values and hrefs; it never asks the database and never reverses a URL.
"""

import re
import secrets
from decimal import Decimal
from functools import cache
from zlib import crc32

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from luoshi.common.templatetags._times import due_time, when_time
from luoshi.core import quoting

register = template.Library()

# Shapes by stage, edges by health: look.md, "Duty chip". Keys are the words people see (glossary).
STAGE_GLYPHS = {
    "待承接": "g-waiting",
    "已承接": "g-0",
    "方案编制": "g-1",
    "已备案": "g-2",
    "实施中": "g-2",
    "自评": "g-3",
    "验收": "g-3",
    "已完成": "g-4",
    "已变更": "g-changed",
    "已退出": "g-left",
}
HEALTH_EDGES = {"正常": "", "临期": "health-soon", "逾期": "health-late", "受阻": "health-stuck"}
PROOF_BARS = {"无": 0, "部分": 1, "齐全": 3}
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?")
CALLOUT_ICONS = {
    "refusal": "circle-x",
    "warning": "alert-triangle",
    "info": "info-circle",
    "ok": "circle-check",
}


@register.filter
def when(value):
    """A moment or day as people say it (今天 17:30), exact on hover and in print; empty for none."""
    return when_time(value)


@register.filter
def quoted(name):
    """In quotation marks; those within become single ones."""
    return quoting.quoted(name)


@register.filter
def due(value):
    """A deadline as people say it (还有 3 天, 逾期 2 天), exact on hover and in print; empty for none."""
    return due_time(value)


@register.filter
def thousands(value):
    """1234567 → 1,234,567; decimals are kept as they are; none → —; text is left alone."""
    if value is None or value == "":
        return "—"
    return f"{value:,}" if isinstance(value, int | float | Decimal) else value


@register.simple_tag
@cache
def icon(name, label=""):
    """One icon of the sprite; without ``label`` it is decoration and hidden from readers.

    The sprite's address is settled when the server starts, so that the same call gives the same markup for good.
    """
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def state_chip(text, tone=""):
    """A state in one word. Tones: (none) neutral, ok, info, busy, warn, bad."""
    return format_html('<span class="chip {}">{}</span>', tone, text)


@register.simple_tag
def menu_tree(items):
    """The menu of the site. It stands twice in the frame and is made once."""
    return mark_safe(render_to_string("components/_menu_tree.html", {"menu": items}))


@register.inclusion_tag("components/_duty_chip.html")
def duty_chip(stage, health="正常", proof="", href="", drawer=False, name=""):
    """A duty's stage, health and proof, legible in black and white. Takes the Chinese labels."""
    return {
        "stage": stage,
        "glyph": STAGE_GLYPHS.get(stage, "g-0"),
        "health": health,
        "edge": HEALTH_EDGES.get(health, ""),
        "proof": proof,
        "href": href,
        "drawer": drawer,
        "name": name,
    }


@register.simple_tag
def stage_glyph(stage):
    """The bare shape of a stage (the word must stand beside it or in the element's label)."""
    return format_html('<i class="glyph {}" aria-hidden="true"></i>', STAGE_GLYPHS.get(stage, "g-0"))


@register.filter
def health_class(health):
    """CSS class of a health word, for a matrix cell: 逾期 → health-late."""
    return HEALTH_EDGES.get(health, "")


@register.inclusion_tag("components/_proof.html")
def proof_bar(proof):
    """Proof (无, 部分, 齐全) as a bar of three and a word."""
    filled = PROOF_BARS.get(proof, 0)
    return {"proof": proof, "bars": [place < filled for place in range(3)]}


@register.inclusion_tag("components/_callout.html")
def callout(kind, title, why="", todo="", ask="", href="", href_label="", mind=""):
    """What happened, why (the rule in words), what to do, whom to ask. Kinds: refusal, warning, info, ok."""
    return {
        "kind": kind,
        "icon_name": CALLOUT_ICONS[kind],
        "title": title,
        "rows": [row for row in (("原因", why), ("怎么办", todo), ("注意", mind), ("找谁问", ask)) if row[1]],
        "href": href,
        "href_label": href_label,
    }


@register.inclusion_tag("components/_success.html", takes_context=True)
def success(context, text, undo_url="", undo_object=None, undo_label="撤回"):
    """One quiet line; with ``undo_url`` a button that posts there."""
    return {
        "text": text,
        "undo_url": undo_url,
        "undo_object": undo_object,
        "undo_label": undo_label,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/_empty.html")
def empty(why, next_url="", next_label="", title="什么也没有"):
    """The empty state: says why nothing is here and what comes next."""
    return {"title": title, "why": why, "next_url": next_url, "next_label": next_label}


@register.inclusion_tag("components/_act_fields.html")
def act_fields(obj=None):
    """Hidden ``_once`` (a fresh random key per rendering) and ``_version`` of the object, for every act."""
    return {"once": secrets.token_urlsafe(18), "version": getattr(obj, "version", None)}


@register.inclusion_tag("components/_confirm_form.html", takes_context=True)
def confirm_form(context, url, label, obj=None, question="", reason=False, danger=False, primary=False):
    """A button that opens the question and then posts to ``url``; with ``reason`` a reason is required.

    A page shown again because the act was refused has ``reason_said`` (what was typed): this one question stands open
    with it, no other.
    """
    asked = context.get("request")
    again = reason and "reason_said" in context and (asked is None or asked.path == url.partition("?")[0])
    return {
        "url": url,
        "label": label,
        "obj": obj,
        "question": question,
        "reason": reason,
        "again": again,
        "reason_said": context["reason_said"] if again else "",
        "danger": danger,
        "primary": primary,
        "csrf_token": context.get("csrf_token"),
        "field_id": f"reason-{crc32(f'{url} {label}'.encode()):08x}",
    }


@register.simple_block_tag(end_name="endmenu")
def menu(content, label, icon_name="dots", left=False):
    """Acts in words behind one button; the content is links, buttons and forms."""
    parts = {"content": content, "label": label, "icon_name": icon_name, "left": left}
    return render_to_string("components/_menu.html", parts)


@register.inclusion_tag("components/_tabs.html")
def tabs(items, label="分页"):
    """``items``: {label, url, current, count?}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/_steps.html")
def wizard_steps(steps, label="步骤"):
    """``steps``: {label, state: done|current|todo|blocked, url?, note?}; all visible, free to go back."""
    words = {"done": "已完成", "current": "当前", "todo": "未开始", "blocked": "需处理"}
    return {"steps": [{**step, "word": words[step["state"]]} for step in steps], "label": label}


@register.inclusion_tag("components/_progress.html")
def work_progress(label, done=0, total=0, left="", url="", finished=False, note=""):
    """Long work: count, time left; asks ``url`` again every two seconds until ``finished``."""
    return {
        "label": label,
        "done": done,
        "total": total,
        "left": left,
        "url": "" if finished else url,
        "finished": finished,
        "note": note,
    }


@register.filter
def is_number(text):
    """Whether a cell that is kept as text is a number: 1,234.5, -3."""
    return bool(_NUMBER.fullmatch(str(text)))


@register.inclusion_tag("components/_timeline.html")
def timeline(items):
    """``items``: {when, who, what, note?, url?}, newest first."""
    return {"items": items}


@register.inclusion_tag("components/_spine.html")
def spine(steps):
    """``steps``: {label, text, state: reached|now|ahead, url?, note?}, from clause to recognition."""
    return {"steps": steps}


@register.inclusion_tag("components/_breadcrumb.html")
def breadcrumb(crumbs):
    """Where this page lies. ``crumbs``: (label, url) from the top; the last one has no url."""
    return {"crumbs": crumbs}


@register.inclusion_tag("components/_facts.html")
def facts(rows):
    """Facts in one line under the title. ``rows``: (label, value) or (label, value, href)."""
    return {"rows": _rows(rows)}


@register.inclusion_tag("components/_kv.html")
def kv(rows):
    """A list of names and values. ``rows``: (label, value) or (label, value, href)."""
    return {"rows": _rows(rows)}


def _rows(rows):
    return [{"label": row[0], "value": row[1], "href": row[2] if len(row) > 2 else ""} for row in rows]


@register.inclusion_tag("components/_drawer_link.html")
def drawer_link(url, text, title="来源"):
    """A link that opens the side drawer; without JavaScript it leads to the same thing as a page."""
    return {"url": url, "text": text, "title": title}

"""Template tags for lists: table frame, sort links, filters, pager, search box. ``{% load tables %}``."""

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe

from luoshi.common.templatetags.ui import icon, thousands

register = template.Library()


def _query(context, **changes):
    """The present query string with changes; a change to None removes the name. Always starts with ?."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


NOT_A_FILTER = ("page", "sort")


def _clearing(context, clear_url):
    """The address that takes all filters off; none where the page was asked for without any already."""
    request = context.get("request")
    if request is None or not clear_url:
        return clear_url
    now, cleared = _asked(request.GET), _asked(QueryDict(clear_url.partition("?")[2]))
    return "" if now == cleared else clear_url


def _asked(query):
    rows = ((name, value) for name, values in query.lists() for value in values)
    return sorted((name, value) for name, value in rows if value and name not in NOT_A_FILTER)


@register.simple_block_tag(takes_context=True, end_name="endtable")
def table(context, content, *, id, label, columns=None, excel_url="", word_url="", csv_url="", filters=None,
          clear_url="", page_obj=None, css="", print_button=True, taken_at=""):  # fmt: skip
    """The frame of every table; the content is ``<thead>``, ``<tbody>``, ``<tfoot>``.

    ``columns``: names for the column choice (the first always stays); ``filters``: see ``filter_chips``.
    ``taken_at``: where the workbook is asked for by POST, as its act wants the password anew.
    """
    parts = {
        "content": content,
        "id": id,
        "label": label,
        "columns": columns or [],
        "downloads": [row for row in ((excel_url, "Excel"), (word_url, "Word"), (csv_url, "CSV")) if row[0]],
        "filters": filters or [],
        "clear_url": _clearing(context, clear_url),
        "css": css,
        "print_button": print_button,
        "taken_at": taken_at,
        "csrf_token": context.get("csrf_token"),
        "pager": _pager(context, page_obj) if page_obj else None,
    }
    return render_to_string("components/_table.html", parts)


@register.inclusion_tag("components/_sort_th.html", takes_context=True)
def sort_th(context, text, key, number=False):
    """A sortable head cell: ``?sort=key`` upward, ``?sort=-key`` downward; goes back to page one."""
    request = context.get("request")
    current = request.GET.get("sort", "") if request else ""
    rising, falling = current == key, current == f"-{key}"
    return {
        "text": text,
        "number": number,
        "url": _query(context, sort=f"-{key}" if rising else key, page=None),
        "aria": "ascending" if rising else "descending" if falling else "",
        "icon_name": "sort-ascending" if rising else "sort-descending" if falling else "arrows-sort",
    }


@register.simple_tag(takes_context=True)
def filter_chips(context, filters, clear_url=""):
    """``filters``: {label, url, on, count?, whole?}: what is on says so, and its link takes it off again; `whole` is on
    where nothing is narrowed, and there is nothing to take off.

    Made by hand: a page has up to fifty of them.
    """
    chips, clear_url = "".join(_chip(**each) for each in filters), _clearing(context, clear_url)
    clear = f'<li><a class="filter" href="{escape(clear_url)}">清除筛选</a></li>' if clear_url else ""
    return mark_safe(f'<ul class="filters">{chips}{clear}</ul>')


def _chip(label, url, on=False, count=None, whole=False):
    number = "" if count is None else f" {thousands(count)}"
    text = f"{escape(label)}{number}"
    if not on:
        return f'<li><a class="filter" href="{escape(url)}">{text}</a></li>'
    taken = "" if whole else icon("x", label="，取消")
    return f'<li><a class="filter on" href="{escape(url)}" aria-current="true">{text}{taken}</a></li>'


@register.inclusion_tag("components/_pager.html", takes_context=True)
def pager(context, page_obj):
    """Real pages of a Django ``Page``; keeps the rest of the query string."""
    return {"pager": _pager(context, page_obj)}


def _pager(context, page_obj):
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    return {
        "total": page_obj.paginator.count,
        "first": page_obj.start_index(),
        "last": page_obj.end_index(),
        "pages": [_page_link(context, number, page_obj.number) for number in numbers],
        "previous": _query(context, page=page_obj.number - 1) if page_obj.has_previous() else "",
        "next": _query(context, page=page_obj.number + 1) if page_obj.has_next() else "",
        "many": page_obj.paginator.num_pages > 1,
    }


def _page_link(context, number, current):
    link = isinstance(number, int) and number != current
    return {
        "number": number,
        "current": number == current,
        "url": _query(context, page=number) if link else "",
    }


@register.inclusion_tag("components/_search_box.html", takes_context=True)
def search_box(context, action="", name="q", label="搜索", placeholder="", keep=""):
    """A GET search; ``keep`` names the query fields to carry along, separated by spaces."""
    request = context.get("request")
    query = request.GET if request else QueryDict()
    return {
        "action": action,
        "name": name,
        "label": label,
        "placeholder": placeholder or label,
        "value": query.get(name, ""),
        "kept": [(field, value) for field in keep.split() for value in query.getlist(field)],
    }

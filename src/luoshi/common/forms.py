"""Form rendering through our own templates, and what of a sent form is no text."""

import re

from django.forms.renderers import TemplatesSetting
from django.http import QueryDict

# Control characters, marks that turn the direction of a line so that it reads otherwise than it is stored, byte order
# marks and code points that are no characters. Line ends, tabs and the joiners that some scripts need stay.
UNSEEN = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


def without_unseen(sent: QueryDict) -> QueryDict:
    """The form as sent, without the signs nobody sees in its values."""
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(name, [UNSEEN.sub("", value) for value in values])
    clean._mutable = False
    return clean


class Renderer(TemplatesSetting):
    """Field and error templates come from `templates/components/form/`."""

    form_template_name = "components/form/form.html"
    field_template_name = "components/form/field.html"

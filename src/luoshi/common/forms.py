"""Form rendering through our own templates."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Field and error templates come from `templates/components/form/`."""

    form_template_name = "components/form/form.html"
    field_template_name = "components/form/field.html"

"""Input of the sign-in pages."""

from django import forms


class SignInForm(forms.Form):
    """Mobile number or name, and the password as typed: nothing is trimmed or cut."""

    account = forms.CharField(
        label="手机号或姓名",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

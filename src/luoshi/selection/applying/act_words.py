"""What the acts of this package are called on pages."""

ACT_WORDS: dict[str, str] = {}
OBJECT_WORDS = {
    "applying.application": "遴选申报",
    "applying.person": "申报人员",
    "applying.material": "申报材料",
    "applying.formalcheck": "形式审查项",
}

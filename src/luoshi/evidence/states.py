"""Kinds and grades of evidence."""

from __future__ import annotations

from django.db import models


class EvidenceKind(models.TextChoices):
    DOCUMENT = "document", "文件"
    PHOTO = "photo", "照片、截图"
    MEDIA = "media", "音频、视频"
    SHEET = "sheet", "数据表"
    MINUTES = "minutes", "会议纪要"
    PAGE = "page", "网页、系统链接"
    OTHER = "other", "其他"


class DayFrom(models.TextChoices):
    """Where the day comes from that nobody typed."""

    PHOTO = "photo", "拍摄时间"
    NAME = "name", "文件名"
    ADDED = "added", "添加的那天"


class ReadState(models.TextChoices):
    """Of the preview of a file."""

    WAITING = "waiting", "正在生成预览"
    DONE = "done", "可以预览"
    NONE = "none", "不能预览"


class Grade(models.IntegerChoices):
    """How much it proves: the smaller the number, the more."""

    LIVE = 1, "实时数据来源"
    STAMPED = 2, "盖章文件"
    PHOTO = 3, "照片或截图"
    STATEMENT = 4, "书面说明"


GRADES = Grade.choices

"""What kind of device and browser a session runs in, said as people say it."""

from __future__ import annotations

# The first that fits: WeChat and Edge also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "谷歌内核浏览器"),
    ("Safari", "苹果浏览器"),
)
DEVICES = (
    ("OpenHarmony", "鸿蒙设备"),
    ("Android", "安卓设备"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def browser_in_words(agent: str) -> str:
    """`agent` is what the browser calls itself; anything unknown becomes 其他设备."""
    found = [next((words for sign, words in known if sign in agent), "") for known in (DEVICES, BROWSERS)]
    return " ".join(word for word in found if word) or "其他设备"

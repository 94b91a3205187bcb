#!/bin/sh
# The programs that the tests drive: a browser with Chinese fonts, PostgreSQL, the converters of old formats.
set -eu

needed="chromium-headless-shell fonts-noto-cjk postgresql antiword libreoffice-writer-nogui libreoffice-calc-nogui"
missing=""
for package in $needed; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "测试还需要几个程序。请先运行：sudo $install" >&2
    exit 1
fi
echo "正在安装测试所需的程序：$missing"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null

"""Tasks that misbehave, and the child that may run them."""

import ctypes
import os
import socket
import sys
import time

from luoshi.common import sandbox
from luoshi.core.reading.structure import Unreadable


def measure(files, options):
    print("a library that prints")
    return {"names": [name for name, _ in files], "sizes": [len(data) for _, data in files], **options}


def look_around(files, options):
    return {
        "environment": sorted(os.environ),
        "folder": os.getcwd(),
        "django": "django" in sys.modules,
        "leads_its_session": os.getsid(0) == os.getpid(),
    }


def refuse(files, options):
    raise Unreadable("请另存后再上传。")


def loop(files, options):
    while True:
        pass


def sleep(files, options):
    # A grandchild must go as well: it writes its number where the test can see it.
    grandchild = os.fork()
    if grandchild == 0:
        time.sleep(600)
    with open(options["number_goes_to"], "w") as note:
        note.write(str(grandchild))
    time.sleep(600)


def swallow_memory(files, options):
    return {"bytes": len(bytearray(3 * 1024**3))}


def crash(files, options):
    ctypes.string_at(0)


def fail(files, options):
    raise KeyError("not foreseen")


def reach_out(files, options):
    try:
        socket.create_connection(("127.0.0.1", options["port"]), timeout=2).close()
    except OSError:
        return {"reached": False}
    return {"reached": True}


if __name__ == "__main__":
    sandbox.main(sys.argv[1:], tasks_from="luoshi.common.tests.sandbox_tasks.")

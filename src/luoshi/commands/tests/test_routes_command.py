"""`luoshi routes`."""

import argparse
import json

from luoshi.commands import routes as command
from luoshi.common import routes


def test_the_command_prints_json_alone(capsys):
    assert command.run(argparse.Namespace(json=True)) == 0
    assert json.loads(capsys.readouterr().out) == routes.routes()

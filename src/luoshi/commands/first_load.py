"""What a new site holds before its first answer: a demo site the bundled packs and its cast, the others nothing."""

from __future__ import annotations

import sys


def load_once() -> None:
    """Load and note that it is done; a site that has it already is left as it is. Call it inside `one_at_a_time`."""
    from luoshi.common import clock
    from luoshi.common.models import SiteState

    state = SiteState.objects.get(pk=1)
    if state.loaded_at is not None:
        return
    if state.mode == SiteState.Mode.DEMO:
        print("首次启动：正在装入样例计划和演示人员……", file=sys.stderr, flush=True)
        load_demo()
    SiteState.objects.filter(pk=1).update(loaded_at=clock.now())


def load_demo() -> None:
    """The bundled packs, the cast and the form of profiles; a second time changes nothing."""
    from luoshi.accounts.demo import make_cast
    from luoshi.common.actor import system_actor
    from luoshi.home import loading
    from luoshi.home.profile.actions import set_up_profiles

    loading.load_files(loading.bundled_packs(), system_actor())
    make_cast()
    set_up_profiles(system_actor())

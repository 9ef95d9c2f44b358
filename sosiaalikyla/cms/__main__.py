"""Commands of the editors' process, each started by `sosiaalikyla` in a process of its own: its configuration is another.

migrate · load-content [--show] [FOLDER]
"""

from __future__ import annotations

import os
import sys


def main(words: list[str]) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sosiaalikyla.cms.settings"
    import django

    django.setup()
    if words[0] == "migrate":
        from . import set_up

        return set_up.bring_up_to_date(loud="-v" in words)
    from . import loading

    return loading.main(words[1:])


sys.exit(main(sys.argv[1:]))

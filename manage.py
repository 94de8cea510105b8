#!/usr/bin/env python
"""Django's command line, with this site's settings."""

import os
import sys

# Done on a machine without network, where nobody has a server's secrets.
OFFLINE = ("open_sealed", "new_sealing_key", "write_opener")


def main() -> None:
    # A new key may be taken in at once, on a server: then its database is needed.
    on_a_server = any(each.startswith("--or") for each in sys.argv)  # --organisation
    is_offline = sys.argv[1:2] and sys.argv[1] in OFFLINE and not on_a_server
    settings = "config.offline" if is_offline else "config.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # a missing key is a thing to set, not a traceback to read


if __name__ == "__main__":
    main()

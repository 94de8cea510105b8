"""The least that Django can do: no middleware, no templates, plain ORM calls.

It runs from the very same command as the site (`config.run.start_web`) and with its database
settings, kept connections and prepared statements included.
"""

TABLE = "bare_line"

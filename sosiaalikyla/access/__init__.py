"""Who may: organisations (organisaatiot), dated roles (tehtävät), actors, sealed rows, row-level security, actions.

Access is computed from dated relations, never from a role alone. One declaration per model (in each app's `policy.py`)
gives both Django's filter and PostgreSQL's policy. Writing goes only through an `@action`.
"""

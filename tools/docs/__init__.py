"""The documentation site: what `make docs` runs.

    python -m tools.docs [--out DIR] [--services s3 ec2 ...]

site        templates, and the files that are written
prose       AWS's prose, as the docs store has it -> HTML
code        calls written out in Python and on the command line, and their colours
members     what parameters and replies consist of, unfolded as far as a page may grow
operations  the page of an operation
services    the pages of a service
public      a page for each public name of Sotalia's own
guides      Markdown -> pages; what is generated in between
search      the list of names that browsers search
theme/      templates, one style sheet, one script: the site works without the latter

The texts of guides are in `docs/`; those of AWS come from the models that are in use, and are never committed.
"""

"""The documentation site: what `make docs` runs.

    python -m tools.docs [--out DIR] [--services s3 ec2 ...]

site        templates, and the files that are written
prose       AWS's prose, as the docs store has it -> HTML
code        calls written out in Python and on the command line, and their colours
members     what parameters and replies consist of, unfolded as far as a page may grow
operations  the page of an operation
permissions which permissions AWS's prose names
services    the pages of a service
added       what clients have beyond the model (`s3.upload_file`)
resources   the pages of resources
signatures  how functions are called, and what their docstrings begin with
public      a page for each public name of Sotalia's own
markdown    Markdown -> HTML
guides      the pages of guides; what is generated in between
search      the list of names that browsers search
theme/      templates, one style sheet, one script: the site works without the latter

The texts of guides are in `docs/`; those of AWS come from the models that are in use, and are never committed.
"""

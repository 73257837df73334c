"""Build time only: the JSON that AWS publishes -> the packs inside the package.

    python -m codegen [--out DIR] [--force]

    sources     finds and reads the models of the installed botocore and boto3
    packing     writes packs (their layout is described in sotalia.model.pack)
    build       compiles everything; skips the work when its inputs have not changed

Uses the package's own compilers (sotalia.model.compile, sotalia.endpoint.compile), so that a user's model, compiled
at run time, gets exactly the form that it would get here. Needs nothing but the standard library,
botocore and boto3. The same inputs give the same bytes.
"""

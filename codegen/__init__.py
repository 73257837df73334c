"""Build time only: the JSON that AWS publishes -> the packs inside the package.

    python -m codegen [--out DIR] [--force]

    build       finds the installed botocore and boto3, has all compiled; skips that when its inputs have not changed
    dictionary  makes what the packs' compressor is shown beforehand

The compilers are the package's own (`sotalia.packs`, `sotalia.model.compile`, `sotalia.endpoint.compile`), so that
models that are compiled at run time get exactly the form that they would get here. Needs nothing but the standard
library, botocore and boto3. The same inputs give the same bytes.
"""

"""Transfers of many objects: folders, prefixes, and keeping one like the other.

    feeds       what gives the engine one job after the other, lazily, and writes down what became of each
    small       small objects, which are moved without jobs as long as all is well
    sync        the feed that compares two sides, entry by entry
    listing     the objects below a prefix, page by page, as they are needed
    walk        the files below a folder, in the order of S3's listings
    names       which files are wanted (globs), and where a key may be written
    bar         shows on a terminal how far it is
    results     what came of all of it, and how far it is

Nothing is held whole but the names in the result, so that millions of objects are no matter.
"""

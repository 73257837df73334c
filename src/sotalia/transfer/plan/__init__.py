"""Which requests a transfer makes, one state machine per kind, without a socket, a file or a clock.

    base        pieces, and what all plans have in common
    multipart   what is created, filled with parts and completed: uploads and copies
    upload      PutObject, or parts
    download    GetObject, whole or in ranges
    copy        CopyObject, or parts copied on the server, with what else belongs to the object
    single      one request

A plan is asked for its next piece until it has none for now, and told of each piece that it was done, that it failed or
that it was dropped. `over` says that nothing more will come; `error` then is what the caller gets raised, or None.
"""

"""aiobotocore's and aioboto3's modules."""

from __future__ import annotations

AIO: dict[str, dict[str, str]] = {
    "aiobotocore": {"compat.aiobotocore": "__version__"},
    "aiobotocore.client": {"compat.aiobotocore.client": "AioBaseClient"},
    "aiobotocore.config": {"compat.aiobotocore.config": "AioConfig"},
    "aiobotocore.credentials": {
        "identity.credentials": "AioCredentials=Credentials",
        "clients.credentials": "AioDeferredRefreshableCredentials=AsyncDeferredRefreshableCredentials "
        "AioRefreshableCredentials=AsyncRefreshableCredentials",
    },
    "aiobotocore.httpsession": {"compat.aiobotocore.client": "AIOHTTPSession=HttpSession"},
    "aiobotocore.paginate": {
        "paginate": "AioPageIterator=AsyncPageIterator AioPaginator=AsyncPaginator "
        "AioResultKeyIterator=AsyncResultKeyIterator",
    },
    "aiobotocore.response": {
        "compat.aiobotocore.response": "AioReadTimeoutError AioStreamingBody StreamingBody=AioStreamingBody",
    },
    "aiobotocore.session": {
        "compat.aiobotocore.session": "AioSession ClientCreatorContext get_session",
    },
    "aiobotocore.waiter": {"waiters": "AIOWaiter=AsyncWaiter create_waiter_with_client"},
}

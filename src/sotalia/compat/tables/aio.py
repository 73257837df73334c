"""aiobotocore's and aioboto3's modules."""

from __future__ import annotations

AIO: dict[str, dict[str, str]] = {
    "aioboto3": {"compat.aioboto3": "__version__", "compat.aioboto3.session": "Session"},
    "aioboto3.dynamodb": {},
    "aioboto3.dynamodb.table": {
        "compat.aioboto3.table": "BatchWriter CustomTableResource register_table_methods",
    },
    "aioboto3.resources": {},
    "aioboto3.resources.base": {"resources._async.resource": "AIOBoto3ServiceResource=AsyncServiceResource"},
    "aioboto3.resources.collection": {
        "resources._async.listing": "AIOCollectionManager=AsyncCollectionManager "
        "AIOResourceCollection=AsyncResourceCollection",
    },
    "aioboto3.s3": {},
    "aioboto3.s3.inject": {
        "compat.aioboto3.inject": "copy download_file download_fileobj upload_file upload_fileobj",
    },
    "aioboto3.session": {"compat.aioboto3.session": "ResourceCreatorContext Session"},
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

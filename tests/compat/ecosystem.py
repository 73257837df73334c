"""The names of boto3 and its kin that 53 packages of others use in their libraries, from the imports and attribute
chains in their code; and those among them that are not there where no botocore is installed, each with the reason.
"""

from __future__ import annotations

USED = {
    "boto3": "DEFAULT_SESSION Session client resource setup_default_session set_stream_logger",
    "boto3.dynamodb.conditions": "Attr Key ConditionBase",
    "boto3.dynamodb.types": "TypeDeserializer TypeSerializer Binary",
    "boto3.exceptions": "Boto3Error S3UploadFailedError RetriesExceededError ResourceNotExistsError",
    "boto3.resources.base": "ServiceResource",
    "boto3.resources.factory": "ServiceResource ResourceMeta",
    "boto3.s3.transfer": "TransferConfig S3Transfer create_transfer_manager ProgressCallbackInvoker OSUtils",
    "boto3.session": "Session Config NoCredentialsError UnknownServiceError",
    "botocore": "UNSIGNED __version__ register_initializer xform_name",
    "botocore.auth": "SigV4Auth SigV4QueryAuth S3SigV4Auth SIGNED_HEADERS_BLACKLIST",
    "botocore.awsrequest": "AWSRequest AWSPreparedRequest AWSResponse HeadersDict AWSHTTPConnection",
    "botocore.client": "BaseClient Config ClientError ClientCreator",
    "botocore.compat": "OrderedDict json XMLParseError urlsplit",
    "botocore.config": "Config",
    "botocore.configloader": "load_config",
    "botocore.credentials": (
        "Credentials ReadOnlyCredentials RefreshableCredentials DeferredRefreshableCredentials CredentialProvider "
        "CredentialResolver EnvProvider AssumeRoleCredentialFetcher AssumeRoleWithWebIdentityCredentialFetcher "
        "InstanceMetadataProvider InstanceMetadataFetcher ContainerMetadataFetcher JSONFileCache "
        "create_credential_resolver ContainerProvider ProcessProvider SharedCredentialProvider AssumeRoleProvider "
        "ConfigProvider"
    ),
    "botocore.endpoint": "Endpoint MAX_POOL_CONNECTIONS",
    "botocore.errorfactory": "ClientExceptionsFactory",
    "botocore.eventstream": "EventStream EventStreamBuffer EventStreamMessage",
    "botocore.exceptions": "ClientError BotoCoreError NoCredentialsError ParamValidationError CapacityError",
    "botocore.handlers": "disable_signing BUILTIN_HANDLERS",
    "botocore.history": "HistoryRecorder get_global_history_recorder",
    "botocore.hooks": "BaseEventHooks HierarchicalEmitter first_non_none_response",
    "botocore.httpsession": "URLLib3Session get_cert_path",
    "botocore.loaders": "Loader create_loader",
    "botocore.model": (
        "ServiceModel OperationModel Shape StructureShape ListShape MapShape StringShape ShapeResolver "
        "OperationNotFoundError DenormalizedStructureBuilder"
    ),
    "botocore.paginate": "PageIterator Paginator",
    "botocore.parsers": (
        "ResponseParser ResponseParserError EventStreamJSONParser ResponseParserFactory create_parser"
    ),
    "botocore.regions": "EndpointResolver",
    "botocore.response": "StreamingBody get_response",
    "botocore.serialize": "Serializer create_serializer",
    "botocore.session": "Session get_session UNSIGNED",
    "botocore.signers": "RequestSigner CloudFrontSigner",
    "botocore.stub": "Stubber ANY",
    "botocore.utils": (
        "merge_dicts ArnParser InstanceMetadataFetcher set_value_from_jmespath validate_region_name "
        "datetime2timestamp parse_timestamp ClientError FileWebIdentityTokenLoader JSONFileCache IMDSFetcher"
    ),
    "botocore.validate": "ParamValidator ParamValidationDecorator validate_parameters",
    "botocore.vendored.requests": "ConnectionError",
    "botocore.vendored.requests.exceptions": "ConnectionError ReadTimeout ConnectTimeout SSLError RequestException",
    "botocore.waiter": "WaiterModel create_waiter_with_client Waiter",
    "s3transfer": "S3Transfer",
    "s3transfer.exceptions": "RetriesExceededError CancelledError TransferNotDoneError",
    "s3transfer.futures": "TransferFuture",
    "s3transfer.manager": "TransferManager TransferConfig",
    "s3transfer.subscribers": "BaseSubscriber",
}

_CHAIN = "a source of a session's chain: Sotalia's are no classes; see `session.credential_chain`"
#: What is not there without an installed botocore, and why.
ABSENT = {
    "botocore.auth.SIGNED_HEADERS_BLACKLIST": "a list that botocore's signers read; which headers are signed is fixed",
    "botocore.awsrequest.AWSHTTPConnection": "a connection of urllib3's, and Sotalia's are libcurl's",
    "botocore.credentials.AssumeRoleProvider": _CHAIN,
    "botocore.credentials.ConfigProvider": _CHAIN,
    "botocore.credentials.ContainerProvider": _CHAIN,
    "botocore.credentials.ProcessProvider": _CHAIN,
    "botocore.credentials.SharedCredentialProvider": _CHAIN,
    "botocore.exceptions.CapacityError": "sagemaker-core asks for it, and botocore has none",
    "botocore.utils.IMDSFetcher": "the base of fetchers of metadata, which aiobotocore and the AWS CLI replace",
}

#: Reason → modules of boto3, botocore and s3transfer that are not there, with all below them.
ABSENT_MODULES = {
    "they write boto3's documentation": "boto3.docs botocore.docs",
    "transfers by the AWS common runtime, and its signers: Sotalia's are its own": (
        "boto3.crt botocore.crt s3transfer.crt"
    ),
    "inner parts of boto3's resources, whose classes have no such steps here": (
        "boto3.resources.params boto3.resources.response"
    ),
    "inner steps of how botocore makes a client, which Sotalia does in one place": (
        "botocore.args botocore.configprovider botocore.plugin botocore.useragent botocore.translate "
        "botocore.service_module_names"
    ),
    "inner steps of botocore's calls, through which Sotalia's do not go": (
        "botocore.compress botocore.context botocore.discovery botocore.endpoint_provider"
    ),
    "botocore's own retries, which decide nothing about Sotalia's calls": "botocore.retries botocore.retryhandler",
    "client-side monitoring by UDP, which Sotalia does not have": "botocore.monitoring",
    "sources of bearer tokens: those of a session are no classes": "botocore.tokens",
    "the inner tasks of s3transfer's manager, in whose place Sotalia has one engine": (
        "s3transfer.bandwidth s3transfer.copies s3transfer.delete s3transfer.download s3transfer.tasks "
        "s3transfer.upload s3transfer.compat"
    ),
    "downloads by processes; one process is fast enough here": "s3transfer.processpool",
}

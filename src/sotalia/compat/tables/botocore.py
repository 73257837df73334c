"""botocore's modules."""

from __future__ import annotations

_FETCHERS = (
    "AssumeRoleCredentialFetcher AssumeRoleWithWebIdentityCredentialFetcher BaseAssumeRoleCredentialFetcher "
    "CachedCredentialFetcher EnvProvider InstanceMetadataProvider create_assume_role_refresher"
)
_METADATA = "ContainerMetadataFetcher InstanceMetadataFetcher"
_OF_UTILS = "FileWebIdentityTokenLoader JSONFileCache"
#: What calls raise in the place of the errors of requests.
_OF_REQUESTS = (
    "ChunkedEncodingError=ResponseStreamingError ConnectTimeout=ConnectTimeoutError ConnectionError "
    "ProxyError=ProxyConnectionError ReadTimeout=ReadTimeoutError RequestException=HTTPClientError SSLError "
    "Timeout=ReadTimeoutError"
)
_PARSERS = (
    "EC2QueryParser EventStreamCBORParser EventStreamJSONParser EventStreamXMLParser JSONParser PROTOCOL_PARSERS "
    "QueryParser ResponseParserFactory RestJSONParser RestXMLParser RpcV2CBORParser create_parser"
)
_FROM_JSON = "programs make models of their own from JSON and subclass these classes, moto for one"
_INNER = "boto3's own factory of resources builds on it, for programs that make resources by hand"
_HELPERS = "helpers that no call of Sotalia's goes through: the installed ones have all of botocore's names"
_PUT_TOGETHER = "programs put it together with parts of botocore's, and replace its inner methods"
#: Modules, and single names, that come from the installed botocore where there is one, and why not from here.
INSTALLED_FIRST: dict[str, str] = {
    "boto3.resources.action": _INNER,
    "boto3.resources.factory.ResourceModel": _INNER,
    "boto3.resources.model": _INNER,
    "boto3.utils.ServiceContext": _INNER,
    "botocore.auth": "signers stand on their own, programs subclass them and call their inner methods",
    "botocore.loaders": "programs ask it for models as JSON, and Sotalia's own models are none",
    "botocore.model": _FROM_JSON,
    "botocore.signers.RequestSigner": "programs make their own, with credentials and emitters in botocore's order",
    **dict.fromkeys(
        (
            *("botocore.compat", "botocore.configloader", "botocore.history", "botocore.regions"),
            *("botocore.serialize", "botocore.utils", "botocore.validate", "botocore.vendored"),
            *("botocore.vendored.requests", "botocore.vendored.requests.exceptions"),
            *("botocore.httpsession.get_cert_path", "botocore.httpsession.where"),
            *("botocore.signers.CloudFrontSigner", "botocore.eventstream.EventStreamBuffer"),
            "botocore.eventstream.EventStreamMessage",
        ),
        _HELPERS,
    ),
    **dict.fromkeys(
        (
            *(f"botocore.credentials.{name}" for name in f"{_FETCHERS} {_METADATA} {_OF_UTILS}".split()),
            *(f"botocore.parsers.{name}" for name in _PARSERS.split()),
            *(f"boto3.s3.transfer.{name}" for name in ("BaseSubscriber", "NonThreadedExecutor", "OSUtils")),
            "botocore.response.get_response",
            *(
                "s3transfer" + name
                for name in ("", ".constants", ".exceptions", ".futures", ".manager", ".subscribers", ".utils")
            ),
        ),
        _PUT_TOGETHER,
    ),
}

BOTOCORE: dict[str, dict[str, str]] = {
    "botocore": {
        "compat.botocore.facts": "__version__ BOTOCORE_ROOT ScalarTypes",
        "compat.botocore.initializers": "register_initializer unregister_initializer invoke_initializers",
        "config": "UNSIGNED",
        "model.names": "xform_name",
    },
    "botocore.auth": {
        "compat.botocore.auth": "BaseSigner S3SigV4Auth S3SigV4QueryAuth SigV4Auth SigV4QueryAuth",
        "auth.payload": "UNSIGNED_PAYLOAD",
        "errors": "NoAuthTokenError NoCredentialsError UnknownSignatureVersionError UnsupportedSignatureVersionError",
    },
    "botocore.awsrequest": {
        "patchpoints.requests": "AWSPreparedRequest AWSRequest AWSResponse HeadersDict",
        "errors": "UnseekableStreamError",
    },
    "botocore.client": {
        "clients._sync.client": "BaseClient",
        "clients.meta": "ClientMeta",
        "patchpoints.creator": "ClientCreator",
        "config": "Config UNSIGNED",
        "errors": "ClientError DataNotFoundError InvalidEndpointDiscoveryConfigurationError "
        "OperationNotPageableError "
        "UnknownServiceError UnknownSignatureVersionError",
        "clients.credentials": "RefreshableCredentials",
        "paginate._sync.paginator": "Paginator",
        "model.names": "xform_name",
    },
    "botocore.compat": {"compat.botocore.compat": "*"},
    "botocore.configloader": {
        "compat.botocore.configloader": "build_profile_map load_config multi_file_load_config raw_config_parse",
    },
    "botocore.config": {
        "config": "Config",
        "settings.options": "DEFAULT_TIMEOUT MAX_POOL_CONNECTIONS",
        "errors": "InvalidMaxRetryAttemptsError InvalidRetryConfigurationError InvalidRetryModeError "
        "InvalidS3AddressingStyleError",
    },
    "botocore.credentials": {
        "identity.credentials": "Credentials ReadOnlyCredentials",
        "clients.credentials": "DeferredRefreshableCredentials RefreshableCredentials",
        "identity.providers": "CredentialProvider",
        "compat.botocore.credentials": "CredentialResolver create_credential_resolver get_credentials",
        "compat.botocore.fetchers": f"{_FETCHERS} {_METADATA}",
        "compat.botocore.utils": _OF_UTILS,
        "config": "Config UNSIGNED",
        "errors": "ConfigNotFound CredentialRetrievalError InfiniteLoopConfigError InvalidConfigError LoginError "
        "MetadataRetrievalError MissingDependencyException PartialCredentialsError RefreshWithMFAUnsupportedError "
        "UnauthorizedSSOTokenError UnknownCredentialError",
    },
    "botocore.endpoint": {
        "patchpoints.endpoint": "Endpoint",
        "clients._sync.streaming": "StreamingBody",
        "settings.options": "DEFAULT_TIMEOUT MAX_POOL_CONNECTIONS",
        "errors": "HTTPClientError InvalidConfigError",
    },
    "botocore.eventstream": {
        "compat.botocore.eventstream": "EventStreamBuffer EventStreamMessage",
        "clients._sync.streaming": "EventStream",
        "wire.eventstream": "ChecksumMismatch DuplicateHeader InvalidHeadersLength InvalidPayloadLength "
        "NoInitialResponseError ParserError",
        "errors": "EventStreamError",
    },
    "botocore.errorfactory": {
        "core.service_exceptions": "BaseClientExceptions=ServiceExceptions",
        "compat.botocore.errorfactory": "ClientExceptionsFactory",
        "errors": "ClientError",
    },
    "botocore.exceptions": {"errors": "*"},
    "botocore.handlers": {
        "compat.botocore.handlers": "BUILTIN_HANDLERS REGISTER_FIRST REGISTER_LAST disable_signing",
        "errors": "AliasConflictParameterError MissingServiceIdError ParamValidationError UnsupportedTLSVersionWarning",
    },
    "botocore.history": {
        "compat.botocore.history": "BaseHistoryHandler HISTORY_RECORDER HistoryRecorder get_global_history_recorder",
    },
    "botocore.hooks": {
        "events.emitter": "HierarchicalEmitter=EventEmitter BaseEventHooks=EventEmitter "
        "first_non_none_response=first_response",
    },
    "botocore.httpchecksum": {"compat.botocore.httpchecksum": "DEFAULT_CHECKSUM_ALGORITHM"},
    "botocore.httpsession": {
        "patchpoints.http_session": "URLLib3Session",
        "compat.botocore.httpsession": "get_cert_path where",
        "settings.options": "DEFAULT_TIMEOUT MAX_POOL_CONNECTIONS",
        "errors": "ConnectTimeoutError ConnectionClosedError EndpointConnectionError HTTPClientError "
        "InvalidProxiesConfigError ProxyConnectionError ReadTimeoutError SSLError",
    },
    "botocore.loaders": {
        "model.loader": "Loader create_loader",
        "errors": "DataNotFoundError UnknownServiceError",
    },
    "botocore.model": {
        "model.service": "ClientContextParameter ContextParameter ListShape MapShape OperationModel ServiceId "
        "ServiceModel Shape StaticContextParameter StringShape StructureShape",
        "model.given": "ShapeResolver",
        "compat.botocore.model": "DenormalizedStructureBuilder",
        "model.errors": "InvalidShapeError InvalidShapeReferenceError NoShapeFoundError OperationNotFoundError",
        "errors": "MissingServiceIdError UndefinedModelAttributeError UnsupportedServiceProtocolsError",
    },
    "botocore.paginate": {
        "paginate._sync.paginator": "PageIterator Paginator ResultKeyIterator",
        "paginate.plan": "PaginatorModel",
        "paginate.tokens": "TokenDecoder TokenEncoder",
        "errors": "PaginationError",
    },
    "botocore.parsers": {
        "patchpoints.parser": "ResponseParser",
        "compat.botocore.parsers": _PARSERS,
        "clients._sync.streaming": "EventStream",
        "errors": "ResponseParserError",
    },
    "botocore.regions": {
        "compat.botocore.regions": "BaseEndpointResolver EndpointResolver",
        "errors": "EndpointVariantError NoRegionError UnknownRegionError",
    },
    "botocore.response": {
        "compat.botocore.response": "get_response",
        "clients._sync.streaming": "StreamingBody",
        "errors": "IncompleteReadError ReadTimeoutError ResponseStreamingError",
    },
    "botocore.serialize": {
        "compat.botocore.serialize": "SERIALIZERS Serializer create_serializer",
        "errors": "ParamValidationError",
    },
    "botocore.session": {
        "compat.botocore.session": "Session get_session",
        "config": "UNSIGNED",
        "errors": "ConfigNotFound PartialCredentialsError ProfileNotFound UnknownServiceError",
    },
    "botocore.signers": {
        "events.signer": "RequestSigner",
        "compat.botocore.signers": "CloudFrontSigner",
        "errors": "ParamValidationError UnknownClientMethodError UnknownSignatureVersionError "
        "UnsupportedSignatureVersionError",
    },
    "botocore.stub": {
        "testing": "ANY Stubber",
        "errors": "ParamValidationError StubAssertionError StubResponseError UnStubbedResponseError",
    },
    "botocore.utils": {
        "compat.botocore.utils": "*",
        "compat.botocore.fetchers": _METADATA,
        "compat.botocore.compat": "HAS_CRT MD5_AVAILABLE OrderedDict get_current_datetime get_md5 get_tzinfo_options "
        "quote urlparse urlsplit urlunsplit",
        "model.names": "hyphenize_service_id",
        "errors": "ClientError ConfigNotFound ConnectTimeoutError ConnectionClosedError EndpointConnectionError "
        "HTTPClientError InvalidRegionError MetadataRetrievalError ReadTimeoutError",
    },
    "botocore.validate": {
        "compat.botocore.validate": "ParamValidationDecorator ParamValidator ValidationErrors validate_parameters",
        "errors": "ParamValidationError",
    },
    "botocore.vendored": {},
    "botocore.vendored.requests": {
        "errors": "ConnectionError RequestException=HTTPClientError Timeout=ReadTimeoutError",
    },
    "botocore.vendored.requests.exceptions": {"errors": _OF_REQUESTS},
    "botocore.waiter": {
        "waiters": "AcceptorConfig NormalizedOperationMethod SingleWaiterConfig Waiter WaiterModel "
        "create_waiter_with_client is_valid_waiter_error",
        "errors": "ClientError WaiterConfigError WaiterError",
    },
}

"""botocore's modules."""

from __future__ import annotations

_FROM_JSON = "programs make models of their own from JSON and subclass these classes, moto for one"
_INNER = "boto3's own factory of resources builds on it, for programs that make resources by hand"
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
    "botocore.hooks": {
        "events.emitter": "HierarchicalEmitter=EventEmitter BaseEventHooks=EventEmitter "
        "first_non_none_response=first_response",
    },
    "botocore.httpsession": {
        "patchpoints.http_session": "URLLib3Session",
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
        "clients._sync.streaming": "EventStream",
        "errors": "ResponseParserError",
    },
    "botocore.response": {
        "clients._sync.streaming": "StreamingBody",
        "errors": "IncompleteReadError ReadTimeoutError ResponseStreamingError",
    },
    "botocore.session": {
        "compat.botocore.session": "Session get_session",
        "config": "UNSIGNED",
        "errors": "ConfigNotFound PartialCredentialsError ProfileNotFound UnknownServiceError",
    },
    "botocore.signers": {
        "events.signer": "RequestSigner",
        "errors": "ParamValidationError UnknownClientMethodError UnknownSignatureVersionError "
        "UnsupportedSignatureVersionError",
    },
    "botocore.stub": {
        "testing": "ANY Stubber",
        "errors": "ParamValidationError StubAssertionError StubResponseError UnStubbedResponseError",
    },
    "botocore.waiter": {
        "waiters": "AcceptorConfig NormalizedOperationMethod SingleWaiterConfig Waiter WaiterModel "
        "create_waiter_with_client is_valid_waiter_error",
        "errors": "ClientError WaiterConfigError WaiterError",
    },
}

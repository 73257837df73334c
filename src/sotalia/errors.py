"""Every exception that Sotalia raises on purpose: boto3's and botocore's classes under their own names.

Laws:
- same names, constructor keywords, `fmt`, message texts and bases among themselves as in boto3 and botocore 1.44.5, so
  that an `except` clause and a test on the message survive the change of the import line;
- what AWS reports is a `ClientError`; what went wrong on this side of the wire is a `BotoCoreError`;
- every instance pickles, whatever its constructor looks like, with its message, attributes and notes; the classes that
  a client makes for modeled errors (`client.exceptions.NoSuchBucket`) come back as themselves in the other process;
- the messages are made from `kwargs`: never pass a secret there.

The tree (a second base in parentheses):

    BotoCoreError
        DataNotFoundError
            UnknownServiceError
            UnknownAPIVersionError (Boto3Error)
            ResourceNotExistsError (Boto3Error)
        UnknownRegionError
        ApiVersionNotFoundError
        UnsupportedServiceProtocolsError
        HTTPClientError
            ClientClosedError
            ConnectionClosedError
            ReadTimeoutError (TimeoutError)
                TotalTimeoutError
            ResponseStreamingError
        ConnectionError
            EndpointConnectionError
            SSLError (OSError)
            ConnectTimeoutError (TimeoutError)
            ProxyConnectionError (builtins.ConnectionError)
        IncompleteReadError
            IncompleteBodyError (ResponseStreamingError)
        InvalidHTTPRequestError (ValueError)
        ResponseParserError
            AttributeValueError (TypeError, ArithmeticError)
        UnseekableStreamError
        AwsChunkedWrapperError
        InvalidProxiesConfigError
        CapacityNotAvailableError
        NoCredentialsError
        NoAuthTokenError
        TokenRetrievalError
        UnknownTokenProviderError
        PartialCredentialsError
        CredentialRetrievalError
            StillExpiredError (RuntimeError)
            UnusableCredentialsError (ValueError, KeyError)
            CredentialFileError (OSError)
                CredentialFileNotFoundError (FileNotFoundError)
                CredentialFileForbiddenError (PermissionError)
                CredentialFileIsDirectoryError (IsADirectoryError)
            MissingMFACodeError (EOFError)
        UnknownCredentialError
        UnknownSignatureVersionError
        UnsupportedSignatureVersionError
        RefreshWithMFAUnsupportedError
        MetadataRetrievalError
        InvalidIMDSEndpointError
        InvalidIMDSEndpointModeError
        SSOError
            SSOTokenLoadError
                UnusableSSOTokenError (ValueError, KeyError)
            UnauthorizedSSOTokenError
        LoginError
            LoginRefreshRequired
            LoginInsufficientPermissions
            LoginTokenLoadError
            LoginAuthorizationCodeError
        ServiceNotInRegionError
        BaseEndpointResolverError
            NoRegionError
            EndpointVariantError
            UnknownEndpointError (ValueError)
            UnknownFIPSEndpointError
        InvalidEndpointConfigurationError
        EndpointProviderError
            EndpointResolutionError
            UnknownEndpointResolutionBuiltInName
        InvalidHostLabelError
        ProfileNotFound
        ConfigParseError
        ConfigNotFound
        InvalidConfigError
            InfiniteLoopConfigError
            InvalidOptionValueError (ValueError)
        InvalidEndpointDiscoveryConfigurationError
        EndpointDiscoveryException
            EndpointDiscoveryRequired
            EndpointDiscoveryRefreshFailed
        InvalidRetryConfigurationError
            InvalidMaxRetryAttemptsError
            InvalidRetryModeError
        InvalidS3UsEast1RegionalEndpointConfigError
        InvalidSTSRegionalEndpointsConfigError
        InvalidDefaultsMode
        InvalidChecksumConfigError
        MissingParametersError
        ValidationError
            UnknownKeyError
            RangeError
            UnknownParameterError
            InvalidRegionError (ValueError)
            AliasConflictParameterError
        ParamValidationError
        UnknownServiceStyle
        UnknownClientMethodError
        InvalidExpressionError
        MD5UnavailableError
        MissingDependencyException
        ChecksumError
        FlexibleChecksumError
        PaginationError
            InvalidPaginationConfigError (ValueError, TypeError)
        OperationNotPageableError
        WaiterError
        WaiterConfigError
        StubResponseError
            StubAssertionError (AssertionError)
            UnStubbedResponseError
        InvalidDNSNameError
        InvalidS3AddressingStyleError
        UnsupportedS3ArnError
        UnsupportedS3ControlArnError
        UnsupportedOutpostResourceError
        UnsupportedS3ConfigurationError
        UnsupportedS3AccesspointConfigurationError
        UnsupportedS3ControlConfigurationError
    Boto3Error
        ResourceLoadException
            ResourceNotLoadedError
            ResourceDataNotFoundError (AttributeError)
        ResourceIdentifiersError (IndexError, ValueError)
        NoVersionFound
        RetriesExceededError
        S3TransferFailedError
        S3UploadFailedError
        S3DownloadFailedError
        S3CopyFailedError
        S3ValidationError
        DynamoDBOperationNotSupportedError
        DynamoDBNeedsConditionError
        DynamoDBNeedsKeyConditionError
        UnprocessedItemsError
        InvalidCrtTransferConfigError
    ClientError
        EventStreamError
    UndefinedModelAttributeError
        MissingServiceIdError
"""

from __future__ import annotations

import builtins
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Reduced = tuple[Callable[..., Any], tuple[Any, ...]]


# Written out, and compared with the classes by a test: type checkers do not read one that is computed, and would find
# nothing in `sotalia.exceptions`, which has its names from here.
__all__ = [
    "AliasConflictParameterError",
    "ApiVersionNotFoundError",
    "AttributeValueError",
    "AwsChunkedWrapperError",
    "BaseEndpointResolverError",
    "Boto3Error",
    "BotoCoreError",
    "CapacityNotAvailableError",
    "ChecksumError",
    "ClientClosedError",
    "ClientError",
    "ConfigNotFound",
    "ConfigParseError",
    "ConnectTimeoutError",
    "ConnectionClosedError",
    "ConnectionError",
    "CredentialFileError",
    "CredentialFileForbiddenError",
    "CredentialFileIsDirectoryError",
    "CredentialFileNotFoundError",
    "CredentialRetrievalError",
    "DataNotFoundError",
    "DynamoDBNeedsConditionError",
    "DynamoDBNeedsKeyConditionError",
    "DynamoDBOperationNotSupportedError",
    "DynanmoDBOperationNotSupportedError",
    "EndpointConnectionError",
    "EndpointDiscoveryException",
    "EndpointDiscoveryRefreshFailed",
    "EndpointDiscoveryRequired",
    "EndpointProviderError",
    "EndpointResolutionError",
    "EndpointVariantError",
    "EventStreamError",
    "FlexibleChecksumError",
    "HTTPClientError",
    "ImminentRemovalWarning",
    "IncompleteBodyError",
    "IncompleteReadError",
    "InfiniteLoopConfigError",
    "InvalidChecksumConfigError",
    "InvalidConfigError",
    "InvalidCrtTransferConfigError",
    "InvalidDNSNameError",
    "InvalidDefaultsMode",
    "InvalidEndpointConfigurationError",
    "InvalidEndpointDiscoveryConfigurationError",
    "InvalidExpressionError",
    "InvalidHTTPRequestError",
    "InvalidHostLabelError",
    "InvalidIMDSEndpointError",
    "InvalidIMDSEndpointModeError",
    "InvalidMaxRetryAttemptsError",
    "InvalidOptionValueError",
    "InvalidPaginationConfigError",
    "InvalidProxiesConfigError",
    "InvalidRegionError",
    "InvalidRetryConfigurationError",
    "InvalidRetryModeError",
    "InvalidS3AddressingStyleError",
    "InvalidS3UsEast1RegionalEndpointConfigError",
    "InvalidSTSRegionalEndpointsConfigError",
    "LoginAuthorizationCodeError",
    "LoginError",
    "LoginInsufficientPermissions",
    "LoginRefreshRequired",
    "LoginTokenLoadError",
    "MD5UnavailableError",
    "MetadataRetrievalError",
    "MissingDependencyException",
    "MissingMFACodeError",
    "MissingParametersError",
    "MissingServiceIdError",
    "NoAuthTokenError",
    "NoCredentialsError",
    "NoRegionError",
    "NoVersionFound",
    "OperationNotPageableError",
    "PaginationError",
    "ParamValidationError",
    "PartialCredentialsError",
    "ProfileNotFound",
    "ProxyConnectionError",
    "PythonDeprecationWarning",
    "RangeError",
    "ReadTimeoutError",
    "RefreshWithMFAUnsupportedError",
    "ResourceDataNotFoundError",
    "ResourceIdentifiersError",
    "ResourceLoadException",
    "ResourceNotExistsError",
    "ResourceNotLoadedError",
    "ResponseParserError",
    "ResponseStreamingError",
    "RetriesExceededError",
    "S3CopyFailedError",
    "S3DownloadFailedError",
    "S3TransferFailedError",
    "S3UploadFailedError",
    "S3ValidationError",
    "SSLError",
    "SSOError",
    "SSOTokenLoadError",
    "ServiceNotInRegionError",
    "StillExpiredError",
    "StubAssertionError",
    "StubResponseError",
    "TokenRetrievalError",
    "TotalTimeoutError",
    "UnStubbedResponseError",
    "UnauthorizedSSOTokenError",
    "UndefinedModelAttributeError",
    "UnknownAPIVersionError",
    "UnknownClientMethodError",
    "UnknownCredentialError",
    "UnknownEndpointError",
    "UnknownEndpointResolutionBuiltInName",
    "UnknownFIPSEndpointError",
    "UnknownKeyError",
    "UnknownParameterError",
    "UnknownRegionError",
    "UnknownServiceError",
    "UnknownServiceStyle",
    "UnknownSignatureVersionError",
    "UnknownTokenProviderError",
    "UnprocessedItemsError",
    "UnseekableStreamError",
    "UnsupportedOutpostResourceError",
    "UnsupportedS3AccesspointConfigurationError",
    "UnsupportedS3ArnError",
    "UnsupportedS3ConfigurationError",
    "UnsupportedS3ControlArnError",
    "UnsupportedS3ControlConfigurationError",
    "UnsupportedServiceProtocolsError",
    "UnsupportedSignatureVersionError",
    "UnsupportedTLSVersionWarning",
    "UnusableCredentialsError",
    "UnusableSSOTokenError",
    "ValidationError",
    "WaiterConfigError",
    "WaiterError",
    "client_error_class",
]


def _restore(cls: type[BaseException], args: tuple[Any, ...], state: dict[str, Any]) -> BaseException:
    # The constructor is not called: the message was made once, and constructors differ from class to class.
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


def _picklable(value: Any) -> Any:
    # A stream or iterator that a message names cannot travel; its description can.
    return repr(value) if hasattr(value, "read") or hasattr(value, "__next__") else value


def _reduce(error: BaseException) -> Reduced:
    state = dict(error.__dict__)
    if "kwargs" in state:
        state["kwargs"] = {name: _picklable(value) for name, value in state["kwargs"].items()}
    return _restore, (type(error), error.args, state)


class Attempt:
    """What one attempt of a call met: a reply that is an error, or none. A call's error has them all, as `attempts`.

    `status` is the reply's HTTP status, `code` the error's code in it, `request_id` what the service calls the request.
    Without a reply they are None; `error` is then what happened, as text, and so it is for a reply that could not be
    used. `waited` is how many seconds the call waited afterwards.
    """

    __slots__ = ("code", "error", "request_id", "status", "waited")

    def __init__(
        self,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        error: str | None = None,
        waited: float = 0.0,
    ) -> None:
        self.status = status
        self.code = code
        self.request_id = request_id
        self.error = error
        self.waited = waited

    def _values(self) -> tuple[Any, ...]:
        return self.status, self.code, self.request_id, self.error, self.waited

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Attempt) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> Reduced:
        return Attempt, self._values()

    def __repr__(self) -> str:
        met = [str(value) for value in (self.status, self.code, self.error) if value is not None]
        request = f", request {self.request_id}" if self.request_id else ""
        return f"<Attempt: {' '.join(met)}{request}, waited {self.waited:.3f} s>"


class BotoCoreError(Exception):
    """Base of all errors that arise on this side of the wire.

    `fmt` is the message's template, filled from the constructor's keywords, which stay readable as `kwargs`. `attempts`
    says what each attempt of the call met, up to the one that the error ended.
    """

    fmt = "An unspecified error occurred"
    kwargs: dict[str, Any]
    attempts: tuple[Attempt, ...] = ()

    def __init__(self, **kwargs: Any) -> None:
        # Not super(): some classes have a second, builtin base whose constructor would read the arguments its own way.
        Exception.__init__(self, self.fmt.format(**kwargs))
        self.kwargs = kwargs

    def __reduce__(self) -> Reduced:
        return _reduce(self)


# ---------------------------------------------------------------- models


class DataNotFoundError(BotoCoreError):
    """There is no model data under `data_path`."""

    fmt = "Unable to load data for: {data_path}"


class UnknownServiceError(DataNotFoundError):
    """There is no service called `service_name`."""

    fmt = "Unknown service: '{service_name}'. Valid service names are: {known_service_names}"


class UnknownRegionError(BotoCoreError):
    """No partition has a region called `region_name`."""

    fmt = "Unknown region: '{region_name}'. {error_msg}"


class ApiVersionNotFoundError(BotoCoreError):
    """The model under `data_path` does not come in the version `api_version`."""

    fmt = "Unable to load data {data_path} for: {api_version}"


class UnsupportedServiceProtocolsError(BotoCoreError):
    """The service speaks no protocol that we speak."""

    fmt = (
        "Botocore supports {botocore_supported_protocols}, but service {service} only supports "
        "{service_supported_protocols}."
    )


# ---------------------------------------------------------------- HTTP


class HTTPClientError(BotoCoreError):
    """The HTTP exchange failed after the connection was made; `request` and `response` are what is known of it."""

    fmt = "An HTTP Client raised an unhandled exception: {error}"
    request: Any
    response: Any

    def __init__(self, request: Any = None, response: Any = None, **kwargs: Any) -> None:
        self.request = request
        self.response = response
        BotoCoreError.__init__(self, **kwargs)


class ClientClosedError(HTTPClientError):
    """The client was closed while the call was under way. It is not tried again."""

    fmt = 'The client was closed before we received a valid response from endpoint URL: "{endpoint_url}".'


class ConnectionError(BotoCoreError):
    """No connection could be made. (Not Python's `ConnectionError`: the name is botocore's.)"""

    fmt = "An HTTP Client failed to establish a connection: {error}"


class EndpointConnectionError(ConnectionError):
    """Nothing answers at `endpoint_url`."""

    fmt = 'Could not connect to the endpoint URL: "{endpoint_url}"'


class SSLError(ConnectionError, OSError):
    """TLS could not be agreed on with `endpoint_url`, or its certificate is not trusted."""

    fmt = "SSL validation failed for {endpoint_url} {error}"


class ConnectionClosedError(HTTPClientError):
    """The other side closed the connection before a whole reply had come."""

    fmt = 'Connection was closed before we received a valid response from endpoint URL: "{endpoint_url}".'


class ReadTimeoutError(HTTPClientError, TimeoutError):
    """Nothing came for `read_timeout` seconds."""

    fmt = 'Read timeout on endpoint URL: "{endpoint_url}"'


class TotalTimeoutError(ReadTimeoutError):
    """A call, with all its attempts and the waits between them, took longer than `Config(total_timeout=…)` allows.

    It is not tried again. `__cause__` is what the attempt met that was under way, if there was one.
    """

    fmt = 'The call did not end within the total_timeout of {total_timeout} seconds: endpoint URL: "{endpoint_url}"'


class ConnectTimeoutError(ConnectionError, TimeoutError):
    """The connection was not made within `connect_timeout` seconds."""

    fmt = 'Connect timeout on endpoint URL: "{endpoint_url}"'


class ProxyConnectionError(ConnectionError, builtins.ConnectionError):
    """The proxy does not answer, or refuses."""

    fmt = 'Failed to connect to proxy URL: "{proxy_url}"'


class ResponseStreamingError(HTTPClientError):
    """The body of a reply broke off while the caller was reading it."""

    fmt = "An error occurred while reading from response stream: {error}"


class IncompleteReadError(BotoCoreError):
    """The body of a reply is shorter than its Content-Length said."""

    fmt = "{actual_bytes} read, but total bytes expected is {expected_bytes}."


class IncompleteBodyError(IncompleteReadError, ResponseStreamingError):
    """The body of a reply ended, or broke off, before as much had come as its Content-Length said.

    boto3 raises ResponseStreamingError or IncompleteReadError there, as its version of urllib3 has it: this is both,
    and so an HTTPClientError. `__cause__` is the transport's own error, if there is one.
    """


class InvalidHTTPRequestError(BotoCoreError, ValueError):
    """A request cannot go on the wire as it is: a line break in a header value, a blank in the URL. Never retried."""

    fmt = "The HTTP request cannot be sent: {error}"


class ResponseParserError(BotoCoreError):
    """A reply is not what its protocol and model say it must be; `body` holds the beginning of what came back."""

    fmt = "Unable to parse the reply of the service: {reason}. It said: {body}"


class AttributeValueError(ResponseParserError, TypeError, ArithmeticError):
    """A reply of DynamoDB's has what is no attribute value, or a number that no value of Python's can hold.

    boto3 raises TypeError there, or an error of the decimal module, which is an ArithmeticError; `__cause__` is that.
    """

    fmt = "A value in the reply of the service cannot be read: {reason}"


class UnseekableStreamError(BotoCoreError):
    """A request body has to be sent again, but its stream cannot be wound back."""

    fmt = "Need to rewind the stream {stream_object}, but stream is not seekable."


class AwsChunkedWrapperError(BotoCoreError):
    """A body cannot be framed as aws-chunked."""

    fmt = "{error_msg}"


class InvalidProxiesConfigError(BotoCoreError):
    """`Config(proxies_config=...)` names a file that cannot be used."""

    fmt = "Invalid configuration value(s) provided for proxies_config."


class CapacityNotAvailableError(BotoCoreError):
    """The retry quota is used up."""

    fmt = "Insufficient request capacity available."


# ---------------------------------------------------------------- who signs, and how


class NoCredentialsError(BotoCoreError):
    """No source of credentials had any."""

    fmt = "Unable to locate credentials"


class NoAuthTokenError(BotoCoreError):
    """No source of bearer tokens had one."""

    fmt = "Unable to locate authorization token"


class TokenRetrievalError(BotoCoreError):
    """The source `provider` of bearer tokens failed."""

    fmt = "Error when retrieving token from {provider}: {error_msg}"


class UnknownTokenProviderError(BotoCoreError):
    """There is no source of bearer tokens called `name`."""

    fmt = "Token provider named {name} not found."


class PartialCredentialsError(BotoCoreError):
    """The source `provider` has one half of a key pair; `cred_var` is the missing one."""

    fmt = "Partial credentials found in {provider}, missing: {cred_var}"


class CredentialRetrievalError(BotoCoreError):
    """The source `provider` of credentials failed."""

    fmt = "Error when retrieving credentials from {provider}: {error_msg}"


class StillExpiredError(CredentialRetrievalError, RuntimeError):
    """The source `provider` was asked for newer credentials and has none. (Not in boto3: a RuntimeError there.)"""

    fmt = (
        "Error when retrieving credentials from {provider}: Credentials were refreshed, but the refreshed credentials "
        "are still expired."
    )


class UnusableCredentialsError(CredentialRetrievalError, ValueError, KeyError):
    """What a source of credentials is told, or says, is no use. boto3 raises ValueError or KeyError there."""

    __str__ = Exception.__str__


class CredentialFileError(CredentialRetrievalError, OSError):
    """A file with credentials cannot be read, or a program for them not be run. boto3 raises OSError there."""

    __str__ = Exception.__str__


class CredentialFileNotFoundError(CredentialFileError, FileNotFoundError):
    """A file with credentials, or a program for them, is not there. boto3 raises FileNotFoundError there."""


class CredentialFileForbiddenError(CredentialFileError, PermissionError):
    """A file with credentials may not be read, or a program for them not be run. boto3 raises PermissionError there."""


class CredentialFileIsDirectoryError(CredentialFileError, IsADirectoryError):
    """A file with credentials is a directory. boto3 raises IsADirectoryError there."""


class MissingMFACodeError(CredentialRetrievalError, EOFError):
    """A role takes an MFA code, and there is nobody to ask for it. boto3 raises EOFError there."""

    __str__ = Exception.__str__


class UnknownCredentialError(BotoCoreError):
    """There is no source of credentials called `name`."""

    fmt = "Credential named {name} not found."


class UnknownSignatureVersionError(BotoCoreError):
    """`signature_version` is no signature version that exists."""

    fmt = "Unknown Signature Version: {signature_version}."


class UnsupportedSignatureVersionError(BotoCoreError):
    """None of the signature versions asked for can be made."""

    fmt = "Signature version(s) are not supported: {signature_version}"


class RefreshWithMFAUnsupportedError(BotoCoreError):
    """Credentials that took an MFA code cannot be refreshed without a new code."""

    fmt = "Cannot refresh credentials: MFA token required."


class MetadataRetrievalError(BotoCoreError):
    """The metadata service of the machine or container gave no usable answer."""

    fmt = "Error retrieving metadata: {error_msg}"


class InvalidIMDSEndpointError(BotoCoreError):
    """The address configured for the EC2 metadata service is no URL."""

    fmt = "Invalid endpoint EC2 Instance Metadata endpoint: {endpoint}"


class InvalidIMDSEndpointModeError(BotoCoreError):
    """The address family configured for the EC2 metadata service is neither of the two."""

    fmt = "Invalid EC2 Instance Metadata endpoint mode: {mode} Valid endpoint modes (case-insensitive): {valid_modes}."


class SSOError(BotoCoreError):
    """Base of what goes wrong with IAM Identity Center sign-ins."""

    fmt = "An unspecified error happened when resolving AWS credentials or an access token from SSO."


class SSOTokenLoadError(SSOError):
    """The cached sign-in token cannot be read."""

    fmt = "Error loading SSO Token: {error_msg}"


class UnusableSSOTokenError(SSOTokenLoadError, ValueError, KeyError):
    """The cached sign-in token is damaged. boto3 raises KeyError or ValueError there."""

    __str__ = Exception.__str__


class UnauthorizedSSOTokenError(SSOError):
    """The cached sign-in token is no longer accepted: sign in again."""

    fmt = (
        "The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO "
        "session run aws sso login with the corresponding profile."
    )


class LoginError(BotoCoreError):
    """Base of what goes wrong with `aws login` sessions."""

    fmt = "An unspecified error happened when resolving AWS credentials or refreshing a login session profile."


class LoginRefreshRequired(LoginError):
    """The login session is over: sign in again."""

    fmt = "Your session has expired or credentials have changed. Please reauthenticate using 'aws login'."


class LoginInsufficientPermissions(LoginError):
    """The identity may not make login credentials."""

    fmt = (
        "Unable to create or refresh login credentials due to insufficient permissions. You may be missing permission "
        "for the 'signin:CreateOAuth2Token' action."
    )


class LoginTokenLoadError(LoginError):
    """The cached login token cannot be read."""

    fmt = "Error loading login session token: {error_msg}"


class LoginAuthorizationCodeError(LoginError):
    """The authorization code of a login cannot be read or redeemed."""

    fmt = "Error loading or redeeming a login authorization code: {error_msg} "


# ---------------------------------------------------------------- endpoints


class ServiceNotInRegionError(BotoCoreError):
    """The service does not exist in that region."""

    fmt = "Service {service_name} not available in region {region_name}"


class BaseEndpointResolverError(BotoCoreError):
    """Base of what goes wrong when a service's address is looked up, for `except` clauses; nothing raises it itself."""


class NoRegionError(BaseEndpointResolverError):
    """A region is needed, and none is configured."""

    fmt = "You must specify a region."


class EndpointVariantError(BaseEndpointResolverError):
    """The service has no address of that kind (FIPS, dual stack)."""

    fmt = "Unable to construct a modeled endpoint with the following variant(s) {tags}: "


class UnknownEndpointError(BaseEndpointResolverError, ValueError):
    """No address can be made for the service in that region."""

    fmt = "Unable to construct an endpoint for {service_name} in region {region_name}"


class UnknownFIPSEndpointError(BaseEndpointResolverError):
    """The service has no FIPS address under that pseudo-region."""

    fmt = (
        'The provided FIPS pseudo-region "{region_name}" is not known for the service "{service_name}". '
        "A FIPS compliant endpoint cannot be constructed."
    )


class InvalidEndpointConfigurationError(BotoCoreError):
    """The options that choose an endpoint contradict each other."""

    fmt = "Invalid endpoint configuration: {msg}"


class EndpointProviderError(BotoCoreError):
    """Base of what goes wrong when a service's endpoint rules are evaluated."""

    fmt = "{msg}"


class EndpointResolutionError(EndpointProviderError):
    """The endpoint rules say that these parameters have no endpoint."""

    fmt = "{msg}"


class UnknownEndpointResolutionBuiltInName(EndpointProviderError):
    """The endpoint rules ask for a built-in value that we do not know."""

    fmt = "Unknown builtin variable name: {name}"


class InvalidHostLabelError(BotoCoreError):
    """A parameter that becomes part of the host name is not a valid host label (RFC 1123)."""

    fmt = 'Invalid host label to be bound to the hostname of the endpoint: "{label}".'


# ---------------------------------------------------------------- configuration


class ProfileNotFound(BotoCoreError):
    """Neither the config file nor the credentials file has a profile of that name."""

    fmt = "The config profile ({profile}) could not be found"


class ConfigParseError(BotoCoreError):
    """The config or credentials file at `path` is malformed."""

    fmt = "Unable to parse config file: {path}"


class ConfigNotFound(BotoCoreError):
    """There is no config file at `path`."""

    fmt = "The specified config file ({path}) could not be found."


class InvalidConfigError(BotoCoreError):
    """An option has a value that it cannot have."""

    fmt = "{error_msg}"


class InfiniteLoopConfigError(InvalidConfigError):
    """The profiles' `source_profile` options run in a circle."""

    fmt = (
        "Infinite loop in credential configuration detected. Attempting to load from profile {source_profile} which "
        "has already been visited. Visited profiles: {visited_profiles}"
    )


class InvalidOptionValueError(InvalidConfigError, ValueError):
    """An option in the environment or the config file is not of its type. (Not in boto3, where it is a ValueError.)"""


class InvalidEndpointDiscoveryConfigurationError(BotoCoreError):
    """`endpoint_discovery_enabled` is neither true, false nor auto."""

    fmt = (
        "Unsupported configuration value for endpoint_discovery_enabled. "
        'Expected one of ("true", "false", "auto") but got {config_value}.'
    )


class EndpointDiscoveryException(BotoCoreError):
    """There is no endpoint for an operation whose endpoint the service hands out."""


class EndpointDiscoveryRequired(EndpointDiscoveryException):
    """`endpoint_discovery_enabled` is false, but the operation requires discovery."""

    fmt = "Endpoint Discovery is not enabled but this operation requires it."


class EndpointDiscoveryRefreshFailed(EndpointDiscoveryException):
    """The service could not be asked for its endpoints, or gave none."""

    fmt = "Endpoint Discovery failed to refresh the required endpoints."


class InvalidRetryConfigurationError(BotoCoreError):
    """`Config(retries=...)` has a key that does not exist."""

    fmt = (
        'Cannot provide retry configuration for "{retry_config_option}". '
        "Valid retry configuration options are: {valid_options}"
    )


class InvalidMaxRetryAttemptsError(InvalidRetryConfigurationError):
    """The number of attempts is too small, or no number."""

    fmt = (
        'Value provided to "max_attempts": {provided_max_attempts} must be an integer greater than or equal to '
        "{min_value}."
    )


class InvalidRetryModeError(InvalidRetryConfigurationError):
    """There is no retry mode of that name."""

    fmt = 'Invalid value provided to "mode": "{provided_retry_mode}" must be one of: {valid_modes}'


class InvalidS3UsEast1RegionalEndpointConfigError(BotoCoreError):
    """The option for S3's us-east-1 endpoint is neither legacy nor regional."""

    fmt = (
        "S3 us-east-1 regional endpoint option {s3_us_east_1_regional_endpoint_config} is invalid. "
        'Valid options are: "legacy", "regional"'
    )


class InvalidSTSRegionalEndpointsConfigError(BotoCoreError):
    """The option for STS's endpoints is neither legacy nor regional."""

    fmt = (
        "STS regional endpoints option {sts_regional_endpoints_config} is invalid. "
        'Valid options are: "legacy", "regional"'
    )


class InvalidDefaultsMode(BotoCoreError):
    """There is no `defaults_mode` of that name."""

    fmt = "Client configured with invalid defaults mode: {mode}. Valid defaults modes include: {valid_modes}."


class InvalidChecksumConfigError(BotoCoreError):
    """A checksum option has a value that it cannot have."""

    fmt = "Unsupported configuration value for {config_key}. Expected one of {valid_options} but got {config_value}."


# ---------------------------------------------------------------- parameters


class MissingParametersError(BotoCoreError):
    """Required parameters of `object_name` are absent."""

    fmt = "The following required parameters are missing for {object_name}: {missing}"


class ValidationError(BotoCoreError):
    """One parameter has a value that it cannot have."""

    fmt = "Invalid value ('{value}') for param {param} of type {type_name} "


class ParamValidationError(BotoCoreError):
    """The parameters of a call do not fit the service's model; the report lists every fault."""

    fmt = "Parameter validation failed:\n{report}"


class UnknownKeyError(ValidationError):
    """A structure has a key that its model does not know."""

    fmt = "Unknown key '{value}' for param '{param}'.  Must be one of: {choices}"


class RangeError(ValidationError):
    """A number or a length lies outside its bounds."""

    fmt = "Value out of range for param {param}: {min_value} <= {value} <= {max_value}"


class UnknownParameterError(ValidationError):
    """The operation has no parameter of that name."""

    fmt = "Unknown parameter '{name}' for operation {operation}.  Must be one of: {choices}"


class InvalidRegionError(ValidationError, ValueError):
    """The region's name could not be part of a host name."""

    fmt = "Provided region_name '{region_name}' doesn't match a supported format."


class AliasConflictParameterError(ValidationError):
    """A parameter was given under its name and its alias at once."""

    fmt = (
        "Parameter '{original}' and its alias '{alias}' were provided for operation {operation}.  "
        "Only one of them may be used."
    )


class UnknownServiceStyle(BotoCoreError):
    """Kept for `except` clauses; nothing raises it."""

    fmt = "The service style ({service_style}) is not understood."


class UnknownClientMethodError(BotoCoreError):
    """The client has no method of that name."""

    fmt = "Client does not have method: {method_name}"


class InvalidExpressionError(BotoCoreError):
    """A lookup expression is more than names and dots."""

    fmt = "Invalid expression {expression}: Only dotted lookups are supported."


class MD5UnavailableError(BotoCoreError):
    """This Python has no MD5 (a FIPS build)."""

    fmt = "This system does not support MD5 generation."


class MissingDependencyException(BotoCoreError):
    """An optional package is needed and not installed."""

    fmt = "Missing Dependency: {msg}"


# ---------------------------------------------------------------- checksums, paging, waiting, stubbing


class ChecksumError(BotoCoreError):
    """A checksum that came with the data does not fit it."""

    fmt = (
        "Checksum {checksum_type} failed, expected checksum {expected_checksum} did not match calculated checksum "
        "{actual_checksum}."
    )


class FlexibleChecksumError(BotoCoreError):
    """A checksum cannot be made, or a reply's body does not fit the one it came with."""

    fmt = "{error_msg}"


class PaginationError(BotoCoreError):
    """Paging cannot go on (the service repeats its token, a starting token is malformed)."""

    fmt = "Error during pagination: {message}"


class InvalidPaginationConfigError(PaginationError, ValueError, TypeError):
    """`PaginationConfig` has an invalid value; boto3 raises ValueError or TypeError here, or returns too little."""


class OperationNotPageableError(BotoCoreError):
    """The operation does not come in pages."""

    fmt = "Operation cannot be paginated: {operation_name}"


class WaiterError(BotoCoreError):
    """A waiter gave up; `last_response` is the last reply it saw."""

    fmt = "Waiter {name} failed: {reason}"
    last_response: Any

    def __init__(self, name: str, reason: str, last_response: Any) -> None:
        super().__init__(name=name, reason=reason)
        self.last_response = last_response


class WaiterConfigError(BotoCoreError):
    """A waiter's definition is malformed."""

    fmt = "Error processing waiter config: {error_msg}"


class StubResponseError(BotoCoreError):
    """A stubbed client was called in a way that its stubs do not provide for."""

    fmt = "Error getting response stub for operation {operation_name}: {reason}"


class StubAssertionError(StubResponseError, AssertionError):
    """A stubbed call came with other parameters, or not at all."""


class UnStubbedResponseError(StubResponseError):
    """A call for which no stub is left."""


# ---------------------------------------------------------------- S3


class InvalidDNSNameError(BotoCoreError):
    """The bucket's name cannot be part of a host name, and virtual-hosted addressing is forced."""

    fmt = (
        "Bucket named {bucket_name} is not DNS compatible. Virtual hosted-style addressing cannot be used. "
        "The addressing style can be configured by removing the addressing_style value or setting that value to "
        "'path' or 'auto' in the AWS Config file or in the botocore.client.Config object."
    )


class InvalidS3AddressingStyleError(BotoCoreError):
    """There is no addressing style of that name."""

    fmt = "S3 addressing style {s3_addressing_style} is invalid. Valid options are: 'auto', 'virtual', and 'path'"


class UnsupportedS3ArnError(BotoCoreError):
    """The ARN given as Bucket is of a kind that the operation cannot take."""

    fmt = 'S3 ARN {arn} provided to "Bucket" parameter is invalid. Only ARNs for S3 access-points are supported.'


class UnsupportedS3ControlArnError(BotoCoreError):
    """The ARN given to an S3 Control operation is of a kind that it cannot take."""

    fmt = 'S3 ARN "{arn}" provided is invalid for this operation. {msg}'


class UnsupportedOutpostResourceError(BotoCoreError):
    """The Outposts ARN does not name an access point."""

    fmt = (
        'S3 Outpost ARN resource "{resource_name}" provided to "Bucket" parameter is invalid. Only ARNs for S3 '
        "Outpost arns with an access-point sub-resource are supported."
    )


class UnsupportedS3ConfigurationError(BotoCoreError):
    """S3 options that exclude each other."""

    fmt = "Unsupported configuration when using S3: {msg}"


class UnsupportedS3AccesspointConfigurationError(BotoCoreError):
    """S3 options that exclude access points."""

    fmt = "Unsupported configuration when using S3 access-points: {msg}"


class UnsupportedS3ControlConfigurationError(BotoCoreError):
    """S3 Control options that exclude each other."""

    fmt = "Unsupported configuration when using S3 Control: {msg}"


# ---------------------------------------------------------------- what AWS reports


class ClientError(Exception):
    """An AWS service answered with an error.

    `response` is the parsed reply: `response["Error"]["Code"]` and `["Message"]`, the error's modeled members, and
    `ResponseMetadata`. `operation_name` is the API operation (`"GetObject"`). `attempts` says what each attempt of the
    call met, the last one included.
    """

    MSG_TEMPLATE = (
        "An error occurred ({error_code}) when calling the {operation_name} operation{retry_info}: {error_message}"
    )
    response: dict[str, Any]
    operation_name: str
    attempts: tuple[Attempt, ...] = ()

    #: For the classes of modeled errors: the service and the error's name, by which another process finds the class.
    _modeled: tuple[str, str] | None = None

    def __init__(self, error_response: dict[str, Any], operation_name: str) -> None:
        error = error_response.get("Error", {})
        message = self.MSG_TEMPLATE.format(
            error_code=error.get("Code", "Unknown"),
            error_message=error.get("Message", "Unknown"),
            operation_name=operation_name,
            retry_info=self._get_retry_info(error_response),
        )
        super().__init__(message)
        self.response = error_response
        self.operation_name = operation_name

    def _get_retry_info(self, response: dict[str, Any]) -> str:
        metadata = response.get("ResponseMetadata", {})
        if metadata.get("MaxAttemptsReached", False) and "RetryAttempts" in metadata:
            return f" (reached max retries: {metadata['RetryAttempts']})"
        return ""

    def __reduce__(self) -> Reduced:
        cls = type(self)
        if cls._modeled is not None and client_error_class(*cls._modeled) is cls:
            return _restore_modeled, (*cls._modeled, self.args, dict(self.__dict__))
        # A class that the other process cannot import (made in a function, say) travels as its base.
        while not _importable(cls):
            cls = cls.__base__  # type: ignore[assignment]
        return _restore, (cls, self.args, dict(self.__dict__))


def _importable(cls: type) -> bool:
    found: Any = sys.modules.get(cls.__module__)
    for name in cls.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is cls


class EventStreamError(ClientError):
    """An event stream ended with an error frame or a modeled exception."""


_modeled_classes: dict[tuple[str, str], type[ClientError]] = {}


def client_error_class(service: str, name: str) -> type[ClientError]:
    """Return the subclass of `ClientError` for the error `name` of `service` (`"s3"`, `"NoSuchBucket"`).

    There is one class per pair in a process, shared by all clients; its instances pickle through this function.
    """
    key = (service, name)
    cls = _modeled_classes.get(key)
    if cls is None:
        body = {"__module__": __name__, "__doc__": f"The error {name} of the service {service}.", "_modeled": key}
        # setdefault: of two threads that make it at once, both get the same class.
        cls = _modeled_classes.setdefault(key, type(name, (ClientError,), body))
    return cls


def _restore_modeled(service: str, name: str, args: tuple[Any, ...], state: dict[str, Any]) -> BaseException:
    return _restore(client_error_class(service, name), args, state)


# ---------------------------------------------------------------- model attributes


class UndefinedModelAttributeError(Exception):
    """A service model lacks something that was asked of it."""


class MissingServiceIdError(UndefinedModelAttributeError):
    """A service model has no `serviceId`."""

    fmt = (
        "The model being used for the service {service_name} is missing the serviceId metadata property, "
        "which is required."
    )
    kwargs: dict[str, Any]

    def __init__(self, **kwargs: Any) -> None:
        Exception.__init__(self, self.fmt.format(**kwargs))
        self.kwargs = kwargs

    def __reduce__(self) -> Reduced:
        return _reduce(self)


# ---------------------------------------------------------------- boto3's own


class Boto3Error(Exception):
    """Base of the errors of sessions, resources, transfers and the DynamoDB helpers."""

    def __reduce__(self) -> Reduced:
        return _reduce(self)


class ResourceLoadException(Boto3Error):
    """A resource was used in a way that its definition does not allow."""


class ResourceNotLoadedError(ResourceLoadException):
    """Data of an awaited resource was read before `await resource.load()`: attributes never wait for a call."""


class ResourceDataNotFoundError(ResourceLoadException, AttributeError):
    """A resource was loaded, but is not in AWS's reply: it may not exist. boto3 raises AttributeError there."""


class ResourceIdentifiersError(Boto3Error, IndexError, ValueError):
    """A resource was given more identifiers than it has. boto3 raises IndexError there."""


class NoVersionFound(Boto3Error):
    """Kept for `except` clauses; nothing raises it."""


class UnknownAPIVersionError(Boto3Error, DataNotFoundError):
    """The resource model does not come in that API version."""

    def __init__(self, service_name: str, bad_api_version: str, available_api_versions: str) -> None:
        Exception.__init__(
            self,
            f"The '{service_name}' resource does not support an API version of: {bad_api_version}\n"
            f"Valid API versions are: {available_api_versions}",
        )


class ResourceNotExistsError(Boto3Error, DataNotFoundError):
    """There is no resource of that name (there may be a client)."""

    def __init__(self, service_name: str, available_services: Iterable[str], has_low_level_client: bool) -> None:
        names = "\n   - ".join(available_services)
        message = f"The '{service_name}' resource does not exist.\nThe available resources are:\n   - {names}\n"
        if has_low_level_client:
            message += f"\nConsider using a boto3.client('{service_name}') instead of a resource for '{service_name}'"
        Exception.__init__(self, message)


class RetriesExceededError(Boto3Error):
    """A transfer was tried as often as allowed; `last_exception` is what ended the last attempt."""

    last_exception: BaseException

    def __init__(self, last_exception: BaseException, msg: str = "Max Retries Exceeded") -> None:
        super().__init__(msg)
        self.last_exception = last_exception


class S3TransferFailedError(Boto3Error):
    """A transfer with S3 failed."""


class S3UploadFailedError(Boto3Error):
    """An upload to S3 failed."""


class S3DownloadFailedError(Boto3Error):
    """A download from S3 failed: the object was replaced while it was read."""


class S3CopyFailedError(Boto3Error):
    """A copy inside of S3 failed: the source was replaced meanwhile, or what belongs to it could not be copied."""


class S3ValidationError(Boto3Error):
    """S3 sent another range of an object than was asked for."""


class DynamoDBOperationNotSupportedError(Boto3Error):
    """A condition was built with an operator that its operand does not have."""

    def __init__(self, operation: str, value: object) -> None:
        Exception.__init__(
            self,
            f"{operation} operation cannot be applied to value {value} of type {type(value)} directly. Must use "
            "AttributeBase object methods (i.e. Attr().eq()). to generate ConditionBase instances first.",
        )


#: The misspelt name that boto3 keeps.
DynanmoDBOperationNotSupportedError = DynamoDBOperationNotSupportedError


class DynamoDBNeedsConditionError(Boto3Error):
    """Something that is no condition was given as one."""

    def __init__(self, value: object) -> None:
        Exception.__init__(
            self,
            f"Expecting a ConditionBase object. Got {value} of type {type(value)}. Use AttributeBase object methods "
            "(i.e. Attr().eq()). to generate ConditionBase instances.",
        )


class DynamoDBNeedsKeyConditionError(Boto3Error):
    """A key condition was built from something that is not a key."""


class UnprocessedItemsError(Boto3Error):
    """DynamoDB went on leaving items of a batch unwritten. (boto3 sends them for ever.)

    `unprocessed` has all that the batch writer still had to send, as it was given: `{"PutRequest": {"Item": …}}` and
    `{"DeleteRequest": {"Key": …}}`. `table_name` is the table, `attempts` the number of replies in a row that
    processed none of what was sent.
    """

    def __init__(self, table_name: str, unprocessed: list[dict[str, Any]], attempts: int) -> None:
        Exception.__init__(
            self,
            f"{len(unprocessed)} requests for table {table_name!r} are still to be sent: DynamoDB took none of those "
            f"sent to it {attempts} times in a row, as it does when its capacity is exceeded. They are in this error's "
            "`unprocessed`.",
        )
        self.table_name = table_name
        self.unprocessed = unprocessed
        self.attempts = attempts


class InvalidCrtTransferConfigError(Boto3Error):
    """A transfer configuration asks for options that the CRT transfer client does not have."""


# ---------------------------------------------------------------- warnings


class UnsupportedTLSVersionWarning(Warning):
    """The TLS library is too old for TLS 1.2."""


class ImminentRemovalWarning(Warning):
    """Something used here will be removed soon."""


class PythonDeprecationWarning(Warning):
    """This version of Python will not be supported for much longer."""

"""botocore's Session: another face of a session of Sotalia's, which has all of its state."""

from __future__ import annotations

import copy

from ...clients.arguments import ClientArguments, takes
from ...config import Config
from ...errors import UnknownServiceError
from ...settings.options import OPTIONS
from ..finder import VERSIONS
from ..modules import current
from . import initializers
from .components import Components

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from ...session import Session as OwnSession


#: What a row of `SESSION_VARIABLES` is: the key in the config file, the variable or variables, the default, a type.
Variable = tuple["str | None", "str | list[str] | None", object, object]


def session_variables() -> dict[str, Variable]:
    """Return the options of sessions as botocore's `SESSION_VARIABLES` has them."""
    return {
        name: (
            next((key for key in row.keys if isinstance(key, str)), None),
            list(row.env) if len(row.env) > 1 else next(iter(row.env), None),
            row.default,
            row.convert,
        )
        for name, row in OPTIONS.items()
    }


class Session:
    """A session of botocore.

    `session_vars` are more options, or other places for known ones, `(key, variable, default, type)` by name.
    `event_hooks` is the emitter that handlers are registered with. `include_builtin_handlers` says whether the handlers
    that programs put into `botocore.handlers.BUILTIN_HANDLERS` are. `profile` names a profile.
    """

    SESSION_VARIABLES = session_variables()
    LOG_FORMAT = "%(asctime)s - %(name)s - %(levelname)s - %(message)s"

    def __init__(
        self,
        session_vars: dict[str, Variable] | None = None,
        event_hooks: Any = None,
        include_builtin_handlers: bool = True,
        profile: str | None = None,
    ) -> None:
        own = self._new_own()
        if event_hooks is not None:
            own.events = event_hooks
        if not include_builtin_handlers:
            own.events = type(own.events)()
        # botocore's reads files when something of them is needed: a program may name others until then.
        own.settings.forget_files()
        self._begin(own)
        self.session_var_map.update(session_vars or {})
        if profile is not None:
            self.set_config_variable("profile", profile)
        initializers.run(self)

    def _new_own(self) -> Any:
        """Return a new session of Sotalia's for this to be the face of."""
        from ..boto3.session import Session as Above

        return Above(below=self)

    @classmethod
    def over(cls, own: Any) -> Self:
        """Return the face of a session of Sotalia's, as boto3's session has it."""
        session = cls.__new__(cls)
        session._begin(own)
        session.user_agent_name, session.user_agent_version = "Boto3", VERSIONS["boto3"]
        session.user_agent_extra = f"Botocore/{VERSIONS['botocore']}"
        session._agent = session.user_agent_name, session.user_agent_version, session.user_agent_extra
        initializers.run(session)
        return session

    def _begin(self, own: Any) -> None:
        #: The session whose face this is.
        self._sotalia: OwnSession = own
        self.user_agent_name = "Botocore"
        self.user_agent_version = VERSIONS["botocore"]
        self.user_agent_extra = ""
        #: What these three were at the start: only what a program has changed is sent.
        self._agent = self.user_agent_name, self.user_agent_version, self.user_agent_extra
        self.session_var_map: dict[str, Variable] = dict(self.SESSION_VARIABLES)
        self._variables: dict[str, Any] = {}
        self._components = self._internal_components = Components(self)

    # ------------------------------------------------------------ options

    @property
    def profile(self) -> str | None:
        """The profile in use, or None where none is named."""
        return self._sotalia.settings.profile

    @property
    def available_profiles(self) -> list[str]:
        """The profiles in AWS's files."""
        return self._sotalia.available_profiles

    @property
    def full_config(self) -> dict[str, Any]:
        """The config file, with the profiles of the credentials file."""
        return dict(self._sotalia.settings.full_config)

    def get_scoped_config(self) -> dict[str, Any]:
        """Return the options of the profile in use. Raises ProfileNotFound."""
        return dict(self._sotalia.settings.scoped_config)

    def get_config_variable(self, logical_name: str, methods: Any = None) -> Any:
        """Return the value of an option: set in code, by the environment, in the profile, or its default.

        `methods` are those of the three that count, of "instance", "env" and "config". None for an unknown option.
        """
        if logical_name in self._variables and (methods is None or "instance" in methods):
            return self._variables[logical_name]
        row = self.session_var_map.get(logical_name)
        if methods is None and row == self.SESSION_VARIABLES.get(logical_name):
            return self._sotalia.settings.get(logical_name)
        return None if row is None else self._by_row(row, methods or ("env", "config"))

    def _by_row(self, row: Variable, methods: Any) -> Any:
        key, variables, default, convert = row
        environ = self._sotalia.settings.environ
        names = [variables] if isinstance(variables, str) else variables or []
        value: Any = None
        if "env" in methods:
            value = next((environ[name] for name in names if name in environ), None)
        if value is None and key is not None and "config" in methods:
            value = self.get_scoped_config().get(key)
        if value is None:
            return default
        return convert(value) if callable(convert) else value

    def set_config_variable(self, logical_name: str, value: Any) -> None:
        """Set an option in code, which goes before all else."""
        self._variables[logical_name] = value
        self._sotalia.settings.set(logical_name, value)

    def instance_variables(self) -> dict[str, Any]:
        """Return the options that have been set in code."""
        return dict(self._variables)

    def get_default_client_config(self) -> Config | None:
        """Return the config that clients start with, or None."""
        return self._sotalia.default_config

    def set_default_client_config(self, client_config: Config | None) -> None:
        """Set the config that clients start with."""
        self._sotalia.default_config = client_config

    # ------------------------------------------------------------ credentials

    @property
    def _credentials(self) -> Any:
        return self._sotalia.identity.holder

    @_credentials.setter
    def _credentials(self, credentials: Any) -> None:
        own = self._sotalia
        if credentials is None:
            own._credentials = None
            own.identity = own._new_identity(own.identity.sources)
        else:
            own.set_credentials(credentials)

    def set_credentials(
        self, access_key: str, secret_key: str, token: str | None = None, account_id: str | None = None
    ) -> None:
        """Set the keys with which clients made from now on sign."""
        self._sotalia.set_credentials(access_key, secret_key, token, account_id)

    def get_credentials(self) -> Any:
        """Return the session's credentials, after looking for them if need be; None when there are none."""
        return self._sotalia.get_credentials()

    def get_auth_token(self, **kwargs: Any) -> Any:
        """Return the bearer token for the service that signs as `signing_name`, or None."""
        from ...clients._sync.alone import run_alone

        own = self._sotalia
        return run_alone(own.identity.token(kwargs.get("signing_name")), own.settings)

    # ------------------------------------------------------------ clients

    @takes(ClientArguments)
    def create_client(self, arguments: ClientArguments) -> Any:
        """Make a client of a service; see `sotalia.session.Session.client`."""
        return self._sotalia.make_client(arguments)

    def makes_clients_its_way(self) -> bool:
        """Return whether a subclass or a program has put something in the place of `create_client`."""
        return type(self).create_client is not _CREATE_CLIENT or "create_client" in vars(self)

    def _completed(self, arguments: ClientArguments) -> ClientArguments:
        """Return the arguments of a client with what programs have told this session in botocore's way."""
        self._components.hand_over()
        default = self._sotalia.default_config
        texts = (getattr(config, "user_agent", None) for config in (arguments.config, default))
        # As in boto3, a whole text takes the place of the name, but not of what is added.
        extra = self._changed_agent() if all(text is None for text in texts) else self._changed_extra()
        if not extra:
            return arguments
        config: Config = arguments.config or Config()
        given = config.user_agent_extra or getattr(default, "user_agent_extra", None)
        extra = f"{extra} {given}" if given else extra
        return arguments.replaced(config=config.merge(Config(user_agent_extra=extra)))

    def _changed_agent(self) -> str:
        """Return what programs have added to the session's user agent; its own name is in the header anyway."""
        words = [self._changed_extra()]
        if (self.user_agent_name, self.user_agent_version) != self._agent[:2]:
            words.insert(0, f"{self.user_agent_name}/{self.user_agent_version}")
        return " ".join(word for word in words if word)

    def _changed_extra(self) -> str:
        extra = self._agent[2]
        return self.user_agent_extra.removeprefix(extra).strip()

    def user_agent(self) -> str:
        """Return a text for a User-Agent header, in the old form: `name/version Python/… Linux/… extra`."""
        import platform

        text = (
            f"{self.user_agent_name}/{self.user_agent_version} Python/{platform.python_version()} "
            f"{platform.system()}/{platform.release()}"
        )
        environment = self._sotalia.settings.environ.get("AWS_EXECUTION_ENV")
        text += "" if environment is None else f" exec-env/{environment}"
        return f"{text} {self.user_agent_extra}" if self.user_agent_extra else text

    # ------------------------------------------------------------ models

    def get_service_model(self, service_name: str, api_version: str | None = None) -> Any:
        """Return a service's model. Raises UnknownServiceError."""
        self._components.hand_over()
        return self._sotalia._loader.service_model(service_name, api_version)

    def get_waiter_model(self, service_name: str, api_version: str | None = None) -> Any:
        """Return the model of a service's waiters. Raises UnknownServiceError where it has none."""
        document = self._sotalia._loader.waiter_document(service_name, api_version)
        if not document:
            raise _none_of(service_name, "waiters-2")
        return current("botocore.waiter", "WaiterModel")(document)

    def get_paginator_model(self, service_name: str, api_version: str | None = None) -> Any:
        """Return the model of a service's paginators. Raises UnknownServiceError where it has none."""
        paginators = self._sotalia._loader.paginators(service_name, api_version)
        if not paginators:
            raise _none_of(service_name, "paginators-1")
        return current("botocore.paginate", "PaginatorModel")({"pagination": paginators})

    def get_service_data(self, service_name: str, api_version: str | None = None) -> Any:
        """Return a service's model as JSON has it."""
        return self.get_component("data_loader").load_service_model(service_name, "service-2", api_version)

    def get_data(self, data_path: str) -> Any:
        """Return a file of models, by its path below a directory of models."""
        return self.get_component("data_loader").load_data(data_path)

    def get_available_services(self) -> list[str]:
        """Return the names of all services."""
        return self._sotalia.get_available_services()

    def get_available_partitions(self) -> list[str]:
        """Return the names of AWS's partitions."""
        return self._sotalia.get_available_partitions()

    def get_partition_for_region(self, region_name: str) -> str:
        """Return the partition that a region is in. Raises UnknownRegionError."""
        return self._sotalia.get_partition_for_region(region_name)

    def get_available_regions(
        self, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> list[str]:
        """Return the regions in which a service is known to be."""
        return self._sotalia.get_available_regions(service_name, partition_name, allow_non_regional)

    # ------------------------------------------------------------ events and components

    def register(
        self, event_name: str, handler: Any, unique_id: Any = None, unique_id_uses_count: bool = False
    ) -> None:
        """Register a handler for the clients that are made from now on; see `sotalia`'s events."""
        self._sotalia.events.register(event_name, handler, unique_id, unique_id_uses_count)

    def unregister(
        self, event_name: str, handler: Any = None, unique_id: Any = None, unique_id_uses_count: bool = False
    ) -> None:
        """Remove a handler."""
        self._sotalia.events.unregister(event_name, handler, unique_id, unique_id_uses_count)

    def emit(self, event_name: str, **kwargs: Any) -> Any:
        """Call the handlers of an event; return pairs of them and what they returned."""
        return self._sotalia.events.emit(event_name, **kwargs)

    def emit_first_non_none_response(self, event_name: str, **kwargs: Any) -> Any:
        """Call the handlers of an event; return what the first that returned something did."""
        from ...events.emitter import first_response

        return first_response(self._sotalia.events.emit(event_name, **kwargs))

    @property
    def _events(self) -> Any:
        return self._sotalia.events

    def get_component(self, name: str) -> Any:
        """Return a part of the session by its name: `event_emitter`, `data_loader`, … Raises ValueError."""
        return self._components.get_component(name)

    def register_component(self, name: str, component: Any) -> None:
        """Replace a part of the session."""
        self._components.register_component(name, component)

    def lazy_register_component(self, name: str, component: Any) -> None:
        """Replace a part of the session by what the function `component` returns when the part is first needed."""
        self._components.lazy_register_component(name, component)

    _get_internal_component = get_component
    _register_internal_component = register_component

    # ------------------------------------------------------------ logging

    def set_debug_logger(self, logger_name: str = "botocore") -> None:
        """Print all messages of a logger."""
        self.set_stream_logger(logger_name, "DEBUG")

    def set_stream_logger(
        self, logger_name: str, log_level: Any, stream: Any = None, format_string: str | None = None
    ) -> None:
        """Print the messages of a logger from a level on to `stream`, by default stderr."""
        import logging

        _log_to(logging.StreamHandler(stream), logger_name, log_level, format_string or self.LOG_FORMAT)

    def set_file_logger(self, log_level: Any, path: str, logger_name: str = "botocore") -> None:
        """Append the messages of a logger from a level on to a file."""
        import logging

        _log_to(logging.FileHandler(path), logger_name, log_level, self.LOG_FORMAT)

    def __copy__(self) -> Session:
        own = copy.copy(self._sotalia)
        session = type(self).__new__(type(self))
        session.__dict__.update(self.__dict__)
        session._sotalia = own
        return session


#: The method as it is, which a subclass or a program may replace.
_CREATE_CLIENT = Session.create_client


def _log_to(handler: Any, logger_name: str, log_level: Any, format_string: str) -> None:
    import logging

    logger = logging.getLogger(logger_name)
    logger.setLevel(logging.DEBUG)
    handler.setLevel(log_level)
    handler.setFormatter(logging.Formatter(format_string))
    logger.addHandler(handler)


def _none_of(service_name: str, type_name: str) -> UnknownServiceError:
    return UnknownServiceError(service_name=service_name, known_service_names=f"those that have {type_name}")


def get_session(env_vars: dict[str, Variable] | None = None) -> Session:
    """Return a new session; `env_vars` as `session_vars` of Session."""
    session: Session = current("botocore.session", "Session")(env_vars)
    return session

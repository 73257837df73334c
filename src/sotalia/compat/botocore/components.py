"""The parts of a session of botocore by their names, as views of what a session of Sotalia's has."""

from __future__ import annotations

import sys
from os.path import isdir

from ...model.builtin import BUILTIN_DATA_PATH
from ..modules import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .session import Session


class Components:
    """The parts; each is made when it is first asked for, and may be replaced."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._parts: dict[str, Any] = {}
        self._makers: dict[str, Callable[[], Any]] = {}
        #: Names of parts that a program has replaced, and Sotalia's session has not been told of.
        self._replaced: set[str] = set()

    def get_component(self, name: str) -> Any:
        """Return a part. Raises ValueError for an unknown name."""
        if name == "event_emitter":
            return self._session._sotalia.events
        part = self._parts.get(name)
        if part is None:
            maker = self._makers.pop(name, None) or getattr(self, f"_{name}", None)
            if maker is None:
                raise ValueError(f"Unknown component: {name}")
            part = self._parts[name] = maker()
        return part

    def register_component(self, name: str, component: Any) -> None:
        """Replace a part."""
        self._parts[name] = component
        self._replaced.add(name)
        if name == "event_emitter":
            self._session._sotalia.events = component
        elif name == "credential_provider":
            self.hand_over()  # boto3's session, over this one, may be asked for them next

    def lazy_register_component(self, name: str, no_arg_factory: Callable[[], Any]) -> None:
        """Replace a part by what a function returns, once the part is needed."""
        self._parts.pop(name, None)
        self._makers[name] = no_arg_factory
        self._replaced.add(name)

    def hand_over(self) -> None:
        """Tell Sotalia's session what programs have changed here: before each client, and before it has credentials."""
        if "botocore.loaders" in sys.modules or "data_loader" in self._parts or "data_loader" in self._replaced:
            self._hand_over_loader()
        if "credential_provider" in self._replaced or self._resolver_is_replaced():
            self._replaced.discard("credential_provider")
            from .credentials import ask_resolver

            ask_resolver(self._session._sotalia, self.get_component("credential_provider"))

    def _hand_over_loader(self) -> None:
        from .loaders import AskingLoader, is_programs, is_replaced

        loader = self._parts.get("data_loader")
        if loader is not None or "data_loader" in self._replaced or is_replaced():
            loader = self.get_component("data_loader")
            self._hand_over_paths(loader)
        own = self._session._sotalia
        asks, before = loader is not None and is_programs(loader), own._loader
        if isinstance(before, AskingLoader) and (not asks or before.asked is not loader):
            before = own._loader = before.own
        if asks and not isinstance(before, AskingLoader):
            own._loader = AskingLoader(loader, before)

    def _hand_over_paths(self, loader: Any) -> None:
        """Have models looked for where a loader that a program may have changed looks for them."""
        paths = self._session._sotalia._loader.search_paths
        theirs = [str(path) for path in getattr(loader, "search_paths", ())]
        builtin = getattr(type(loader), "BUILTIN_DATA_PATH", BUILTIN_DATA_PATH)
        # Theirs in their order, where they have them; the models that come with botocore are ours already.
        new = [path for path in theirs if path not in paths and path != builtin and not _is_boto3s(path)]
        place = paths.index(BUILTIN_DATA_PATH) if BUILTIN_DATA_PATH in paths else len(paths)
        paths[place:place] = new

    def _data_loader(self) -> Any:
        loader = current("botocore.loaders", "create_loader")(self._session.get_config_variable("data_path"))
        path = _path_of_boto3s()
        if path is not None and hasattr(loader, "search_paths"):
            loader.search_paths.append(path)
        return loader

    def _resolver_is_replaced(self) -> bool:
        """Return whether a program has replaced what makes the resolver, and this session has not asked that yet."""
        module = sys.modules.get("botocore.credentials")
        given = module is not None and module.__dict__.get("create_credential_resolver")
        return bool(given) and given is not _own_maker() and "credential_provider" not in self._parts

    def _credential_provider(self) -> Any:
        return current("botocore.credentials", "create_credential_resolver")(self._session)

    def _config_store(self) -> Any:
        return ConfigStore(self._session)

    def _endpoint_resolver(self) -> Any:
        return self._session._sotalia.regions

    def _token_provider(self) -> Any:
        return TokenProvider(self._session)

    def _exceptions_factory(self) -> Any:
        return current("botocore.errorfactory", "ClientExceptionsFactory")()

    def _response_parser_factory(self) -> Any:
        return current("botocore.parsers", "ResponseParserFactory")()


def _path_of_boto3s() -> str | None:
    """Return the folder with the resources that come with an installed boto3: its sessions' loaders read them, too."""
    own = current("boto3", "__path__")
    return next((f"{folder}/data" for folder in own if isdir(f"{folder}/data")), None)


def _is_boto3s(path: str) -> bool:
    """Return whether a path is that of the resources that come with boto3, which are Sotalia's already."""
    return path.replace("\\", "/").endswith("/boto3/data")


def _own_maker() -> Any:
    from .credentials import create_credential_resolver

    return create_credential_resolver


class ConfigStore:
    """The component `config_store`: a session's options."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_config_variable(self, logical_name: str) -> Any:
        """Return an option's value."""
        return self._session.get_config_variable(logical_name)

    def set_config_variable(self, logical_name: str, value: Any) -> None:
        """Set an option in code."""
        self._session.set_config_variable(logical_name, value)

    def clear_config_variable(self, logical_name: str) -> None:
        """Forget what was set in code."""
        self._session._variables.pop(logical_name, None)
        self._session._sotalia.settings.set(logical_name, None)

    def set_config_provider(self, logical_name: str, provider: Any) -> None:
        """Take an option's value from `provider.provide()`, as it is now."""
        value = provider.provide()
        if value is not None:
            self.set_config_variable(logical_name, value)

    def get_config_provider(self, logical_name: str) -> Any:
        """Return an object whose `provide()` returns the option's value."""
        return _Provider(self, logical_name)


class _Provider:
    def __init__(self, store: ConfigStore, name: str) -> None:
        self._store, self._name = store, name

    def provide(self) -> Any:
        """Return the option's value."""
        return self._store.get_config_variable(self._name)


class TokenProvider:
    """The component `token_provider`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def load_token(self, **kwargs: Any) -> Any:
        """Return the session's bearer token, or None."""
        return self._session.get_auth_token(**kwargs)

"""Which models there are: the built-in ones, and those that users bring along as JSON.

Models are looked for in `Loader.search_paths`, in order; the built-in ones have their place in that list too. A
directory there holds JSON as boto3's `data` directory does: SERVICE/VERSION/TYPE.json (or .json.gz), with an optional
TYPE.sdk-extras.json that is merged over it. Such files go through the compiler that made the built-in packs.

Built-in models, and compiled JSON, are kept for the whole process and shared by all loaders; JSON is compiled anew when
its file has changed. Nothing is looked up before it is asked for: the usual question, the newest version of a
built-in service with no directory of the user's in the way, costs one look into the index of the pack.
"""

from __future__ import annotations

import os

from ..errors import BotoCoreError, DataNotFoundError, UnknownServiceError
from . import userfiles
from .builtin import (
    BUILTIN_DATA_PATH,
    EndpointTables,
    builtin_endpoints,
    builtin_pack,
    builtin_part,
    builtin_raw,
    builtin_resources,
    builtin_service,
    builtin_version,
    has_part,
)
from .compile import compile_service, merge_extras
from .errors import MalformedModelError
from .pack import KINDS, Entry
from .service import MemorySource, ServiceModel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from .resources import ResourceDefinitions
    from .service import Docs

    #: A part of a user's model: a file, or something built in.
    Piece = str | tuple[Entry, str]

_services: dict[tuple[str, str], ServiceModel] = {}


class Loader:
    """Finds models. Cheap to make; several may exist, each with search paths of its own."""

    def __init__(self, search_paths: Iterable[str] | None = None, *, include_default_search_paths: bool = True) -> None:
        """`search_paths` come before `~/.aws/models` and the built-in models."""
        #: May be changed at any time, as users do with boto3's `session._loader.search_paths`.
        self.search_paths: list[str] = [] if search_paths is None else list(search_paths)
        if include_default_search_paths:
            self.search_paths += [os.path.join(os.path.expanduser("~"), ".aws", "models"), BUILTIN_DATA_PATH]

    # ------------------------------------------------------------ names and versions

    def list_available_services(self, type_name: str = "service-2") -> list[str]:
        """Return the names of all services that have a model of that type, sorted."""
        letter = KINDS.get(type_name, "?")
        names: set[str] = set()
        for path in self.search_paths:
            if path == BUILTIN_DATA_PATH:
                names.update(entry.name for entry in builtin_pack().entries() if letter in entry.kinds)
            else:
                names.update(name for name in userfiles.directories(path) if _versions(path, name, type_name))
        return sorted(names)

    def list_api_versions(self, service_name: str, type_name: str = "service-2") -> list[str]:
        """Return the versions of a service that have a model of that type, oldest first. Raises DataNotFoundError."""
        letter = KINDS.get(type_name, "?")
        versions: set[str] = set()
        # It must be a plain name, which cannot lead out of the directory.
        is_name = isinstance(service_name, str) and os.path.basename(service_name) == service_name
        for path in self.search_paths if is_name else ():
            if path == BUILTIN_DATA_PATH:
                entries = builtin_pack().versions(service_name)
                versions.update(entry.version for entry in entries if letter in entry.kinds)
            else:
                versions.update(_versions(path, service_name, type_name))
        if not versions:
            raise DataNotFoundError(data_path=service_name)
        return sorted(versions)

    def determine_latest_version(self, service_name: str, type_name: str = "service-2") -> str:
        """Return the newest version of a service that has a model of that type. Raises DataNotFoundError."""
        return self.list_api_versions(service_name, type_name)[-1]

    # ------------------------------------------------------------ compiled

    def service_model(self, service_name: str, api_version: str | None = None) -> ServiceModel:
        """Return a service, in its newest version unless told otherwise; the same object each time.

        Raises UnknownServiceError, DataNotFoundError for a version that is not there, MalformedModelError.
        """

        def make(model: Any, path: str) -> ServiceModel:
            return ServiceModel(MemorySource(compile_service(model, path)), service_name)

        place = self._find(service_name, "service-2", api_version)
        if not isinstance(place, Entry):
            return _cached(place, (ServiceModel, service_name), make)  # type: ignore[no-any-return]
        key = service_name, place.version
        model = _services.get(key)
        if model is None:
            model = _services.setdefault(key, ServiceModel(builtin_service(place), service_name))
        return model

    def paginators(self, service_name: str, api_version: str | None = None) -> dict[str, Any]:
        """Return operation name -> how its results are paged; empty when the service has no paginators."""
        document = self._extra(service_name, "paginators-1", api_version, "pagination")
        paging: dict[str, Any] = document.get("pagination", {})
        return paging

    def waiter_document(self, service_name: str, api_version: str | None = None) -> dict[str, Any]:
        """Return the document of a service's waiters, `version` and `waiters`; empty when it has none. Only read it."""
        return self._extra(service_name, "waiters-2", api_version, "waiters")

    def resource(self, service_name: str, api_version: str | None = None) -> ResourceDefinitions:
        """Return the definitions of a service's resources, the same object each time.

        Raises UnknownServiceError, DataNotFoundError, MalformedModelError.
        """

        def make(model: Any, path: str) -> ResourceDefinitions:
            from .documents import RESOURCES, check_document
            from .resources import ResourceDefinitions, compile_resources

            check_document(model, RESOURCES, path)
            return ResourceDefinitions(compile_resources(model, path))

        place = self._find(service_name, "resources-1", api_version)
        if isinstance(place, Entry):
            return builtin_resources(place)
        return _cached(place, "resources", make)  # type: ignore[no-any-return]

    def endpoint_rules(
        self,
        service_name: str,
        api_version: str | None = None,
        compile_rule_set: Callable[[dict[str, Any]], Any] | None = None,
    ) -> Any:
        """Return the compiled endpoint rule set.

        JSON that a user brought along goes through `compile_rule_set` (the endpoint layer's, which this layer may not
        import), or is returned as it is. Raises UnknownServiceError, DataNotFoundError, MalformedModelError.
        """

        def make(model: Any, path: str) -> Any:
            return model if compile_rule_set is None else compile_rule_set(model)

        place = self._find(service_name, "endpoint-rule-set-1", api_version)
        if isinstance(place, Entry):
            return builtin_part(place, "endpoint-rule-set-1")
        return _cached(place, ("rules", compile_rule_set), make)

    def partitions(self, compile_partitions: Callable[[dict[str, Any]], Any] | None = None) -> Any:
        """Return the compiled partitions.json. A user's own goes through `compile_partitions`, if that is given."""
        file = self._user_file("partitions") if compile_partitions else None
        if file is None or compile_partitions is None:
            return builtin_part(None, "compiled partitions")
        compiler = compile_partitions

        def make(model: Any, path: str) -> Any:
            from .documents import PARTITIONS, check_document

            check_document(model, PARTITIONS, path)
            return compiler(model)

        return _cached([file], ("partitions", compiler), make)

    def endpoints(self, compile_endpoints: Callable[[dict[str, Any]], Any] | None = None) -> EndpointTables:
        """Return the compiled endpoints.json. A user's own goes through `compile_endpoints`, if that is given."""

        def make(model: Any, path: str) -> EndpointTables:
            from .documents import ENDPOINTS, check_document

            assert compile_endpoints is not None
            check_document(model, ENDPOINTS, path)
            index, slices = compile_endpoints(model)
            return EndpointTables(index, slices.get, builtin=False)

        file = self._user_file("endpoints") if compile_endpoints else None
        if file is None:
            return builtin_endpoints()
        return _cached([file], ("endpoints", compile_endpoints), make)  # type: ignore[no-any-return]

    def docs(self, service_name: str, api_version: str | None = None) -> Docs:
        """Open a service's prose."""
        return self.service_model(service_name, api_version).docs

    # ------------------------------------------------------------ as JSON

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> dict[str, Any]:
        """Return a model as its JSON says, extras merged; a fresh dict each time.

        Built-in service models come without prose and examples, and built-in endpoint rule sets not at all.
        Raises UnknownServiceError, DataNotFoundError, MalformedModelError.
        """
        place = self._find(service_name, type_name, api_version)
        return builtin_raw(place, type_name) if isinstance(place, Entry) else _merged(place)  # type: ignore[no-any-return]

    def load_data(self, name: str) -> Any:
        """Return the JSON document called `name`: `endpoints`, `partitions`, `ec2/2016-11-15/paginators-1`, …

        Raises DataNotFoundError, MalformedModelError.
        """
        return self.load_data_with_path(name)[0]

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """Return the JSON document called `name`, and the path that it came from, without its ending."""
        parts = name.replace(os.sep, "/").split("/")
        for path in self.search_paths:
            where = os.path.join(path, *parts)
            if path != BUILTIN_DATA_PATH:
                file = userfiles.find(where)
                if file is not None:
                    return userfiles.read(file), where
            elif len(parts) == 1:
                document = builtin_raw(None, name)
                if document is not None:
                    return document, where
            elif len(parts) == 3:
                entry = builtin_version(parts[0], parts[1])
                document = None if entry is None else builtin_raw(entry, parts[2])
                if document is not None:
                    return document, where
        raise DataNotFoundError(data_path=name)

    def is_builtin_path(self, path: str) -> bool:
        """Return whether a path that `load_data_with_path` gave means the built-in models."""
        return os.path.expanduser(os.path.expandvars(path)).startswith(BUILTIN_DATA_PATH)

    # ------------------------------------------------------------ finding

    def _find(self, service_name: str, type_name: str, api_version: str | None) -> Entry | list[Piece]:
        """Return where a model is: built in, or the user's file and, if there are any, the extras to merge over it.

        Built-in extras belong to a user's model of the same version too. A user's extras over a built-in model come on
        top of the built-in ones.
        """
        version = self._version(service_name, type_name, api_version)
        extras_name = f"{type_name}.sdk-extras"
        base: str | Entry | None = None
        extras: Piece | None = None
        for path in self.search_paths:
            if path == BUILTIN_DATA_PATH:
                entry = builtin_version(service_name, version)
                if entry is None:
                    continue
                if base is None and KINDS.get(type_name, "?") in entry.kinds:
                    base = entry
                # A file of the user's that was found already needs the built-in extras; a built-in model has them.
                if extras is None and isinstance(base, str) and has_part(entry, extras_name):
                    extras = entry, extras_name
            else:
                base = base or userfiles.find(path, service_name, version, type_name)
                extras = extras or userfiles.find(path, service_name, version, extras_name)
        if base is None:
            raise DataNotFoundError(data_path=f"{service_name}/{version}/{type_name}")
        if isinstance(base, Entry):
            return base if extras is None else [(base, type_name), extras]
        return [base] if extras is None else [base, extras]

    def _version(self, service_name: str, type_name: str, api_version: str | None) -> str:
        try:
            versions = self.list_api_versions(service_name, type_name)
        except DataNotFoundError:
            raise self._unknown(service_name, type_name) from None
        return versions[-1] if api_version is None else api_version

    def _unknown(self, service_name: str, type_name: str) -> UnknownServiceError:
        from .names import did_you_mean

        names = self.list_available_services(type_name)
        error = UnknownServiceError(service_name=service_name, known_service_names=", ".join(names))
        question = did_you_mean(str(service_name), names)
        if question:
            start = f"Unknown service: '{service_name}'. "
            error.args = (f"{start}{question} {str(error).removeprefix(start)}",)
        return error

    def _user_file(self, name: str) -> str | None:
        for path in self.search_paths:
            if path == BUILTIN_DATA_PATH:
                return None
            file = userfiles.find(path, name)
            if file is not None:
                return file
        return None

    def _document(self, service_name: str, type_name: str, api_version: str | None) -> Any:
        """Return a model as its JSON says, shared: for those who only read it."""
        place = self._find(service_name, type_name, api_version)
        if isinstance(place, Entry):
            return builtin_part(place, type_name)
        return _cached(place, type_name, _checked_paginators if type_name == "paginators-1" else lambda model, _: model)

    def _extra(self, service_name: str, type_name: str, api_version: str | None, key: str) -> dict[str, Any]:
        """Return a model that goes with a service's own, with an object under `key`; empty when there is none."""
        if api_version is None:
            api_version = self._version(service_name, "service-2", None)
        try:
            document = self._document(service_name, type_name, api_version)
        except DataNotFoundError:
            return {}
        if not isinstance(document, dict) or not isinstance(document.get(key), dict):
            path = f"{service_name}/{api_version}/{type_name}"
            raise MalformedModelError(path=path, reason=f"a JSON object with an object {key!r} in it was expected")
        return document


def _checked_paginators(model: Any, path: str) -> Any:
    from .documents import PAGINATORS, check_document

    check_document(model, PAGINATORS, path)
    return model


def create_loader(search_path_string: str | None = None) -> Loader:
    """Return a loader for a value of AWS_DATA_PATH: directories separated as in PATH, `~` and variables expanded."""
    if search_path_string is None:
        return Loader()
    paths = search_path_string.split(os.pathsep)
    return Loader([os.path.expanduser(os.path.expandvars(path)) for path in paths])


def _versions(path: str, service_name: str, type_name: str) -> list[str]:
    return [
        version
        for version in userfiles.directories(path, service_name)
        if userfiles.find(path, service_name, version, type_name)
    ]


def _merged(pieces: list[Piece]) -> Any:
    """Read a model that is at least partly the user's."""
    model, *extras = [userfiles.read(piece) if isinstance(piece, str) else builtin_raw(*piece) for piece in pieces]
    if extras and not all(isinstance(document, dict) for document in (model, *extras)):
        raise MalformedModelError(path=_path(pieces), reason="a JSON object was expected")
    merge_extras(model, extras)
    return model


def _cached(pieces: list[Piece], key: Any, make: Callable[[Any, str], Any]) -> Any:
    """Return `make(model, path)`, or what it returned last time if the user's files are unchanged.

    Whatever is wrong with the files becomes one of the documented errors here.
    """
    files = [piece for piece in pieces if isinstance(piece, str)]

    def make_documented() -> Any:
        try:
            return make(_merged(pieces), _path(pieces))
        except BotoCoreError:
            raise
        except Exception as error:
            raise MalformedModelError(path=_path(pieces), reason=f"{type(error).__name__}: {error}") from error

    return userfiles.cached(files, (key, len(pieces)), make_documented)


def _path(pieces: list[Piece]) -> str:
    return " with ".join(piece for piece in pieces if isinstance(piece, str))

"""Compiled records -> the JSON model they were made from, less its prose and examples."""

from __future__ import annotations

from .compile import LIST, MAP, STRUCTURE, TYPES, unflatten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .service import Source


def raw_service(source: Source) -> dict[str, Any]:
    """Return the service-2 document of a compiled service; a fresh dict."""
    header = source.header
    names, ids = source.shape_names()
    by_id = dict(zip(ids, names, strict=True))
    shapes = {name: source.record(shape_id) for name, shape_id in zip(names, ids, strict=True)}
    result = {
        **header["rest"],
        "metadata": dict(header["metadata"]),
        "operations": {
            name: _operation(source.record(operation_id), by_id)
            for name, operation_id in zip(header["operations"], header["operation_ids"], strict=True)
        },
        "shapes": {name: _shape(record, by_id) for name, record in shapes.items()},
    }
    if header["client_context"]:
        result["clientContextParams"] = {name: dict(spec) for name, spec in header["client_context"].items()}
    return result


def _reference(reference: tuple[Any, ...], names: dict[int, str]) -> dict[str, Any]:
    shape_id, traits = reference
    target = {} if shape_id is None else {"shape": names.get(shape_id, shape_id)}
    return {**target, **unflatten(traits)}


def _operation(record: tuple[Any, ...], names: dict[int, str]) -> dict[str, Any]:
    name, http, input_reference, output_reference, errors, flat = record
    traits = unflatten(flat)
    operation: dict[str, Any] = {"name": name, **traits}
    if operation["name"] is None:
        del operation["name"]
    if http is not None:
        operation["http"] = unflatten(http)
    if input_reference is not None:
        operation["input"] = _reference(input_reference, names)
    if output_reference is not None:
        operation["output"] = _reference(output_reference, names)
    if errors is not None:
        operation["errors"] = [
            _reference((error, None) if isinstance(error, int) else error, names) for error in errors
        ]
    return operation


def _shape(record: tuple[Any, ...], names: dict[int, str]) -> dict[str, Any]:
    _, kind, traits, flat = record
    shape = unflatten(traits)
    if kind is not None:
        shape["type"] = TYPES[kind] if isinstance(kind, int) else kind
    if flat is None:
        return shape
    if kind == STRUCTURE:
        shape["members"] = {flat[at]: _reference(flat[at + 1 : at + 3], names) for at in range(0, len(flat), 3)}
    elif kind == LIST:
        shape["member"] = _reference(flat, names)
    elif kind == MAP:
        shape["key"] = _reference(flat[:2], names)
        shape["value"] = _reference(flat[2:], names)
    return shape

"""Bytes from a file in a parameter of their own, where the API has them inside of a structure.

rekognition detect-faces --image-bytes fileb://face.jpg
"""

from __future__ import annotations

from ..adapt import Adapted, Extra
from ..faults import bad_value
from ..paramfile import FileError, file_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class NestedBytes(Adapted):
    """Base: `places` has, by option, the parameter and the member in it that the bytes go to."""

    places: dict[str, tuple[str, str]] = {}

    def options(self, options: dict[str, Any]) -> None:
        """Add the options, and demand none of the structures."""
        self.not_required = [option.name for option in options.values() if option.member in dict(self.places.values())]
        self.extras = [Extra(f"--{name}", f"The file of {name}, as fileb://path.") for name in self.places]
        super().options(options)

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Put the bytes where they belong."""
        for name, (parameter, member) in self.places.items():
            if name in values:
                try:
                    content = file_content(values[name])
                except FileError as error:
                    raise bad_value(f"--{name}", str(error)) from None
                parameters.setdefault(parameter, {})[member] = content


class Image(NestedBytes):
    """Operations about one image."""

    places = {"image-bytes": ("Image", "Bytes")}


class TwoImages(NestedBytes):
    """`compare-faces`."""

    places = {"source-image-bytes": ("SourceImage", "Bytes"), "target-image-bytes": ("TargetImage", "Bytes")}


class Terminology(NestedBytes):
    """`translate import-terminology`."""

    places = {"data-file": ("TerminologyData", "File")}


class Document(NestedBytes):
    """`translate translate-document`."""

    places = {"document-content": ("Document", "Content")}


class AssetBundle(NestedBytes):
    """`quicksight start-asset-bundle-import-job`."""

    places = {"asset-bundle-import-source-bytes": ("AssetBundleImportSource", "Body")}

"""The classes that those of all services are made of, together for `sotalia.types`."""

from __future__ import annotations

from ..clients._async.streaming import AsyncEventStream as AsyncEventStream
from ..clients._async.streaming import AsyncStreamingBody as AsyncStreamingBody
from ..clients._sync.streaming import EventStream as EventStream
from ..clients._sync.streaming import StreamingBody as StreamingBody
from ..core.service_exceptions import ServiceExceptions as ServiceExceptions
from ..resources._async.listing import AsyncCollectionManager as AsyncCollectionManager
from ..resources._async.listing import AsyncResourceCollection as AsyncResourceCollection
from ..resources._async.resource import AsyncRootResource as AsyncRootResource
from ..resources._async.resource import AsyncServiceResource as AsyncServiceResource
from ..resources._sync.listing import CollectionManager as CollectionManager
from ..resources._sync.listing import ResourceCollection as ResourceCollection
from ..resources._sync.resource import RootResource as RootResource
from ..resources._sync.resource import ServiceResource as ServiceResource
from ..resources.meta import ResourceMeta as ResourceMeta

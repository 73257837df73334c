"""The bodies that the server answers with, shaped and sized like AWS's own."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

REQUEST_ID = "7b2f0c9e-41d5-4d3a-9f7e-5a1f0c6d2e8b"


class Reply(NamedTuple):
    """A body and the headers that come with it; the bodies of later pages, by the `marker` that asks for them; whether
    it comes over TLS.
    """

    body: bytes
    headers: dict[str, str]
    pages: Mapping[str, bytes] = MappingProxyType({})
    secure: bool = False


def secure(make: Callable[[], Reply]) -> Reply:
    """Return another reply, as it comes over TLS."""
    plain = make()
    return Reply(plain.body, plain.headers, plain.pages, secure=True)


def get_item() -> Reply:
    """DynamoDB `GetItem`: an item of some ten attributes."""
    return _dynamodb({"Item": _item(1)})


def query(count: int = 100) -> Reply:
    """DynamoDB `Query`: so many such items; 2,800 are nearly the megabyte that a page may have."""
    return _dynamodb({"Items": [_item(number) for number in range(count)], "Count": count, "ScannedCount": count})


def _item(number: int) -> dict[str, object]:
    return {
        "pk": {"S": f"USER#{number:08}"},
        "sk": {"S": "PROFILE"},
        "name": {"S": f"Sotalia fluviatilis {number}"},
        "email": {"S": f"tucuxi{number}@example.com"},
        "age": {"N": str(20 + number % 50)},
        "balance": {"N": f"{number * 3.25:.2f}"},
        "active": {"BOOL": number % 3 != 0},
        "tags": {"L": [{"S": "river"}, {"S": "amazon"}]},
        "address": {"M": {"city": {"S": "Tefé"}, "zip": {"S": "69550-000"}, "floor": {"NULL": True}}},
        "avatar": {"B": "c290YWxpYQ=="},
    }


def _dynamodb(document: dict[str, object]) -> Reply:
    body = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": REQUEST_ID.upper()}
    return Reply(body, headers | {"x-amz-crc32": str(zlib.crc32(body))})


def get_caller_identity() -> Reply:
    """STS `GetCallerIdentity`."""
    body = (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <GetCallerIdentityResult>\n'
        "    <Arn>arn:aws:iam::123456789012:user/tucuxi</Arn>\n    <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>\n"
        "    <Account>123456789012</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n"
        f"    <RequestId>{REQUEST_ID}</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n"
    )
    return Reply(body.encode(), {"Content-Type": "text/xml", "x-amzn-RequestId": REQUEST_ID})


def list_objects_v2(count: int = 1000) -> Reply:
    """S3 `ListObjectsV2`: a page of so many keys."""
    return Reply(_listing(range(count), _LOG, f"<KeyCount>{count}</KeyCount>", last=True), _S3_HEADERS)


#: Pages of 1,000 keys in `list_objects`.
PAGES = 100


def list_objects() -> Reply:
    """S3 `ListObjects`: 100,000 keys in pages of 1,000, each asked for by the last key of the one before."""
    key = "server-{:06}.json.gz"
    first, *more = (
        _listing(range(page * 1000, page * 1000 + 1000), key, "<Marker/>", last=page == PAGES - 1)
        for page in range(PAGES)
    )
    markers = (key.format(page * 1000 - 1) for page in range(1, PAGES))
    return Reply(first, _S3_HEADERS, dict(zip(markers, more, strict=True)))


_S3_HEADERS = {
    "Content-Type": "application/xml",
    "x-amz-request-id": "4442587FB7D0A2F9",
    "x-amz-id-2": "c290YWxpYQ==",
    "x-amz-bucket-region": "us-east-1",
}


_LOG = "logs/2026/11/{:05}-server.json.gz"


def _listing(numbers: Iterable[int], key: str, kind: str, *, last: bool) -> bytes:
    contents = "".join(
        f"<Contents><Key>{key.format(number)}</Key>"
        f"<LastModified>2026-11-22T04:{number // 60 % 60:02}:{number % 60:02}.000Z</LastModified>"
        f"<ETag>&quot;{number:032x}&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>"
        f"<ChecksumType>FULL_OBJECT</ChecksumType><Size>{number * 977}</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
        for number in numbers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>bench-bucket</Name><Prefix>logs/</Prefix>{kind}<MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>"
        f"<IsTruncated>{'false' if last else 'true'}</IsTruncated>{contents}</ListBucketResult>"
    ).encode()


def stored_object() -> Reply:
    """S3 `GetObject`: 1 KiB that was stored with a checksum of the usual kind."""
    return Reply(b"x" * 1024, _STORED | {"Content-Type": "binary/octet-stream"})


def stored() -> Reply:
    """S3 `PutObject`."""
    return Reply(b"", _STORED | {"Content-Type": "text/plain"})


_STORED = {
    "x-amz-request-id": "4442587FB7D0A2F9",
    "x-amz-id-2": "c290YWxpYQ==",
    "ETag": '"88fbe2b5a4d80b2d4a4d3e2ad4b9c1f5"',
    "x-amz-server-side-encryption": "AES256",
    "x-amz-checksum-crc32": base64.b64encode(zlib.crc32(b"x" * 1024).to_bytes(4, "big")).decode(),
    "x-amz-checksum-type": "FULL_OBJECT",
}


def describe_instances(count: int = 100) -> Reply:
    """EC2 `DescribeInstances`: so many reservations of one instance each."""
    items = "".join(_reservation(number) for number in range(count))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n'
        f"    <requestId>{REQUEST_ID}</requestId>\n    <reservationSet>\n{items}    </reservationSet>\n"
        "</DescribeInstancesResponse>"
    )
    return Reply(body.encode(), {"Content-Type": "text/xml;charset=UTF-8", "x-amzn-requestid": REQUEST_ID})


_INSTANCE = """        <item>
            <reservationId>r-{n:017x}</reservationId>
            <ownerId>123456789012</ownerId>
            <groupSet/>
            <instancesSet>
                <item>
                    <instanceId>i-{n:017x}</instanceId>
                    <imageId>ami-0abcdef1234567890</imageId>
                    <instanceState><code>16</code><name>running</name></instanceState>
                    <privateDnsName>ip-10-0-0-{n}.ec2.internal</privateDnsName>
                    <dnsName>ec2-203-0-113-{n}.compute-1.amazonaws.com</dnsName>
                    <reason/>
                    <keyName>river-key</keyName>
                    <amiLaunchIndex>0</amiLaunchIndex>
                    <productCodes/>
                    <instanceType>m7g.large</instanceType>
                    <launchTime>2026-11-22T04:11:52.000Z</launchTime>
                    <placement>
                        <availabilityZone>us-east-1a</availabilityZone>
                        <availabilityZoneId>use1-az4</availabilityZoneId>
                        <groupName/>
                        <tenancy>default</tenancy>
                    </placement>
                    <monitoring><state>disabled</state></monitoring>
                    <subnetId>subnet-0123456789abcdef0</subnetId>
                    <vpcId>vpc-0123456789abcdef0</vpcId>
                    <privateIpAddress>10.0.0.{n}</privateIpAddress>
                    <ipAddress>203.0.113.{n}</ipAddress>
                    <sourceDestCheck>true</sourceDestCheck>
                    <groupSet>
                        <item><groupId>sg-0123456789abcdef0</groupId><groupName>web</groupName></item>
                        <item><groupId>sg-0fedcba9876543210</groupId><groupName>ssh</groupName></item>
                    </groupSet>
                    <architecture>arm64</architecture>
                    <rootDeviceType>ebs</rootDeviceType>
                    <rootDeviceName>/dev/xvda</rootDeviceName>
                    <blockDeviceMapping>
                        <item>
                            <deviceName>/dev/xvda</deviceName>
                            <ebs>
                                <volumeId>vol-{n:017x}</volumeId>
                                <status>attached</status>
                                <attachTime>2026-11-22T04:11:53.000Z</attachTime>
                                <deleteOnTermination>true</deleteOnTermination>
                            </ebs>
                        </item>
                    </blockDeviceMapping>
                    <virtualizationType>hvm</virtualizationType>
                    <clientToken>token-{n:08}</clientToken>
                    <tagSet>
                        <item><key>Name</key><value>tucuxi-{n}</value></item>
                        <item><key>Stage</key><value>production</value></item>
                        <item><key>Team</key><value>rivers</value></item>
                    </tagSet>
                    <hypervisor>xen</hypervisor>
                    <networkInterfaceSet>
                        <item>
                            <networkInterfaceId>eni-{n:017x}</networkInterfaceId>
                            <subnetId>subnet-0123456789abcdef0</subnetId>
                            <vpcId>vpc-0123456789abcdef0</vpcId>
                            <description/>
                            <ownerId>123456789012</ownerId>
                            <status>in-use</status>
                            <macAddress>02:11:22:33:44:{n:02x}</macAddress>
                            <privateIpAddress>10.0.0.{n}</privateIpAddress>
                            <privateDnsName>ip-10-0-0-{n}.ec2.internal</privateDnsName>
                            <sourceDestCheck>true</sourceDestCheck>
                            <groupSet>
                                <item><groupId>sg-0123456789abcdef0</groupId><groupName>web</groupName></item>
                            </groupSet>
                            <attachment>
                                <attachmentId>eni-attach-{n:017x}</attachmentId>
                                <deviceIndex>0</deviceIndex>
                                <status>attached</status>
                                <attachTime>2026-11-22T04:11:52.000Z</attachTime>
                                <deleteOnTermination>true</deleteOnTermination>
                                <networkCardIndex>0</networkCardIndex>
                            </attachment>
                            <association>
                                <publicIp>203.0.113.{n}</publicIp>
                                <publicDnsName>ec2-203-0-113-{n}.compute-1.amazonaws.com</publicDnsName>
                                <ipOwnerId>amazon</ipOwnerId>
                            </association>
                            <privateIpAddressesSet>
                                <item>
                                    <privateIpAddress>10.0.0.{n}</privateIpAddress>
                                    <privateDnsName>ip-10-0-0-{n}.ec2.internal</privateDnsName>
                                    <primary>true</primary>
                                </item>
                            </privateIpAddressesSet>
                            <ipv6AddressesSet/>
                            <interfaceType>interface</interfaceType>
                        </item>
                    </networkInterfaceSet>
                    <iamInstanceProfile>
                        <arn>arn:aws:iam::123456789012:instance-profile/web</arn>
                        <id>AIPACKCEVSQ6C2EXAMPLE</id>
                    </iamInstanceProfile>
                    <ebsOptimized>true</ebsOptimized>
                    <enaSupport>true</enaSupport>
                    <cpuOptions><coreCount>2</coreCount><threadsPerCore>1</threadsPerCore></cpuOptions>
                    <capacityReservationSpecification>
                        <capacityReservationPreference>open</capacityReservationPreference>
                    </capacityReservationSpecification>
                    <hibernationOptions><configured>false</configured></hibernationOptions>
                    <enclaveOptions><enabled>false</enabled></enclaveOptions>
                    <metadataOptions>
                        <state>applied</state>
                        <httpTokens>required</httpTokens>
                        <httpPutResponseHopLimit>2</httpPutResponseHopLimit>
                        <httpEndpoint>enabled</httpEndpoint>
                        <instanceMetadataTags>disabled</instanceMetadataTags>
                    </metadataOptions>
                    <platformDetails>Linux/UNIX</platformDetails>
                    <usageOperation>RunInstances</usageOperation>
                    <usageOperationUpdateTime>2026-11-22T04:11:52.000Z</usageOperationUpdateTime>
                    <maintenanceOptions><autoRecovery>default</autoRecovery></maintenanceOptions>
                    <currentInstanceBootMode>uefi</currentInstanceBootMode>
                </item>
            </instancesSet>
        </item>
"""


def _reservation(number: int) -> str:
    return _INSTANCE.format(n=number)

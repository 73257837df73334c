"""What completion knows beside the line: the regions, and what the account has, where one call tells."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.loader import Loader

#: Command -> parameter -> (the client's method, where in its reply the names are).
RESOURCES: dict[str, dict[str, tuple[str, str]]] = {
    "acm": {"CertificateArn": ("list_certificates", "CertificateSummaryList[].CertificateArn")},
    "cloudformation": {"StackName": ("describe_stacks", "Stacks[].StackName")},
    "cloudwatch": {"AlarmNames": ("describe_alarms", "MetricAlarms[].AlarmName")},
    "dynamodb": {"TableName": ("list_tables", "TableNames[]")},
    "ec2": {
        "GroupId": ("describe_security_groups", "SecurityGroups[].GroupId"),
        "GroupIds": ("describe_security_groups", "SecurityGroups[].GroupId"),
        "ImageIds": ("describe_images", "Images[].ImageId"),
        "InstanceId": ("describe_instances", "Reservations[].Instances[].InstanceId"),
        "InstanceIds": ("describe_instances", "Reservations[].Instances[].InstanceId"),
        "KeyName": ("describe_key_pairs", "KeyPairs[].KeyName"),
        "SubnetId": ("describe_subnets", "Subnets[].SubnetId"),
        "SubnetIds": ("describe_subnets", "Subnets[].SubnetId"),
        "VolumeId": ("describe_volumes", "Volumes[].VolumeId"),
        "VolumeIds": ("describe_volumes", "Volumes[].VolumeId"),
        "VpcId": ("describe_vpcs", "Vpcs[].VpcId"),
        "VpcIds": ("describe_vpcs", "Vpcs[].VpcId"),
    },
    "ecr": {"repositoryName": ("describe_repositories", "repositories[].repositoryName")},
    "ecs": {"cluster": ("list_clusters", "clusterArns[]")},
    "eks": {"clusterName": ("list_clusters", "clusters[]"), "name": ("list_clusters", "clusters[]")},
    "events": {"Name": ("list_rules", "Rules[].Name")},
    "iam": {
        "GroupName": ("list_groups", "Groups[].GroupName"),
        "PolicyArn": ("list_policies", "Policies[].Arn"),
        "RoleName": ("list_roles", "Roles[].RoleName"),
        "UserName": ("list_users", "Users[].UserName"),
    },
    "kinesis": {"StreamName": ("list_streams", "StreamNames[]")},
    "kms": {"KeyId": ("list_keys", "Keys[].KeyId")},
    "lambda": {"FunctionName": ("list_functions", "Functions[].FunctionName")},
    "logs": {"logGroupName": ("describe_log_groups", "logGroups[].logGroupName")},
    "rds": {"DBInstanceIdentifier": ("describe_db_instances", "DBInstances[].DBInstanceIdentifier")},
    "route53": {"HostedZoneId": ("list_hosted_zones", "HostedZones[].Id")},
    "s3api": {"Bucket": ("list_buckets", "Buckets[].Name")},
    "secretsmanager": {"SecretId": ("list_secrets", "SecretList[].Name")},
    "sns": {"TopicArn": ("list_topics", "Topics[].TopicArn")},
    "sqs": {"QueueUrl": ("list_queues", "QueueUrls[]")},
    "ssm": {
        "Name": ("describe_parameters", "Parameters[].Name"),
        "Names": ("describe_parameters", "Parameters[].Name"),
    },
    "stepfunctions": {"stateMachineArn": ("list_state_machines", "stateMachines[].stateMachineArn")},
}
#: Seconds that the call may take: somebody waits at the keyboard.
_PATIENCE = 3


def regions(loader: Loader) -> list[str]:
    """Return the names of all regions, sorted."""
    from ..endpoint.compile import compile_partitions

    _, known, _ = loader.partitions(compile_partitions)
    return sorted(name for name in known if "global" not in name)


def resources(command: str, member: str, before: Sequence[str]) -> Iterable[str]:
    """Return the names of what the account has that a parameter may mean; none where no row above says."""
    row = RESOURCES.get(command, {}).get(member)
    if row is None:
        return ()
    from ..expressions import compiled
    from .context import Context
    from .general import General, take_general
    from .renames import SERVICES

    context = Context(General(take_general(before[:-1])[0]))
    config = context.config(retries={"total_max_attempts": 1}, total_timeout=_PATIENCE)
    client = context.client(SERVICES.get(command, command), config=config)
    method, place = row
    found = compiled(place).search(getattr(client, method)())
    return [name for name in found or () if isinstance(name, str)]

"""Names that differ between the command line and the models: services, and parameters of operations.

Parameters are called by another name mostly where their own would hide an option that every command takes (`--version`,
`--output`, `--query`, `--region`). For a parameter that is not in the table, and would, see `parameters.hiding`.
"""

from __future__ import annotations

#: Command -> service.
SERVICES = {
    "configservice": "config",
    "deploy": "codedeploy",
    "runtime.sagemaker": "sagemaker-runtime",
    "s3api": "s3",
}
#: Services that are called by those names only.
RENAMED_SERVICES = {service: command for command, service in SERVICES.items() if service != "sagemaker-runtime"}

#: Command -> operation (`*` for all) -> option, by the rule -> its name on the line.
PARAMETERS: dict[str, dict[str, dict[str, str]]] = {
    "apigateway": {
        "create-rest-api": {"version": "api-version"},
    },
    "apigatewayv2": {
        "create-api": {"version": "api-version"},
        "update-api": {"version": "api-version"},
    },
    "clouddirectory": {
        "publish-schema": {"version": "schema-version"},
    },
    "cloudsearchdomain": {
        "search": {"query": "search-query"},
        "suggest": {"query": "suggest-query"},
    },
    "codepipeline": {
        "create-custom-action-type": {"version": "action-version"},
        "delete-custom-action-type": {"version": "action-version"},
        "get-action-type": {"version": "action-version"},
        "get-pipeline": {"version": "pipeline-version"},
    },
    "controltower": {
        "create-landing-zone": {"version": "landing-zone-version"},
        "update-landing-zone": {"version": "landing-zone-version"},
    },
    "datapipeline": {
        "get-pipeline-definition": {"version": "pipeline-version"},
        "query-objects": {"query": "objects-query"},
    },
    "ec2": {
        "*": {"no-egress": "ingress", "no-disable-api-termination": "enable-api-termination"},
        "create-image": {"no-no-reboot": "reboot"},
    },
    "ecs": {
        "*": {"no-enable-execute-command": "disable-execute-command"},
        "execute-command": {"no-interactive": "non-interactive"},
    },
    "eks": {
        "create-cluster": {"version": "kubernetes-version"},
        "create-nodegroup": {"version": "kubernetes-version"},
        "update-cluster-version": {"version": "kubernetes-version"},
        "update-nodegroup-version": {"version": "kubernetes-version"},
    },
    "gamelift": {
        "create-build": {"version": "build-version"},
        "create-script": {"version": "script-version"},
        "update-build": {"version": "build-version"},
        "update-script": {"version": "script-version"},
    },
    "glue": {
        "get-unfiltered-partition-metadata": {"region": "resource-region"},
        "get-unfiltered-partitions-metadata": {"region": "resource-region"},
        "get-unfiltered-table-metadata": {"region": "resource-region"},
    },
    "iotwireless": {
        "create-device-profile": {"lo-ra-wan": "lorawan"},
        "create-fuota-task": {"lo-ra-wan": "lorawan"},
        "create-multicast-group": {"lo-ra-wan": "lorawan"},
        "create-service-profile": {"lo-ra-wan": "lorawan"},
        "create-wireless-device": {"lo-ra-wan": "lorawan"},
        "create-wireless-gateway": {"lo-ra-wan": "lorawan"},
        "start-fuota-task": {"lo-ra-wan": "lorawan"},
        "start-multicast-group-session": {"lo-ra-wan": "lorawan"},
        "update-fuota-task": {"lo-ra-wan": "lorawan"},
        "update-multicast-group": {"lo-ra-wan": "lorawan"},
        "update-wireless-device": {"lo-ra-wan": "lorawan"},
    },
    "kinesisanalytics": {
        "add-application-output": {"output": "application-output"},
    },
    "kinesisanalyticsv2": {
        "add-application-output": {"output": "application-output"},
    },
    "lex-models": {
        "delete-bot-version": {"version": "bot-version"},
        "delete-intent-version": {"version": "intent-version"},
        "delete-slot-type-version": {"version": "slot-type-version"},
        "get-export": {"version": "resource-version"},
        "get-intent": {"version": "intent-version"},
        "get-slot-type": {"version": "slot-type-version"},
    },
    "license-manager": {
        "delete-grant": {"version": "grant-version"},
        "get-grant": {"version": "grant-version"},
        "get-license": {"version": "license-version"},
    },
    "mturk": {
        "list-qualification-types": {"query": "types-query"},
    },
    "pinpoint": {
        "delete-email-template": {"version": "template-version"},
        "delete-in-app-template": {"version": "template-version"},
        "delete-push-template": {"version": "template-version"},
        "delete-sms-template": {"version": "template-version"},
        "delete-voice-template": {"version": "template-version"},
        "get-campaign-version": {"version": "campaign-version"},
        "get-email-template": {"version": "template-version"},
        "get-in-app-template": {"version": "template-version"},
        "get-push-template": {"version": "template-version"},
        "get-segment-version": {"version": "segment-version"},
        "get-sms-template": {"version": "template-version"},
        "get-voice-template": {"version": "template-version"},
        "update-email-template": {"version": "template-version"},
        "update-in-app-template": {"version": "template-version"},
        "update-push-template": {"version": "template-version"},
        "update-sms-template": {"version": "template-version"},
        "update-voice-template": {"version": "template-version"},
    },
    "rekognition": {
        "create-stream-processor": {"output": "stream-processor-output"},
    },
    "route53": {
        "delete-traffic-policy": {"version": "traffic-policy-version"},
        "get-traffic-policy": {"version": "traffic-policy-version"},
        "update-traffic-policy-comment": {"version": "traffic-policy-version"},
    },
    "route53domains": {
        "view-billing": {"start": "start-time", "end": "end-time"},
    },
    "sagemaker": {
        "delete-image-version": {"version": "version-number"},
        "describe-image-version": {"version": "version-number"},
        "list-aliases": {"version": "version-number"},
        "update-image-version": {"version": "version-number"},
    },
    "schemas": {
        "*": {"version": "schema-version"},
    },
    "sns": {
        "subscribe": {"endpoint": "notification-endpoint"},
    },
    "stepfunctions": {
        "send-task-success": {"output": "task-output"},
    },
    "swf": {
        "register-activity-type": {"version": "activity-version"},
        "register-workflow-type": {"version": "workflow-version"},
    },
    "workdocs": {
        "create-notification-subscription": {"endpoint": "notification-endpoint"},
        "describe-users": {"query": "user-query"},
    },
}

#: Command -> operation -> further names that are taken, and not shown: option -> its other name.
ALIASES: dict[str, dict[str, dict[str, str]]] = {
    "cognito-identity": {
        "create-identity-pool": {"open-id-connect-provider-arns": "open-id-connect-provider-ar-ns"},
    },
    "deploy": {
        "create-deployment-group": {"ec2-tag-set": "ec-2-tag-set"},
        "list-application-revisions": {"s3-bucket": "s-3-bucket", "s3-key-prefix": "s-3-key-prefix"},
        "update-deployment-group": {"ec2-tag-set": "ec-2-tag-set"},
    },
    "elasticache": {"create-replication-group": {"preferred-cache-cluster-azs": "preferred-cache-cluster-a-zs"}},
    "iam": {
        "enable-mfa-device": {
            "authentication-code1": "authentication-code-1",
            "authentication-code2": "authentication-code-2",
        },
        "resync-mfa-device": {
            "authentication-code1": "authentication-code-1",
            "authentication-code2": "authentication-code-2",
        },
    },
    "lambda": {"publish-version": {"code-sha256": "code-sha-256"}},
    "lightsail": {"import-key-pair": {"public-key-base64": "public-key-base-64"}},
    "mgn": {
        "*": {
            "replication-configuration-template-ids": "replication-configuration-template-i-ds",
            "replication-servers-security-groups-ids": "replication-servers-security-groups-i-ds",
            "source-server-ids": "source-server-i-ds",
        },
    },
    "route53domains": {"view-billing": {"start-time": "start"}},
    "storagegateway": {
        "describe-cached-iscsi-volumes": {"volume-arns": "volume-ar-ns"},
        "describe-stored-iscsi-volumes": {"volume-arns": "volume-ar-ns"},
        "describe-tape-archives": {"tape-arns": "tape-ar-ns"},
        "describe-tapes": {"tape-arns": "tape-ar-ns"},
        "describe-vtl-devices": {"vtl-device-arns": "vtl-device-ar-ns"},
    },
}


def of_operation(rows: dict[str, dict[str, dict[str, str]]], command: str, operation: str) -> dict[str, str]:
    """Return the rows of one of the tables above that concern an operation: option, by the rule -> other name."""
    operations = rows.get(command)
    if operations is None:
        return {}
    return {**operations.get("*", {}), **operations.get(operation, {})}

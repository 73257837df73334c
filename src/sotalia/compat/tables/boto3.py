"""boto3's modules."""

from __future__ import annotations

BOTO3: dict[str, dict[str, str]] = {
    "boto3": {
        "compat.boto3.default": "DEFAULT_SESSION __author__ __version__ client resource set_stream_logger "
        "setup_default_session "
        "_get_default_session",
        "compat.boto3.session": "Session",
        "compat.boto3.compat": "_warn_deprecated_python",
    },
    "boto3.compat": {
        "compat.boto3.compat": "SOCKET_ERROR TRANSFER_CONFIG_SUPPORTS_CRT collections_abc "
        "filter_python_deprecation_warnings is_append_mode rename_file _warn_deprecated_python",
        "transfer.config": "TransferConfig",
        "errors": "PythonDeprecationWarning",
    },
    "boto3.session": {
        "compat.boto3.session": "Session",
        "config": "Config",
        "errors": "DataNotFoundError NoCredentialsError ResourceNotExistsError UnknownAPIVersionError "
        "UnknownServiceError",
    },
    "boto3.exceptions": {
        "errors": "Boto3Error DynamoDBNeedsConditionError DynamoDBNeedsKeyConditionError "
        "DynamoDBOperationNotSupportedError DynanmoDBOperationNotSupportedError InvalidCrtTransferConfigError "
        "NoVersionFound PythonDeprecationWarning ResourceLoadException ResourceNotExistsError RetriesExceededError "
        "S3TransferFailedError S3UploadFailedError UnknownAPIVersionError ClientError",
    },
    "boto3.utils": {
        "resources.context": "ServiceContext",
        "compat.modules": "import_module",
        "compat.boto3.utils": "LazyLoadedWaiterModel inject_attribute lazy_call",
    },
    "boto3.dynamodb": {},
    "boto3.dynamodb.conditions": {
        "dynamodb.conditions": "*",
        "errors": "DynamoDBNeedsConditionError DynamoDBNeedsKeyConditionError DynamoDBOperationNotSupportedError",
    },
    "boto3.dynamodb.table": {"dynamodb.table": "BatchWriter TableResource register_table_methods"},
    "boto3.dynamodb.transform": {
        "compat.boto3.dynamodb": "DynamoDBHighLevelResource register_high_level_interface",
        "dynamodb.transform": "ConditionExpressionTransformation ParameterTransformer TransformationInjector "
        "copy_dynamodb_params",
        "dynamodb.conditions": "ConditionBase ConditionExpressionBuilder",
        "dynamodb.types": "TypeDeserializer TypeSerializer",
    },
    "boto3.dynamodb.types": {
        "dynamodb.types": "Clamped Context Decimal Inexact Overflow Rounded Underflow "
        "BINARY BINARY_SET BINARY_TYPES BOOLEAN Binary DYNAMODB_CONTEXT LIST MAP NULL NUMBER "
        "NUMBER_SET "
        "STRING STRING_SET TypeDeserializer TypeSerializer",
    },
    "boto3.ec2": {},
    "boto3.ec2.createtags": {"compat.boto3.ec2": "create_tags"},
    "boto3.ec2.deletetags": {"compat.boto3.ec2": "delete_tags"},
    "boto3.resources": {},
    "boto3.resources.action": {
        "resources._sync.resource": "WaiterAction",
        "resources._sync.listing": "BatchAction",
        "model.names": "xform_name",
    },
    "boto3.resources.base": {"resources.base": "ServiceResource", "resources.meta": "ResourceMeta"},
    "boto3.resources.collection": {
        "resources._sync.listing": "BatchAction CollectionManager ResourceCollection",
        "model.names": "xform_name",
    },
    "boto3.resources.factory": {
        "resources.base": "ServiceResource",
        "resources.meta": "ResourceMeta",
        "resources.model": "ResourceModel",
        "resources._sync.resource": "WaiterAction",
        "errors": "ResourceLoadException",
    },
    "boto3.resources.model": {
        "resources.model": "ResourceModel",
        "resources.definitions": "Action Collection DefinitionWithParams Identifier Parameter Request "
        "ResponseResource "
        "Waiter",
        "model.names": "xform_name",
    },
    "boto3.s3": {},
    "boto3.s3.constants": {
        "compat.boto3.transfer": "AUTO_RESOLVE_TRANSFER_CLIENT CLASSIC_TRANSFER_CLIENT CRT_TRANSFER_CLIENT",
    },
    "boto3.s3.inject": {
        "compat.boto3.client": "download_file upload_file",
        "transfer._sync.methods": "bucket_copy bucket_download_file bucket_download_fileobj bucket_upload_file "
        "bucket_upload_fileobj copy download_fileobj object_copy object_download_file object_download_fileobj "
        "object_upload_file object_upload_fileobj upload_fileobj",
        "compat.boto3.inject": "bucket_load disable_threading_if_append_mode inject_bucket_methods "
        "inject_object_methods inject_object_summary_methods inject_s3_transfer_methods object_summary_load",
        "s3.transfer": "ProgressCallbackInvoker S3Transfer create_transfer_manager",
        "transfer.config": "TransferConfig",
        "errors": "ClientError",
    },
    "boto3.s3.transfer": {
        "s3.transfer": "ProgressCallbackInvoker S3Transfer create_transfer_manager",
        "transfer.config": "S3TransferConfig=TransferConfig TransferConfig",
        "transfer.manager": "TransferManager",
        "compat.s3transfer.futures": "NonThreadedExecutor",
        "compat.s3transfer.subscribers": "BaseSubscriber",
        "compat.s3transfer.utils": "OSUtils",
        "compat.boto3.transfer": "KB MB HAS_CRT has_minimum_crt_version",
        "compat.boto3.compat": "TRANSFER_CONFIG_SUPPORTS_CRT",
        "errors": "ClientError MissingDependencyException RetriesExceededError "
        "S3TransferRetriesExceededError=RetriesExceededError S3UploadFailedError",
    },
}

"""What a service is: its operations and shapes, opened lazily from compiled packs and shared by the whole process.

names      CamelCase and snake_case, and the names that break the rule
compile    JSON models -> compact records (pure; the build hook and the run-time loader both use it)
pack       the files that hold the records, and how one record is read without the others
service    ServiceModel, OperationModel, Shape: botocore.model's attributes over those records
loader     which services, versions and models there are, built in or brought along by the user
prose      AWS's HTML prose -> plain text
docs       docstrings and signatures, rendered when they are read
"""

"""Where a request goes: rule sets, partitions, regions, and the URL itself.

    compile.py        JSON of rule sets, partitions and endpoints.json -> compact tables (build time)
    rules.py          a compiled rule set, evaluated lazily            -> Endpoint
    functions.py      the functions of the rule language
    partitions.py     region -> partition, for the rule language
    params.py         client settings and call parameters              -> a rule set's parameters
    paths.py          the JMESPath that models use for parameters
    errors.py         a rule's error text                              -> the exception that boto3 raises for it
    resolver.py       those put together for one client: operation and call parameters -> Endpoint
    regions.py        endpoints.json: which regions a service has, what they are called when signing
    client.py         where a client's calls go, when it is made: region, signing scope, URL, signature version
    configured.py     endpoint URLs from the environment and the config file
    urls.py           endpoint URL + path + query -> request URL; checks of URLs, host labels and ARNs

All of it is pure, and names no service: what is special about one is an argument (`client.EndpointHooks`, the rows for
`errors.translate`).
"""

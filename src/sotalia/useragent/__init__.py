"""The User-Agent header, the features that it names, and the scopes in which calls count as one."""

"""Circles of imports, late ones included: modules none of which can be understood, or changed, without the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def circles(graph: Mapping[str, Mapping[str, int]]) -> Iterator[list[str]]:
    """Yield the modules of every circle in `graph` (module → what it imports → line); overlapping circles are one."""
    for group in _components(graph):
        if len(group) > 1:
            yield sorted(group)


def shortest(graph: Mapping[str, Mapping[str, int]], group: list[str]) -> list[str]:
    """Return the shortest way from the first module of `group` back to itself, through others of the group."""
    start, inside = group[0], set(group)
    came_from: dict[str, str] = {}
    queue = [start]
    for module in queue:
        for target in graph[module]:
            if target == start:
                way = [start, module]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if target in inside and target not in came_from:
                came_from[target] = module
                queue.append(target)
    raise ValueError(f"{group} is no circle")


def _components(graph: Mapping[str, Mapping[str, int]]) -> Iterator[list[str]]:
    """Yield the strongly connected components (Tarjan's way, without recursion)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    for root in graph:
        if root in number:
            continue
        work = [(root, iter(graph[root]))]
        number[root] = lowest[root] = len(number)
        stack.append(root)
        while work:
            module, targets = work[-1]
            for target in targets:
                if target not in number:
                    number[target] = lowest[target] = len(number)
                    stack.append(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in stack:
                    lowest[module] = min(lowest[module], number[target])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[module])
                if lowest[module] == number[module]:
                    at = stack.index(module)
                    group, stack[at:] = stack[at:], []
                    yield group

"""The tool that makes blocking modules from async ones, and that its work in this repository is done."""

from __future__ import annotations

import importlib.util
import textwrap
from pathlib import Path

import pytest

from tools import async_to_sync

if importlib.util.find_spec("ruff") is None:
    pytest.skip("ruff is not installed: it puts the result in order (make check)", allow_module_level=True)

SOURCE = Path("package/_async/module.py")


def converted(source: str) -> str:
    text = async_to_sync.convert(textwrap.dedent(source), SOURCE)
    header, _, rest = text.partition("\n")
    assert header == "# Made from module.py by tools/async_to_sync.py: change that file and run `make format`."
    return rest.strip()


def test_the_committed_twins_are_up_to_date():
    assert async_to_sync.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("async def f(x):\n    return await x", "def f(x):\n    return x"),
        ("async def f(x):\n    return (await x.read())[0]", "def f(x):\n    return (x.read())[0]"),
        ("async def f(x):\n    return [y async for y in x]", "def f(x):\n    return [y for y in x]"),
        (
            "async def f(x):\n    async with x as y:\n        async for z in y:  # each\n            print(z)",
            "def f(x):\n    with x as y:\n        for z in y:  # each\n            print(z)",
        ),
        ("class AsyncThing(_AsyncBase):\n    x = 1", "class Thing(_Base):\n    x = 1"),
        ("class AsynchronousThing:\n    x = 1", "class AsynchronousThing:\n    x = 1"),
        (
            "class C:\n    async def __aenter__(self):\n        return self\n\n"
            "    async def __aexit__(self, *args):\n        await self.aclose()",
            "class C:\n    def __enter__(self):\n        return self\n\n"
            "    def __exit__(self, *args):\n        self.close()",
        ),
        ("from ...io.drive_async import drive_async\n\nx = drive_async", "from ...io.drive import drive\n\nx = drive"),
        ("import asyncio\n\nlock = asyncio.Lock()", "import threading\n\nlock = threading.Lock()"),
        ("x: Awaitable[dict[str, int]] = f()", "x: dict[str, int] = f()"),
        ("from sotalia.aio import client\n\nclient()", "from sotalia import client\n\nclient()"),
        ("raise StopAsyncIteration  # noqa", "raise StopIteration  # noqa"),
    ],
)
def test_what_becomes_of(source, result):
    assert converted(source) == result


def test_branches_are_chosen_and_the_switch_goes():
    source = """
        ASYNC = True

        if ASYNC:
            import asyncio
        else:
            # the other one
            import threading

        class AsyncC:
            if not ASYNC:

                def __del__(self):
                    pass

            async def f(self):
                if ASYNC:
                    x = 1
                else:
                    x = 2
                    if x:
                        x = 3
                return x

        print(threading)
    """
    assert converted(source) == textwrap.dedent(
        '''
        # the other one
        import threading


        class C:
            def __del__(self):
                pass

            def f(self):
                x = 2
                if x:
                    x = 3
                return x


        print(threading)
        '''
    ).strip()  # fmt: skip


def test_comments_and_docstrings_speak_of_the_twin_and_strings_stay():
    source = '''
        def f():
            """Use `async with aio.client("s3") as s3:` and `await body.aclose()`. An AsyncThing.

            For awaited clients.
            """
            return "await AsyncThing"  # not awaited, but `drive_async`
    '''
    assert converted(source) == textwrap.dedent(
        '''
        def f():
            """Use `with sotalia.client("s3") as s3:` and `body.close()`. A Thing.

            For blocking clients.
            """
            return "await AsyncThing"  # not blocking, but `drive`
        '''
    ).strip()  # fmt: skip


def test_imports_that_only_the_async_side_needed_go():
    source = """
        import asyncio
        import io

        ASYNC = True

        if ASYNC:
            x = asyncio.Queue()
        else:
            x = io.BytesIO()
    """
    assert converted(source) == "import io\n\nx = io.BytesIO()"


def test_every_folder_of_the_package_is_found(tmp_path, monkeypatch):
    folder = tmp_path / "src" / "sotalia" / "waiters" / "_async"
    folder.mkdir(parents=True)
    (folder / "waiter.py").write_text("async def f():\n    pass\n")
    monkeypatch.setattr(async_to_sync, "SOURCES", tmp_path / "src" / "sotalia")
    monkeypatch.setattr(async_to_sync, "ROOT", tmp_path)
    assert async_to_sync.main(["--check"]) == 1
    assert async_to_sync.main([]) == 0
    twin = tmp_path / "src" / "sotalia" / "waiters" / "_sync" / "waiter.py"
    assert twin.read_text().startswith("# Made from src/sotalia/waiters/_async/waiter.py by tools/async_to_sync.py")
    assert async_to_sync.main(["--check"]) == 0
    twin.write_text(twin.read_text() + "# edited\n")
    assert async_to_sync.main(["--check"]) == 1
    async_to_sync.main([])
    (folder / "waiter.py").unlink()
    assert async_to_sync.main(["--check"]) == 1

import pytest

from tests.people.privacy.house import files


@pytest.fixture(autouse=True)
def no_files():
    """Each test begins and ends with no file of anybody's."""
    remove()
    yield
    remove()


def remove() -> None:
    for file in list(files()):
        file.unlink()

"""What every settings file of the reference folder has in common: typed, immutable, errors in Chinese."""

from functools import lru_cache
from pathlib import Path
from typing import Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from panjin_kpi.errors import ReferenceDataError, os_error_message
from panjin_kpi.reference.settings.messages import settings_message
from panjin_kpi.reference.settings.yaml_file import NotYaml, read_yaml

MOST_READ = 16  # files that are kept in memory
T = TypeVar("T")


class Settings(BaseModel):
    """Settings as written: nothing may be added, misspelt, of another type, infinite or changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the settings from a YAML file.

        Raises
        ------
        ReferenceDataError
            The file is missing, is not YAML, or a value is missing, unknown or of the wrong kind.
        """
        try:
            return cls._read(path.read_bytes(), path.name)
        except OSError as error:
            raise ReferenceDataError(f"{path.name} 无法读取：{os_error_message(error)}") from error

    @classmethod
    @lru_cache(MOST_READ)
    def _read(cls, content: bytes, name: str) -> Self:
        """The same bytes are checked once, also for the kernels forked from this process."""
        try:
            given = read_yaml(content)
        except NotYaml as error:
            raise ReferenceDataError(f"{name} 无法读取：{error}") from error
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise ReferenceDataError(f"{name} 有误：{settings_message(error, given)}") from error


class Sourced(Settings, Generic[T]):
    """A value with where it comes from."""

    value: T
    source: Literal["plan", "assumption"]
    note: str = ""

"""Base of all settings files of the reference folder: typed, immutable, errors in Chinese."""

from functools import lru_cache
from pathlib import Path
from typing import Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from panjin_kpi.errors import ReferenceDataError, os_error_message
from panjin_kpi.reference.settings.messages import settings_message
from panjin_kpi.reference.settings.yaml_file import NotYaml, read_yaml

MOST_READ = 16  # files cached
T = TypeVar("T")


class Settings(BaseModel):
    """Immutable settings: unknown or misspelt keys, other types and infinite numbers are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the settings from a YAML file.

        Raises
        ------
        ReferenceDataError
            The file is missing or not YAML, or a value is missing, unknown or of the wrong type.
        """
        try:
            return cls._read(path.read_bytes(), path.name)
        except OSError as error:
            raise ReferenceDataError(f"{path.name} 无法读取：{os_error_message(error)}") from error

    @classmethod
    @lru_cache(MOST_READ)
    def _read(cls, content: bytes, name: str) -> Self:
        """Cached by content, also for the kernels forked from this process."""
        try:
            given = read_yaml(content)
        except NotYaml as error:
            raise ReferenceDataError(f"{name} 无法读取：{error}") from error
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise ReferenceDataError(f"{name} 有误：{settings_message(error, given)}") from error

    def changed(self, **values: object) -> Self:
        """The same settings with other values of some that have a source; unchecked."""
        new = {name: getattr(self, name).model_copy(update={"value": value}) for name, value in values.items()}
        return self.model_copy(update=new)


class Sourced(Settings, Generic[T]):
    """A value with its source."""

    value: T
    source: Literal["plan", "assumption"]
    note: str = ""

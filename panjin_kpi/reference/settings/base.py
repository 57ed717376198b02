"""What every settings file of the reference folder has in common: typed, unchangeable, faults told in Chinese."""

from functools import lru_cache
from pathlib import Path
from typing import Generic, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.reference.names import shortened
from panjin_kpi.schemas import LOADER

MOST_READ = 16  # files that are kept in memory
T = TypeVar("T")


class Settings(BaseModel):
    """Settings as written: nothing may be added, misspelt or changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the settings from a YAML file.

        Raises
        ------
        ReferenceFault
            The file is missing, is not YAML, or a value is missing, unknown or of the wrong kind.
        """
        try:
            return cls._read(path.read_bytes())
        except ValidationError as error:
            lines = (
                f"{'.'.join(map(str, e['loc'])) or '全文'}：{e['msg'].removeprefix('Value error, ')}"
                f"（现值 {shortened(repr(e['input']))}）"
                for e in error.errors()
            )
            raise ReferenceDataError(f"{path.name} 有误：" + "；".join(lines)) from error
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ReferenceDataError(f"{path.name} 无法读取：{error}") from error

    @classmethod
    @lru_cache(MOST_READ)
    def _read(cls, content: bytes) -> Self:
        """Settings from a file; the same bytes are checked once, also for the kernels forked from this process."""
        return cls.model_validate(yaml.load(content.decode(), Loader=LOADER))  # noqa: S506 - a safe one


class Sourced(Settings, Generic[T]):
    """A value with where it comes from."""

    value: T
    source: Literal["plan", "assumption"]
    note: str = ""

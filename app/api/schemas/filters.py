"""The specification of a filter in the document of the API: made from what each condition declares of its JSON.

Requests take any object: the domain reads it and refuses what is wrong with a pointer and a code of its own. Use
`Specification` for a field that holds a filter.
"""

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, RootModel, create_model
from pydantic.json_schema import JsonSchemaValue

from app.domain.filters import CONDITIONS
from app.domain.filters.condition import Condition
from app.domain.filters.fields import Days, Declared, Text, Texts, Word, Words
from app.domain.filters.reading import MAX_DAYS


class _Documented(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def _find_type(field: Declared) -> Any:
    """The type of a field, with the bounds that the domain holds it to."""
    match field.declaration:
        case Days():
            days = Annotated[int, Field(ge=1, le=MAX_DAYS)]
            return days if field.is_required else days | None
        case Word(words):
            return Literal[words]
        case Words(words):
            word: Any = Literal[words]
            return Annotated[list[word], Field(min_length=1)]
        case Text(max_length):
            return Annotated[str, Field(min_length=1, max_length=max_length)]
        case Texts(max_items, max_length, _are_lines):
            text: Any = Annotated[str, Field(min_length=1, max_length=max_length)]
            return Annotated[list[text], Field(min_length=int(field.is_required), max_length=max_items)]


def _document(condition: type[Condition]) -> type[BaseModel]:
    """A model of one condition, such as `InactiveCondition`; its description is the first paragraph of the class's."""
    fields: dict[str, Any] = {"type": (Literal[condition.type], ...)}
    for one in condition.list_fields():
        default = ... if one.is_required else list(one.default) if isinstance(one.default, tuple) else one.default
        fields[one.name] = (_find_type(one), default)
    name = f"{condition.__name__}Condition"
    description = (condition.__doc__ or "").split("\n\n")[0]
    return create_model(name, __base__=_Documented, __doc__=description, **fields)


_ANY_CONDITION: Any = reduce(or_, map(_document, CONDITIONS.values()))


class FilterCondition(RootModel[Any]):
    """One criterion; `type` says which."""

    root: Annotated[_ANY_CONDITION, Field(discriminator="type")]


class FilterCombination(_Documented):
    """AND or OR of any number of nodes, NOT of one."""

    op: Literal["and", "or", "not"]
    of: "list[FilterNode]"


class FilterNode(RootModel[FilterCombination | FilterCondition]):
    """A combination, which has an `op`, or a condition, which has a `type`."""


class FilterSpecification(_Documented):
    """Filter as JSON, version 1. AND of nothing is everybody."""

    version: Literal[1]
    root: FilterNode


class _AsSpecification:
    """Mark of a field that is shown in the document as a specification, and taken as any object."""

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(FilterSpecification.__pydantic_core_schema__)


Specification = Annotated[dict[str, Any], _AsSpecification]

"""General mutation operators from Cosmic Ray: arithmetic, comparisons, constants, conditions, loops.

Only operators that make human mistakes are used; `a << b` for `a + b` is not one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Cosmic Ray's operator -> how reports call it
_OPERATORS = {
    **{
        f"ReplaceBinaryOperator_{pair}": "arithmetic"
        for pair in (
            "Add_Sub", "Sub_Add", "Add_Mul", "Mul_Add", "Mul_Div", "Div_Mul", "Sub_Mul", "Div_Sub", "FloorDiv_Div",
            "FloorDiv_Mul", "Div_FloorDiv", "Mod_FloorDiv", "Mod_Mul", "Pow_Mul",
        )
    },
    **{
        f"ReplaceComparisonOperator_{pair}": "comparison"
        for pair in (
            "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt", "Eq_NotEq", "NotEq_Eq",
            "Eq_GtE", "Eq_LtE", "NotEq_Lt", "NotEq_Gt", "Is_IsNot", "IsNot_Is",
        )
    },
    "ReplaceUnaryOperator_Delete_USub": "sign",
    "ReplaceUnaryOperator_Delete_Not": "condition",
    "AddNot": "condition",
    "ReplaceTrueWithFalse": "constant",
    "ReplaceFalseWithTrue": "constant",
    "ReplaceAndWithOr": "condition",
    "ReplaceOrWithAnd": "condition",
    "ReplaceBreakWithContinue": "loop",
    "ReplaceContinueWithBreak": "loop",
    "ZeroIterationForLoop": "loop",
    "NumberReplacer": "constant",
}  # fmt: skip


def general_mutations(code: str) -> Iterator[tuple[str, str]]:
    """(operator, mutated code) for every place and operator; needs Cosmic Ray, of the extra `audit`."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.operators.provider import OperatorProvider

    provider, nodes = OperatorProvider(), list(ast_nodes(get_ast(code)))
    for name, shown in _OPERATORS.items():
        operator: Any = provider[name]()
        places = sum(len(list(operator.mutation_positions(node))) for node in nodes)
        for occurrence in range(places):
            mutated = mutate_code(code, operator, occurrence)
            if mutated is not None:
                yield shown, _tidy(code, mutated) if shown == "constant" else mutated


def _tidy(code: str, mutated: str) -> str:
    """Without the space that Cosmic Ray puts in front of a new number.

    >>> _tidy("a[0]", "a[ 1]")
    'a[1]'
    """
    place = next((i for i, (old, new) in enumerate(zip(code, mutated, strict=False)) if old != new), len(code))
    extra = mutated[place : place + 1] == " " and not mutated[place - 1 : place].isalnum()
    return mutated[:place] + mutated[place + 1 :] if extra else mutated

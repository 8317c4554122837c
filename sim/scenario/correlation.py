"""Correlated pairs of uncertain inputs: the matrix of their normal scores and its Cholesky factor."""

import math
from collections.abc import Sequence

from sim.scenario.schema import Correlation


def paired_paths(correlation: Correlation) -> list[str]:
    """Every path of a correlated pair, sorted."""
    return sorted({path for first, second, _ in correlation.pairs for path in (first, second)})


def pair_matrix(correlation: Correlation, paths: Sequence[str]) -> list[list[float]]:
    """Correlations of the normal scores: 2 sin(pi r / 6) for rank correlation r."""
    position = {path: index for index, path in enumerate(paths)}
    matrix = [[1.0 if row == column else 0.0 for column in range(len(paths))] for row in range(len(paths))]
    for first, second, rank in correlation.pairs:
        row, column = position[first], position[second]
        matrix[row][column] = matrix[column][row] = 2.0 * math.sin(math.pi * rank / 6.0)
    return matrix


def cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Lower triangle L of a symmetric matrix L L'. ValueError if it is not positive definite."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row][column]
            for k in range(column):
                rest -= lower[row][k] * lower[column][k]
            if column < row:
                lower[row][column] = rest / lower[column][column]
            elif rest > 1e-12:
                lower[row][row] = math.sqrt(rest)
            else:
                raise ValueError("the correlations are not positive definite")
    return lower

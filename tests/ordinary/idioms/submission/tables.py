import numpy as np
import pandas as pd
import scipy.sparse as sp


def load():
    return pd.DataFrame({"word": ["cow", "eats", "cow"], "count": [2, 1, 3]})


def heavy(table):
    return table[table["count"] > 1]


def mask(table):
    return table["count"] > 1


def total(table):
    return table.groupby("word")["count"].sum()


def joined(left, right):
    return left.merge(right, on="word", how="left")


def filled(table):
    return table.fillna(0.0)


def add_share(table):
    table["share"] = table["count"] / table["count"].sum()


def drop_first(table):
    table.drop(index=table.index[0], inplace=True)


def sorted_by_count(table):
    return table.sort_values("count").reset_index(drop=True)


def by_day(table):
    return table.set_index("day").sort_index()


def mean(series):
    return series.mean()


def centred(series):
    return series - series.mean()


def length(row):
    return len(row["word"]) + row["count"]


def with_words(table, change):
    return table.assign(word=table["word"].map(change))


def records(table):
    return table.to_dict("records")


def from_records(rows):
    return pd.DataFrame.from_records(rows)


def types(table):
    return table.astype({"count": "float32"})


def nothing():
    return pd.DataFrame(columns=["word", "count"])


class Counter:
    def __init__(self, table):
        self.table = table

    def add(self, word):
        self.table.loc[len(self.table)] = [word, 1]
        return self

    @property
    def words(self):
        return self.table["word"]


def counts(rows):
    return sp.csr_matrix(np.array(rows))


def scaled(matrix, factor):
    return matrix * factor


def product(matrix, vector):
    return matrix @ vector


def double_in_place(matrix):
    matrix.data *= 2


def places(matrix):
    return sp.coo_matrix(matrix)


def columns(matrix):
    return sp.csc_array(matrix)

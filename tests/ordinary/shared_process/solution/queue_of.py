import warnings


class Full(Exception):
    def __init__(self, size):
        super().__init__(f"full: {size}")
        self.size = size


class Queue:
    def __init__(self, size=2):
        self.size, self.items = size, []

    def put(self, item):
        if len(self.items) == self.size:
            raise Full(self.size)
        self.items.append(item)

    def __len__(self):
        return len(self.items)


def take(items):
    warnings.warn("take is old", DeprecationWarning, stacklevel=2)
    return items.pop(0)


def save(path, text):
    with open(path, "w") as file:
        file.write(text)

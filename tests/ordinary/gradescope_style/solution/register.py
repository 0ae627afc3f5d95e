"""A cash register."""

import sys


class Register:
    def __init__(self):
        self.items = []

    def add(self, name, price):
        self.items.append((name, price))

    def total(self):
        return sum(price for _, price in self.items)

    def __eq__(self, other):
        return self.items == other.items

    def report(self):
        for name, price in self.items:
            print(f"{name}: {price}")


def ask():
    return int(input("price? "))


if __name__ == "__main__":
    register = Register()
    for number, line in enumerate(sys.stdin):
        register.add(str(number), int(line))
    print(register.total())
    sys.exit(2 if not register.items else 0)

"""Maps as people write them: block and flow, quotes, block texts, comments everywhere, any line ends."""

import re

import yaml


class Scribe:
    """Writes plain values of a map in a form that the dice choose."""

    def __init__(self, rnd):
        self.rnd = rnd
        self.number = 0

    def write(self, values):
        lines = self.mapping(values, 0, top=True)
        if self.rnd.random() < 0.3:
            lines = ["# A licence", "", *lines]
        if self.rnd.random() < 0.3:
            lines = [*lines, "", "# the end"]
        end = self.rnd.choice(["\n", "\n", "\r\n", "\r"])
        text = "".join(line + end for line in lines)
        return ("\ufeff" if self.rnd.random() < 0.1 else "") + text

    def chance(self, share):
        return self.rnd.random() < share

    def comment(self, about=""):
        self.number += 1
        return f"# c{self.number} {about}".rstrip()

    def mapping(self, values, column, *, top=False):
        lines = []
        keys = list(values)
        if not top and self.chance(0.2):
            keys = [*keys[:1], *self.rnd.sample(keys[1:], len(keys) - 1)]
        for number, key in enumerate(keys):
            if number and self.chance(0.15):
                lines.append("")
            if number and self.chance(0.2):
                lines.append(" " * column + self.comment())
            lines += self.entry(self.scalar(key, False), values[key], column)
        return lines

    def entry(self, key, value, column):
        beside = "  " + self.comment() if self.chance(0.3) else ""
        pad = " " * column
        if isinstance(value, dict | list) and value and self.chance(0.7):
            deeper = column + self.rnd.choice([1, 2, 4])
            if isinstance(value, dict):
                return [f"{pad}{key}:{beside}", *self.mapping(value, deeper)]
            at = column if self.chance(0.3) else deeper
            return [f"{pad}{key}:{beside}", *self.items(value, at)]
        return self.short(f"{pad}{key}:" + " " * self.rnd.randint(1, 3), value, beside, column)

    def short(self, head, value, beside, column):
        if isinstance(value, str) and "\n" in value and self.chance(0.5) and value.strip() == value:
            body = [" " * (column + 3) + line if line else "" for line in value.split("\n")]
            return [head + "|-" + beside, *body]
        return (
            [
                *(head + self.flow(value, column + 4)).split("\n")[:-1],
                (head + self.flow(value, column + 4)).split("\n")[-1] + beside,
            ]
            if not isinstance(value, dict | list)
            else self.flowing(head, value, beside, column)
        )

    def flowing(self, head, value, beside, column):
        text = self.flow(value, column + 4) + beside
        return (head + text).split("\n")

    def flow(self, value, column):
        if isinstance(value, dict):
            found = [f"{self.scalar(k, True)}: {self.flow(v, column)}" for k, v in value.items()]
            return self.bracketed("{", found, "}", column)
        if isinstance(value, list):
            return self.bracketed("[", [self.flow(v, column) for v in value], "]", column)
        return self.scalar(value, True)

    def bracketed(self, opening, found, closing, column):
        if not found or self.chance(0.7):
            pad = self.rnd.choice(["", " "])
            return opening + pad + self.rnd.choice([", ", ",  "]).join(found) + pad + closing
        pad = "\n" + " " * column
        body = "".join(
            pad + text + "," + ("  " + self.comment() if self.chance(0.4) else "") for text in found
        )
        return opening + body + pad + closing

    def items(self, values, column):
        lines = []
        pad = " " * column
        for value in values:
            own = value.get("id") if isinstance(value, dict) else None
            if lines and self.chance(0.3):
                lines += ["", pad + self.comment("floating"), ""] if self.chance(0.4) else [""]
            if own and self.chance(0.5):
                lines += [pad + f"# above {own} {i}" for i in range(self.rnd.randint(1, 2))]
            if isinstance(value, dict) and self.chance(0.7):
                inner = column + self.rnd.choice([2, 3])
                made = self.mapping(value, inner)
                lines += [pad + "-" + made[0][column + 1 :], *made[1:]]
                if own and self.chance(0.3):
                    lines.append(" " * inner + f"# below {own}")
            else:
                beside = f"  # beside {own}" if own and self.chance(0.4) else ""
                lines += self.short(pad + "- ", value, beside, column)
        return lines

    def scalar(self, value, flow):
        if not isinstance(value, str):
            return yaml.safe_dump(value).split("\n")[0]
        choices = [None, "'", '"'] if value.isprintable() else ['"']
        node = yaml.ScalarNode("tag:yaml.org,2002:str", value, style=self.rnd.choice(choices))
        made = yaml.serialize(
            yaml.SequenceNode("tag:yaml.org,2002:seq", [node], flow_style=True),
            allow_unicode=True,
            width=2**30,
        )
        return made.rstrip("\n")[1:-1]


def marks(text):
    """The comments that name an item, by its id, each with whether it stands where it should."""
    lines = [line.strip() for line in re.split("\r\n|\r|\n", text)]
    found = {}
    for own in ("s0", "s1", *(f"t{i}" for i in range(5))):
        told = []
        for number, line in enumerate(lines):
            if re.fullmatch(rf"# above {own} \d", line):
                after = [other for other in lines[number:] if not other.startswith("# above")][:2]
                told.append((line, re.search(rf"id['\"]?:\s+['\"]?{own}\b", " ".join(after)) is not None))
            elif line.endswith(f"# below {own}"):
                told.append(("below", True))
            elif line.endswith(f"# beside {own}"):
                told.append(("beside", True))
        if told:
            found[own] = told
    return found

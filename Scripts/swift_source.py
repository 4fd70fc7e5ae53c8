"""Reads Swift sources and Package.swift as far as import-graph and doc-check need them. No parser: a lexer and some habits."""

import pathlib
import re

# A comment, a string of several lines, a raw one, one with interpolations (up to three brackets deep), a word, a sign.
TOKEN = re.compile(
    r'''//[^\n]*|/\*.*?\*/|(\#+)"{3}.*?"{3}\1|(\#+)".*?"\2|"{3}.*?"{3}'''
    r'''|"(?:\\\((?:[^()"]|\((?:[^()]|\([^()]*\))*\)|"[^"]*")*\)|\\[^(]|[^"\\\n])*"|`\w+`|\w+|[{}.:]''',
    re.S)
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var|actor)\s+)?(\w+)", re.M)
KINDS = {"struct", "class", "enum", "protocol", "actor", "typealias"}
HIDDEN = {"private", "fileprivate"}


def files(folder):
    """All Swift files of a folder, sorted."""
    return sorted(pathlib.Path(folder).rglob("*.swift"))


def imports(text):
    """The modules that a file imports."""
    return set(IMPORT.findall(text))


class Names:
    """The types that a file declares for its module, and the names that it uses."""

    def __init__(self, text):
        self.declared, self.used, own = set(), set(), set()
        depth, words = 0, []  # `words`: what was read since the last brace or declaration
        for token in tokens(text):
            if token == "{":
                depth, words = depth + 1, []
                continue
            if token == "}":
                depth, words = depth - 1, []
                continue
            before = words[-1] if words else ""
            if before in KINDS and not (before == "class" and token in {"func", "var", "let", "subscript"}):
                own.add(token)
                if depth == 0 and not HIDDEN & set(words[-4:]):
                    self.declared.add(token)
            elif before != "." and token[0].isupper():
                self.used.add(token)
            words.append(token)
        self.used -= own


def tokens(text):
    """Words, dots and braces; comments are left out, and of strings all but what is interpolated."""
    for match in TOKEN.finditer(text):
        token = match.group()
        if token.startswith(("//", "/*")):
            continue
        if '"' in token:
            for inner in re.findall(r"\\#*\((.*?)\)", token, re.S):
                yield from re.findall(r"\w+|\.", inner)
            continue
        yield token.strip("`")


class Package:
    """What a Package.swift declares: `targets` by name, and `products`: the package of each product by its module's name."""

    def __init__(self, root):
        text = (pathlib.Path(root) / "Package.swift").read_text()
        text = re.sub(r"(?m)^\s*//.*$", "", text)
        constants = dict(re.findall(r'let (\w+): Target\.Dependency = \.product\(name: "([^"]+)"', text))
        self.products = {name: package for name, package in re.findall(r'\.product\(name: "([^"]+)", package: "([^"]+)"\)', text)}
        self.packages = [url.rsplit("/", 1)[-1].removesuffix(".git") for url in re.findall(r'\.package\(url: "([^"]+)"', text)]
        self.targets = {}
        for kind, body in calls(text, r"\.(target|executableTarget|testTarget)\("):
            target = Target(kind, body, constants)
            self.targets[target.name] = target
        for target in self.targets.values():
            for name in target.dependencies:
                if name not in self.targets: self.products.setdefault(name, name)


class Target:
    """One target: its kind, folder, dependencies, and the system libraries that it links."""

    def __init__(self, kind, body, constants):
        self.kind = kind
        self.name = re.search(r'name:\s*"([^"]+)"', body).group(1)
        folder = "Tests" if kind == "testTarget" else "Sources"
        path = re.search(r'\bpath:\s*"([^"]+)"', body)
        self.path = path.group(1) if path else f"{folder}/{self.name}"
        self.libraries = ["lib" + name for name in re.findall(r'\.linkedLibrary\("([^"]+)"\)', body)]
        self.dependencies = []
        declared = re.search(r"dependencies:\s*\[", body)
        if declared:
            end = closing(body, declared.end(), "[", "]")
            for product, name, constant in re.findall(
                    r'\.product\(name: "([^"]+)"[^)]*\)|"([^"]+)"|(\b[a-z]\w*\b)(?=\s*[,\]]|\s*$)', body[declared.end():end]):
                self.dependencies.append(product or name or constants.get(constant, constant))


def calls(text, pattern):
    """The bodies of all calls whose beginning matches, with the pattern's first group."""
    for match in re.finditer(pattern, text):
        yield match.group(1), text[match.end():closing(text, match.end(), "(", ")")]


def closing(text, start, opens, closes):
    """Where the bracket that was opened before `start` closes."""
    depth = 1
    for index in range(start, len(text)):
        depth += (text[index] == opens) - (text[index] == closes)
        if depth == 0: return index
    raise SystemExit(f"Package.swift: no {closes} for a {opens}")


def circles(arrows):
    """Groups of two or more names that lead to one another (Tarjan); `arrows` maps a name to those it leads to."""
    index, low, stack, found = {}, {}, [], []

    def visit(name):
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(arrows.get(name, ())):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group = []
            while not group or group[-1] != name: group.append(stack.pop())
            if len(group) > 1: found.append(sorted(group))

    for name in sorted(arrows):
        if name not in index: visit(name)
    return sorted(found)

#!/usr/bin/env python3
"""Compares what libganmut-core.so exports with what its public headers mark by GANMUT_API.

Fails for a symbol that belongs to no marked class or function, and for a marked one without a symbol.
Usage: exported_symbols.py LIBRARY INCLUDE_DIR
"""
import pathlib
import re
import subprocess
import sys

CLASS = re.compile(r"\b(?:class|struct) GANMUT_API (\w+)")
FUNCTION = re.compile(r"^GANMUT_API [^;(]*?(\w+)\(", re.MULTILINE)
SYMBOL = re.compile(r"(?:typeinfo for |typeinfo name for |vtable for )?ganmut::(\w+)")


def main():
    library, include = sys.argv[1], pathlib.Path(sys.argv[2])
    headers = "".join(file.read_text(encoding="utf-8") for file in sorted(include.rglob("*.h")))
    marked = set(CLASS.findall(headers) + FUNCTION.findall(headers))
    listed = subprocess.run(["nm", "-DC", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    symbols = [line.split(" ", 2)[2] for line in listed.splitlines()]

    faults, found = [], set()
    for symbol in symbols:
        match = SYMBOL.match(symbol)
        nested = re.search(r"::(State|Content)::", symbol.split("(")[0])
        if match and match[1] in marked and not nested:
            found.add(match[1])
        else:
            faults.append(f"exported, but not in a public header: {symbol}")
    faults += [f"in a public header, but not exported: {name}" for name in sorted(marked - found)]
    print("\n".join(faults) or f"{len(symbols)} symbols of {len(found)} classes and functions")
    return 1 if faults or not symbols else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""The order of the rooms: who may include whom.

Reads every #include "..." of the trainer and of ganmut-core. Fails where a room includes a room that the table below
does not allow, and where files include each other in a circle. Usage: house.py SOURCE_DIR
"""
import pathlib
import re
import sys

# Room: the rooms that it may include beside itself, lower ones first. A file outside of all rooms is a room of its own.
CORE = {
    "include/ganmut": [],  # every room may include it, by <ganmut/...>
    "pch": [],
    "error": [],
    "vectors": [],
    "worker": [],
    "geometry": [],
    "checkpoint": [],
    "emotion": ["error"],
    "network": ["checkpoint", "geometry"],
    "engine/onednn": ["checkpoint", "geometry", "vectors", "worker"],
    "engine": ["checkpoint", "emotion", "engine/onednn", "error", "geometry", "network", "worker"],
    "face": ["geometry", "worker"],
    "composite": ["geometry", "vectors"],
    "editor.cpp": ["composite", "engine", "error", "face", "geometry"],
    "model.cpp": ["checkpoint", "error"],
    "presets.cpp": ["checkpoint", "error"],
}
# Every room of the trainer may include ganmut-core's.
TRAINER = {
    "device": [],
    "distributed": [],
    "state": [],
    "rig": [],
    "random": ["distributed"],
    "augment": ["random"],
    "losses": ["augment", "random"],
    "optim": ["device", "distributed", "state"],
    "data": ["augment"],
    "sheets": ["data"],
    "evaluation": ["augment", "data", "random", "rig"],
    "run": ["device", "distributed", "losses", "sheets", "state"],
    "recipes": [],
    "recipes/official": ["augment", "data", "device", "distributed", "losses", "optim", "random", "recipes", "run",
                         "sheets", "state"],
    "recipes/rig": ["augment", "data", "device", "distributed", "losses", "optim", "random", "recipes", "rig", "run",
                    "sheets", "state"],
    "recipes/warp": ["augment", "data", "device", "distributed", "losses", "optim", "random", "recipes", "run",
                     "sheets", "state"],
    "cli": ["data", "recipes", "recipes/official", "recipes/rig", "recipes/warp", "run"],
    "main.cpp": ["cli", "evaluation", "recipes/official", "recipes/rig", "recipes/warp", "run", "sheets"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def includes_of(file):
    return INCLUDE.findall(file.read_text(encoding="utf-8"))


def room_of(path):
    """The room of a path relative to its house."""
    room = str(pathlib.PurePosixPath(path).parent)
    return path if room == "." else room


def broken_arrows(folder, files, table):
    for file, included in files.items():
        room = room_of(file)
        if room not in table:
            yield f"{folder}/{file}: the room {room} is not in the table of tests/house.py"
            continue
        for other in (room_of(name) for name in included if name in files):
            if other != room and other not in table[room]:
                yield f"{folder}/{file} includes a file of {other}, but {room} may not"


def first_circle(arrows):
    """A list of names that lead from one to the next and back, or None."""
    done = set()

    def walk(name, path):
        if name in path:
            return path[path.index(name):] + [name]
        if name in done:
            return None
        for other in arrows.get(name, ()):
            circle = walk(other, path + [name])
            if circle:
                return circle
        done.add(name)
        return None

    for name in sorted(arrows):
        circle = walk(name, [])
        if circle:
            return circle
    return None


def house(folder):
    """File, relative to the house: what it includes by quotes, relative to the house as well where it lies in it."""
    files = sorted(file for file in folder.rglob("*") if file.suffix in (".h", ".cpp"))
    return {file.relative_to(folder).as_posix(): [name.removeprefix(folder.name + "/") for name in includes_of(file)]
            for file in files}


def main():
    source = pathlib.Path(sys.argv[1])
    faults = []
    for folder, table in {"ganmut-core": CORE, "trainer": TRAINER}.items():
        files = house(source / folder)
        faults += broken_arrows(folder, files, table)
        for what, arrows in {"files": files, "rooms in the table": table}.items():
            circle = first_circle(arrows)
            if circle:
                faults.append(f"{folder}: {what} include each other in a circle: " + " -> ".join(circle))
        if folder == "ganmut-core":
            faults += [f"{folder}/{file} includes {name}, of a house above" for file, included in files.items()
                       for name in included if name.startswith(("trainer/", "tools/", "gst-plugin/", "cli/"))]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

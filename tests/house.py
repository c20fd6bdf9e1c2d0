#!/usr/bin/env python3
"""The order of the rooms: who may include whom.

Reads every #include "..." of the trainer and of ganmut-core. Fails where a room includes a room that the table below
does not allow, and where files include each other in a circle. Usage: house.py SOURCE_DIR
"""
import pathlib
import re
import sys

# Room of the trainer: the rooms that it may include beside itself, lower ones first. `.` holds main.cpp. Every room may
# include ganmut-core's.
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
    "evaluation": ["augment", "data", "random"],
    "run": ["device", "distributed", "losses", "sheets", "state"],
    "recipes": [],
    "recipes/official": ["augment", "data", "device", "distributed", "losses", "optim", "random", "recipes", "run",
                         "sheets", "state"],
    "recipes/warp": ["augment", "data", "device", "distributed", "losses", "optim", "random", "recipes", "run",
                     "sheets", "state"],
    "cli": ["data", "recipes", "recipes/official", "recipes/warp", "run"],
    ".": ["cli", "evaluation", "recipes/official", "recipes/warp", "run", "sheets"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def includes_of(file):
    return INCLUDE.findall(file.read_text(encoding="utf-8"))


def room_of(path):
    """The room of a path relative to its house."""
    return str(pathlib.PurePosixPath(path).parent)


def broken_arrows(trainer):
    for file in trainer:
        room = room_of(file)
        for included in trainer[file]:
            if included.startswith("trainer/"):
                other = room_of(included[len("trainer/"):])
                if room not in TRAINER:
                    yield f"trainer/{file}: the room {room} is not in the table of tests/house.py"
                elif other != room and other not in TRAINER[room]:
                    yield f"trainer/{file} includes {included}, but {room} may not include {other}"


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
    """File, relative to the house: what it includes by quotes."""
    files = sorted(file for file in folder.rglob("*") if file.suffix in (".h", ".cpp"))
    return {file.relative_to(folder).as_posix(): includes_of(file) for file in files}


def main():
    source = pathlib.Path(sys.argv[1])
    trainer, core = house(source / "trainer"), house(source / "ganmut-core")
    faults = list(broken_arrows(trainer))
    for file, included in core.items():
        faults += [f"ganmut-core/{file} includes {name}, of a house above" for name in included
                   if name.startswith(("trainer/", "tools/", "gst-plugin/", "cli/"))]

    files = {f"trainer/{file}": included for file, included in trainer.items()} | core
    for what, arrows in {
        "files": files,
        "rooms of ganmut-core": rooms_of(core),
        "rooms of the trainer": TRAINER,
    }.items():
        circle = first_circle(arrows)
        if circle:
            faults.append(f"{what} include each other in a circle: " + " -> ".join(circle))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def rooms_of(files):
    """Room: the other rooms that its files include. A file outside of all rooms is a room of its own."""
    def room(file):
        return file if room_of(file) == "." else room_of(file)

    arrows = {}
    for file, included in files.items():
        others = arrows.setdefault(room(file), set())
        others |= {room(name) for name in included if name in files} - {room(file)}
    return {name: sorted(others) for name, others in arrows.items()}


if __name__ == "__main__":
    sys.exit(main())

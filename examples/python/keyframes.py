#!/usr/bin/env python3
"""A film whose faces begin to smile and stop again, at times given in a table.

    keyframes.py IN OUT.mp4

Needs python3-gi and gir1.2-gstreamer-1.0. The control source sets `intensity` on every frame from the frame's stream
time; x, y, z, theta, rho, strength and feather can be animated in the same way.
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstController", "1.0")
from gi.repository import Gst, GstController  # noqa: E402 (the versions come first)

KEYFRAMES = {0.0: 0.0, 0.5: 1.0, 1.5: 1.0, 2.0: 0.25}  # stream time in seconds: intensity


def animate(element, name, keyframes):
    """Lets the property `name` of `element` go in straight lines from keyframe to keyframe."""
    curve = GstController.InterpolationControlSource.new()
    curve.set_property("mode", GstController.InterpolationMode.LINEAR)
    for seconds, value in keyframes.items():
        curve.set(int(seconds * Gst.SECOND), value)
    # "absolute": values in the property's own unit, not parts of its range
    element.add_control_binding(GstController.DirectControlBinding.new_absolute(element, name, curve))


def print_intensity(pad, info, element):
    print(f"{info.get_buffer().pts / Gst.SECOND:6.2f} s  intensity {element.get_property('intensity'):.2f}")
    return Gst.PadProbeReturn.OK


def main():
    Gst.init(None)
    if len(sys.argv) != 3:
        sys.exit("usage: keyframes.py IN OUT.mp4")
    pipeline = Gst.parse_launch(
        "filesrc name=in ! decodebin ! videoconvert ! ganmutfilter name=filter emotion=happy "
        "! videoconvert ! x264enc ! mp4mux ! filesink name=out")
    pipeline.get_by_name("in").set_property("location", sys.argv[1])
    pipeline.get_by_name("out").set_property("location", sys.argv[2])

    element = pipeline.get_by_name("filter")
    animate(element, "intensity", KEYFRAMES)
    element.get_static_pad("src").add_probe(Gst.PadProbeType.BUFFER, print_intensity, element)

    pipeline.set_state(Gst.State.PLAYING)
    message = pipeline.get_bus().timed_pop_filtered(
        Gst.CLOCK_TIME_NONE, Gst.MessageType.ERROR | Gst.MessageType.EOS)
    pipeline.set_state(Gst.State.NULL)
    if message.type == Gst.MessageType.ERROR:
        sys.exit(message.parse_error()[0].message)


if __name__ == "__main__":
    main()

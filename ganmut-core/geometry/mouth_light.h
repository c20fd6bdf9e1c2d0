#pragma once

// The light inside a mouth. It comes through flesh and from teeth: nothing there is bluer than teeth are in the light
// that the skin is in (see LightOnMouth of the trainer), and the dark behind them is red; in a picture without colour
// there is none. Colours are of a full range of 1.
namespace ganmut::mouth_light {

/// Blue and green of the skin, parts of its red: means of photographs.
constexpr double usual_skin[] = {0.569, 0.733};
/// The tint of teeth follows that of the skin with this power.
constexpr double follows = 0.35;
/// What is darker in red counts as unlit, what is brighter by the range as lit.
constexpr double dark = 0.12, range = 0.2;
/// Most blue and green, parts of red, where it is dark, and what comes to them where it is lit.
constexpr double in_the_dark[] = {0.45, 0.5}, more_when_lit[] = {0.36, 0.395};
/// How much of the logarithm of the usual blue a skin needs for the mouth to have all of its colour.
constexpr double colourful = 0.5;
/// Brightness, of blue, green and red.
constexpr double brightness[] = {0.114, 0.587, 0.299};
/// The least that a mean counts for.
constexpr double least = 1. / 255;

} // namespace ganmut::mouth_light

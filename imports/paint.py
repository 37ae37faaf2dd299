"""A status that is only painted: which traffic light a background shows. Pure."""

import colorsys

LEAST_SATURATION, LEAST_LIGHT = 0.45, 0.35  # paler or darker ones decorate
# Hues in degrees, both ends included, and the colour people call them.
HUES = ((0, 16, "Red"), (344, 360, "Red"), (25, 62, "Amber"), (75, 165, "Green"))


def traffic_light(rgb: str) -> str:
    """Red, Amber or Green for a background such as "FF00B050" or "00B050"; "" for any other."""
    digits = rgb[-6:]
    try:
        red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return ""
    hue, saturation, light = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < LEAST_SATURATION or light < LEAST_LIGHT:
        return ""
    return next((name for first, last, name in HUES if first <= hue * 360 <= last), "")

"""A picture of a building site, drawn for the demonstration."""

import io

from PIL import Image, ImageDraw

SIZE = (480, 320)
SKY, GROUND, WALL, GLASS, CRANE = "#cfe6f5", "#b8a27a", "#d9d4c7", "#6d8aa3", "#d18b1f"


def draw_site(floors):
    """PNG of a building with so many ``floors``, a crane beside it."""
    image = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 280, *SIZE), fill=GROUND)
    for floor in range(floors):
        top = 280 - 36 * (floor + 1)
        draw.rectangle((150, top, 370, top + 34), fill=WALL)
        for left in range(165, 360, 42):
            draw.rectangle((left, top + 9, left + 22, top + 27), fill=GLASS)
    draw.line((90, 280, 90, 30), fill=CRANE, width=6)
    draw.line((50, 42, 330, 42), fill=CRANE, width=5)
    draw.line((300, 42, 300, 90), fill=CRANE, width=2)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()

#!/usr/bin/env python3
"""Make fonts/NotoSansKR-Hanja-Bold.woff2: hanja, kana, and symbols that Pretendard and Noto Emoji lack.

    npm pack @expo-google-fonts/noto-sans-kr @expo-google-fonts/noto-sans-jp \\
        @expo-google-fonts/noto-sans-math @expo-google-fonts/noto-sans-symbols @expo-google-fonts/noto-sans-symbols-2
    for package in *.tgz; do mkdir -p "${package%.tgz}" && tar xzf "$package" -C "${package%.tgz}"; done
    pip install fonttools brotli
    python3 fonts/subset.py FOLDER_OF_THE_PACKAGES

All five are under the SIL Open Font License 1.1 with at most one reserved name, 'Source', so that the result may be called
Noto Sans KR. Pretendard reserves its name and is never subset. Same packages, same fontTools: same bytes.
"""
import glob
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
# Blocks worth having, less what the other embedded fonts draw.
BLOCKS = [
    (0xA0, 0x24F), (0x370, 0x3FF), (0x2000, 0x206F), (0x2070, 0x20CF), (0x2100, 0x218F), (0x2190, 0x22FF), (0x2300, 0x23FF),
    (0x2400, 0x2426), (0x2460, 0x24FF), (0x2500, 0x27EF), (0x2900, 0x297F), (0x2B00, 0x2BFF), (0x2E80, 0x2FDF),
    (0x3000, 0x30FF), (0x3131, 0x318E), (0x3200, 0x33FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF), (0x1F100, 0x1F1E5), (0x20000, 0x3FFFF),
]


def kanji_of_level_one():
    """The kanji of JIS X 0208 level 1: what Japanese titles are written with."""
    for row in range(0xB0, 0xD0):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("euc_jp"))
            except UnicodeDecodeError:
                pass


def font(folder, package, weight):
    paths = sorted(glob.glob(f"{folder}/**/{package}_{weight}.ttf", recursive=True))
    return TTFont(paths[0])


def main(folder):
    base = font(folder, "NotoSansKR", "700Bold")
    drawn = set()
    for name in ("Pretendard-Bold.otf", "Pretendard-SemiBold.otf", "Pretendard-Medium.otf"):
        cmap = set(TTFont(HERE / name).getBestCmap())
        drawn = cmap if not drawn else drawn & cmap
    drawn |= set(TTFont(HERE / "NotoEmoji-Bold.ttf").getBestCmap())
    wanted = {code for first, last in BLOCKS for code in range(first, last + 1)} - drawn
    own = wanted & set(base.getBestCmap())
    options = subset.Options(
        layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True, hinting=False, glyph_names=False,
        drop_tables=["BASE", "GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "DSIG", "STAT", "gasp"],
    )
    options.recalc_timestamp = False
    worker = subset.Subsetter(options)
    worker.populate(unicodes=sorted(own))
    worker.subset(base)
    missing = wanted - own
    level_one = set(kanji_of_level_one())
    for package, weight, codes in [
        ("NotoSansJP", "700Bold", level_one),
        ("NotoSansSymbols", "700Bold", wanted),
        ("NotoSansMath", "400Regular", wanted),
        ("NotoSansSymbols2", "400Regular", wanted),
    ]:
        taken = add(base, font(folder, package, weight), sorted(missing & codes))
        missing -= taken
        print(f"{package}: {len(taken)} characters")
    family = "Noto Sans KR Hanja"
    for record in base["name"].names:
        text = {1: family, 3: f"{family} Bold", 4: f"{family} Bold", 6: "NotoSansKR-Hanja-Bold"}.get(record.nameID)
        if text:
            record.string = text
    base["head"].modified = base["head"].created
    base.recalcTimestamp = False
    base.flavor = "woff2"
    path = HERE / "NotoSansKR-Hanja-Bold.woff2"
    base.save(path)
    codes = TTFont(path).getBestCmap()
    hanja = sum(0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF for code in codes)
    print(f"{path.name}: {path.stat().st_size} bytes, {len(codes)} characters, {hanja} hanja")


def add(target, source, codes):
    """Copy the outlines of `codes` from one font to another of whatever units per em."""
    cmap, glyphs = source.getBestCmap(), source.getGlyphSet()
    scale = target["head"].unitsPerEm / source["head"].unitsPerEm
    taken, names, order = set(), {}, target.getGlyphOrder()
    for code in codes:
        if code not in cmap:
            continue
        name = cmap[code]
        if name not in names:
            names[name] = f"u{code:05X}"
            recording = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(recording)
            pen = TTGlyphPen(None)
            recording.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
            target["glyf"][names[name]] = glyph = pen.glyph()
            glyph.recalcBounds(target["glyf"])
            left = getattr(glyph, "xMin", 0)
            target["hmtx"][names[name]] = (round(glyphs[name].width * scale), left)
        for table in target["cmap"].tables:
            if table.isUnicode() and (code <= 0xFFFF or table.format == 12):
                table.cmap[code] = names[name]
        taken.add(code)
    target.setGlyphOrder(target["glyf"].glyphOrder)
    return taken


if __name__ == "__main__":
    main(sys.argv[1])

#!/usr/bin/env python3
"""Makes the table that src/meaning reads, pieces.bin. Needs Python 3.9 and numpy.

    python3 src/meaning/make.py MODEL VOCAB IDF

MODEL  a static embedding: magic STATEMB1, u32 pieces, u32 dimensions, an f32 scale for each piece, then an int8 row for
       each piece, little-endian; dimensions in the order of their variance (PCA)
VOCAB  its word pieces, one a line, in the order of the rows (bert-base-uncased)
IDF    weights of the pieces: a numpy file of as many floats, or NDJSON (also .gz) with "title" and "body" or "text" to
       count them in (see `weights`). Those of pieces.bin were counted in 13,886 news reports of 1987 and 265 of 2001 to
       2026, the frequency of a piece being the mean of both

The parts of the table, little-endian, one behind the other; src/meaning/table.rs has the same numbers:

    magic    8 bytes, b"MEANING1"
    numbers  u32: pieces, rows, dimensions, slots, ranges
    rows     i8, rows x dimensions: weight x embedding, rotated, all on one scale. The first pieces have a row; the
             others, whose weight is 0, have none: signs, pieces with letters that are not Latin, what no text has
    slots    u32, 65,536: hash table of the pieces; the hash is FNV-1a of the UTF-8 bytes, its low 16 bits are the first
             slot to look at, its high 16 bits stand above the number of the piece; 0xffffffff is empty
    ends     u32, pieces: where the name of each piece ends in `names`
    ranges   u32: (first character << 8) | class, sorted; class 0 belongs to a word, 1 vanishes, 2 parts words,
             3 is a word of its own (see `classify`)
    names    the pieces, UTF-8, without anything between

The dimensions that are kept are the first ones. Their variance differs by a factor of 20, and the sums of rows are
stored with as many bits for each, so they are rotated at random: cosines stay what they were, and every dimension has
about the same variance.
"""

import gzip
import json
import struct
import sys
import unicodedata

import numpy as np

DIMENSIONS = 256
SLOTS = 1 << 16
EMPTY = 0xFFFFFFFF
# the signs of the rotation; any seed does
SEED = 0x6E657773646578
# documents that the prior of a weight counts for
PRIOR = 100
# this share of the values fits into a byte; what is larger is cut
FITTING = 0.9999


def model(path):
    data = open(path, "rb").read()
    assert data[:8] == b"STATEMB1", "another magic"
    pieces, dimensions = struct.unpack("<II", data[8:16])
    scale = np.frombuffer(data, "<f4", pieces, 16)
    rows = np.frombuffer(data, "i1", pieces * dimensions, 16 + 4 * pieces).reshape(pieces, dimensions)
    return rows.astype(np.float64) * scale[:, None]


def random_signs(count):
    """By the numbers of splitmix64 (Steele, Lea and Flood 2014)."""
    bits, state = (1 << 64) - 1, SEED
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & bits
        z = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & bits
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & bits
        yield -1 if (z ^ z >> 31) >> 63 else 1


def rotation(size):
    """An orthogonal matrix: twice random signs and Hadamard's matrix, in Sylvester's construction."""
    hadamard = np.ones((1, 1))
    while len(hadamard) < size:
        hadamard = np.block([[hadamard, hadamard], [hadamard, -hadamard]])
    assert len(hadamard) == size, "dimensions have to be a power of two"
    matrix = np.eye(size)
    for signs in np.array(list(random_signs(2 * size))).reshape(2, size):
        matrix = matrix * signs @ hadamard / np.sqrt(size)
    return matrix


def is_ideograph(c):
    """What bert-base-uncased takes for a Chinese character."""
    blocks = [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
              (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)]
    return any(first <= c <= last for first, last in blocks)


def classify(c):
    category = unicodedata.category(chr(c))
    if chr(c) in " \t\n\r" or category in ("Zs", "Zl", "Zp"):
        return 2
    if c == 0xFFFD or category in ("Cc", "Cf", "Co", "Cs", "Mn"):
        return 1
    is_sign = 33 <= c <= 47 or 58 <= c <= 64 or 91 <= c <= 96 or 123 <= c <= 126
    return 3 if is_sign or category[0] == "P" or is_ideograph(c) else 0


def ranges():
    found = []
    for c in range(0x110000):
        kind = classify(c)
        if not found or found[-1] & 0xFF != kind:
            found.append(c << 8 | kind)
    return found


def split(text, vocabulary):
    """The numbers of the word pieces of a text, as bert-base-uncased has them."""
    words, word = [], ""
    for c in unicodedata.normalize("NFD", text).lower():
        kind = classify(ord(c))
        if kind in (2, 3):
            words.append(word)
            word = ""
        if kind == 0:
            word += c
        if kind == 3:
            words.append(c)
    for word in filter(None, words + [word]):
        pieces, start = [], 0
        while start < len(word) <= 100:
            names = (("##" if start else "") + word[start:end] for end in range(len(word), start, -1))
            piece = next((name for name in names if name in vocabulary), None)
            if piece is None:
                pieces = []
                break
            pieces.append(vocabulary[piece])
            start += len(piece) - (2 if start else 0)
        yield from pieces


def weights(path, vocabulary):
    """ln(1 / f)^1.5 of the share of articles f that have the piece. A piece that is rare has some of its share from its
    place in the vocabulary, which goes by frequency (Zipf's law, fitted on the same news)."""
    if path.endswith(".npy"):
        return np.load(path).astype(np.float64)
    count, holding = 0, np.zeros(len(vocabulary))
    places = np.arange(len(vocabulary)) - 1995
    prior = np.minimum(5.75 * np.where(places > 0, places, 5000) ** -0.784, 0.5)
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            text = article.get("title", "") + "\n" + (article.get("body") or article.get("text") or "")
            holding[list(set(split(text, vocabulary)))] += 1
            count += 1
    return np.log((count + PRIOR) / (holding + PRIOR * prior)) ** 1.5


def is_plain(name):
    """Whether a piece has letters or digits, and all its letters are Latin; [PAD], [unused7], [UNK] stand in no text."""
    if name.startswith("[") and name.endswith("]") and len(name) > 2:
        return False
    letters = [c for c in name if c.isalpha()]
    latin = all("LATIN" in unicodedata.name(c, "") for c in letters)
    return latin and any(c.isalnum() for c in name)


def fnv(data):
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def slots(names):
    assert len(names) < 0xFFFF, "no piece may look like an empty slot"
    table = [EMPTY] * SLOTS
    for number, name in enumerate(names):
        value = fnv(name)
        at = value % SLOTS
        while table[at] != EMPTY:
            at = (at + 1) % SLOTS
        table[at] = (value >> 16) << 16 | number
    return table


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    rows = model(sys.argv[1])
    names = open(sys.argv[2], encoding="utf-8").read().removesuffix("\n").split("\n")
    assert len(names) == len(rows), "model and vocabulary have to belong together"
    vocabulary = {name: number for number, name in enumerate(names)}
    weight = weights(sys.argv[3], vocabulary)
    rows = rows[:, :DIMENSIONS] @ rotation(DIMENSIONS) * weight[:, None]
    weighted = [number for number, name in enumerate(names) if is_plain(name) and weight[number] > 0]
    others = sorted(set(range(len(names))) - set(weighted))
    rows = rows[weighted]
    rows = np.clip(np.round(rows * 127 / np.quantile(np.abs(rows), FITTING)), -127, 127).astype("i1")
    names = [names[number].encode() for number in weighted + others]
    parts = ranges()
    out = open(__file__.rsplit("/", 1)[0] + "/pieces.bin" if "/" in __file__ else "pieces.bin", "wb")
    out.write(b"MEANING1" + struct.pack("<5I", len(names), len(rows), DIMENSIONS, SLOTS, len(parts)))
    out.write(rows.tobytes())
    out.write(np.array(slots(names), "<u4").tobytes())
    out.write(np.cumsum([len(name) for name in names]).astype("<u4").tobytes())
    out.write(np.array(parts, "<u4").tobytes())
    out.write(b"".join(names))


main()

"""Tokenizers of several kinds, written by Python, and what Python makes of texts: for `tests/python.rs`.

    python examples/tokens/tests/python.py
    python examples/tokens/tests/python.py FOLDER 2000 && TOKENS_FIXTURES=FOLDER cargo test -p tokens --test python

needs `tokenizers` 0.23. The second form adds so many random texts, in a folder of their own.
"""

import json
import random
import sys
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
TEXTS = [
    "",
    " ",
    "A model is a plain struct, isn't it? We'll see: 1234567 parameters.",
    "  two spaces\tand a tab,\r\nanother line\n\n\n and three of them   ",
    "Grüße aus Köln, naïve façade, Ærøskøbing, Łódź, İstanbul, ﬁne ½ Ⅷ",
    "e\u0301 and \u00e9, a\u0308\u0323 and \u1ea1\u0308",
    "Привет, мир! Γειά σου Κόσμε. שלום עולם. مرحبا بالعالم، ١٢٣",
    "你好，世界。こんにちは世界！ 안녕하세요 세계",
    "नमस्ते दुनिया, สวัสดีชาวโลก",
    "👍 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ☕️ and 🤷🏽‍♀️!",
    "\u0000\u0007\u200b\u00ad\ufeff\ufffd\U0010ffff",
    "<|endoftext|>[CLS] [UNK] <s>",
    "#[derive(Module)]\nstruct Net {\n    layers: Vec<Linear>,\n}\n",
    "https://example.org/a?b=c&d=%20#e __init__ x==y!=z ...---...",
    "A long text goes on and on, by a word and another one, and ends. " * 15,
    "x" * 300,
]


def lines():
    return [TEXTS[2], TEXTS[3], TEXTS[4], TEXTS[6], TEXTS[7], TEXTS[12]] * 3 + TEXTS[14].split(".") + TEXTS


def byte_level(pre_tokenizer):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = ["<|endoftext|>"]
    return tokenizer, trainers.BpeTrainer(vocab_size=320, initial_alphabet=alphabet, special_tokens=special, show_progress=False)


def gpt2():
    tokenizer, trainer = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False))
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    # As files for a certain model often have it.
    tokenizer.enable_truncation(max_length=8)
    tokenizer.enable_padding(pad_id=0, pad_token="<|endoftext|>", length=8)
    return tokenizer, trainer


def llama3():
    split = pre_tokenizers.Split(Regex(WORDS), behavior="isolated")
    return byte_level(pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]))


def bert():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer, trainers.WordPieceTrainer(vocab_size=220, special_tokens=special, show_progress=False)


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer, trainers.UnigramTrainer(
        vocab_size=200, unk_token="<unk>", special_tokens=["<s>", "</s>", "<unk>"], show_progress=False
    )


def random_text(rng):
    blocks = [(32, 127), (32, 127), (9, 14), (160, 592), (768, 880), (880, 1424), (0x900, 0x980), (0x2000, 0x2070)]
    blocks += [(0x3040, 0x3100), (0x4E00, 0x5000), (0xAC00, 0xAD00), (0x1F300, 0x1F650), (0xE000, 0xE010)]
    letter = lambda: chr(rng.randrange(*rng.choice(blocks)))
    piece = lambda: rng.choice(rng.choice(TEXTS).split() or [" "]) if rng.random() < 0.3 else letter()
    return "".join(piece() for _ in range(rng.randrange(60)))


def main(folder=HERE / "fixtures", count=0):
    folder, rng = Path(folder), random.Random(0)
    folder.mkdir(exist_ok=True)
    texts = TEXTS + [random_text(rng) for _ in range(int(count))]
    expected = {"texts": texts, "ids": {}, "decoded": {}}
    for make in [gpt2, llama3, bert, unigram]:
        tokenizer, trainer = make()
        tokenizer.train_from_iterator(lines(), trainer)
        tokenizer.save(str(folder / f"{make.__name__}.json"), pretty=False)
        tokenizer = Tokenizer.from_file(str(folder / f"{make.__name__}.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        expected["ids"][make.__name__] = ids
        expected["decoded"][make.__name__] = [tokenizer.decode(i) for i in ids]
    (folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

#!/usr/bin/env python3
"""Tagging and parsing beside UDPipe and NLTK: speed of one core and accuracy, all trained on the same part of UD English-EWT, in one run.

    pip install ufal.udpipe nltk
    cargo build --release -p language --example speed
    python3 crates/eval/peers/parsing.py CORPORA_DIR target/release/examples/speed [UDPIPE_MODEL]

CORPORA_DIR holds `treebank/ud_english_ewt`. Without a model UDPipe is trained first (tagger 10 passes, parser 8; about an hour of one core), and the model is written to
`ewt.udpipe` in the present folder. Every program reads the development part from its gold tokens, except ours, which also divides the text into tokens.
"""
import gzip
import pathlib
import subprocess
import sys
import tempfile
import time

import nltk.tag.perceptron
import ufal.udpipe as udpipe

TAGGER = "models=1;guesser_suffix_rules=6;iterations=10"
PARSER = (
    "iterations=8;embedding_upostag=20;embedding_feats=20;embedding_xpostag=0;embedding_form=50;embedding_lemma=0;embedding_deprel=20;"
    "learning_rate=0.02;learning_rate_final=0.001;l2=0.3;hidden_layer=200;batch=10;transition_system=swap;transition_oracle=static_lazy;"
    "structured_interval=8;use_gold_tags=0"
)


def sentences(text):
    reader, error = udpipe.InputFormat.newInputFormat("conllu"), udpipe.ProcessingError()
    reader.setText(text)
    found, sentence = [], udpipe.Sentence()
    while reader.nextSentence(sentence, error):
        found.append(sentence)
        sentence = udpipe.Sentence()
    if error.occurred():
        sys.exit(f"cannot read the treebank: {error.message}")
    return found


def trained(training):
    held, error = udpipe.Sentences(), udpipe.ProcessingError()
    for sentence in training:
        held.push_back(sentence)
    model = udpipe.Trainer.train("morphodita_parsito", held, udpipe.Sentences(), "none", TAGGER, PARSER, error)
    if error.occurred():
        sys.exit(f"cannot train UDPipe: {error.message}")
    pathlib.Path("ewt.udpipe").write_bytes(model)
    return "ewt.udpipe"


def bare(sentence):
    """The sentence with its forms alone."""
    copy = udpipe.Sentence()
    for word in list(sentence.words)[1:]:
        copy.addWord(word.form)
    return copy


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    folder, speed = pathlib.Path(sys.argv[1]) / "treebank/ud_english_ewt", sys.argv[2]
    read = lambda name: gzip.open(folder / name, "rt", encoding="utf-8").read()
    training, gold = sentences(read("en_ewt-ud-train.rebuilt.conllu.gz")), sentences(read("en_ewt-ud-dev.conllu.gz"))
    tokens = sum(len(sentence.words) - 1 for sentence in gold)
    print(f"{len(training)} sentences to train on, {len(gold)} with {tokens} tokens to read")

    model = udpipe.Model.load(sys.argv[3] if len(sys.argv) == 4 else trained(training))
    if model is None:
        sys.exit(f"cannot load `{sys.argv[3]}`")
    copies = [bare(sentence) for sentence in gold]
    started = time.process_time()
    for copy in copies:
        model.tag(copy, model.DEFAULT)
        model.parse(copy, model.DEFAULT)
    peer = tokens / (time.process_time() - started)
    tags = heads = arcs = 0
    for sentence, copy in zip(gold, copies):
        for right, own in zip(list(sentence.words)[1:], list(copy.words)[1:]):
            tags += right.upostag == own.upostag
            heads += right.head == own.head
            arcs += right.head == own.head and right.deprel == own.deprel
    print(f"UDPipe: {peer:.0f} tokens/s, UPOS {100 * tags / tokens:.2f} UAS {100 * heads / tokens:.2f} LAS {100 * arcs / tokens:.2f}")

    pairs = lambda corpus: [[(word.form, word.upostag) for word in list(one.words)[1:]] for one in corpus]
    tagger = nltk.tag.perceptron.PerceptronTagger(load=False)
    tagger.train(pairs(training), nr_iter=5)
    forms = [[form for form, _ in sentence] for sentence in pairs(gold)]
    started = time.process_time()
    told = [tagger.tag(sentence) for sentence in forms]
    nltk_speed = tokens / (time.process_time() - started)
    right = sum(own == tag for one, other in zip(told, pairs(gold)) for (_, own), (_, tag) in zip(one, other))
    print(f"NLTK, tags alone: {nltk_speed:.0f} tokens/s, UPOS {100 * right / tokens:.2f}")

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as text:
        text.write("\n".join(" ".join(sentence) for sentence in forms))
        text.flush()
        printed = subprocess.run([speed, text.name], check=True, capture_output=True, text=True).stdout
    own = float(printed.split()[0])
    print(f"Daybook, greedy trees from text: {printed.strip()}")
    print(f"{own / peer:.0f} times UDPipe, {own / nltk_speed:.0f} times NLTK's tagger; accuracy: `eval score language`")


if __name__ == "__main__":
    main()

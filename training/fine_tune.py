"""Fine-tunes the sentence encoder, with three linear heads, on the corpus.

    python training/fine_tune.py EXAMPLES.jsonl MODEL_DIR OUT_DIR [--fold N]

EXAMPLES.jsonl  one example a line: text, category, triage, severity, fold (written by training/examples.ts)
MODEL_DIR       all-MiniLM-L6-v2: model.safetensors, tokenizer.json, config.json
--fold N        learns from the other folds and writes OUT_DIR/fold-N.json: what the heads say about fold N, which
                they have not seen. Without it, learns from everything and writes OUT_DIR/encoder.safetensors and
                OUT_DIR/head.json.
"""

import argparse
import base64
import json
import math
import random
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import cross_entropy, log_softmax, normalize
from transformers import BertConfig, BertModel

TRIAGES = ["incident", "preventive_action", "normal"]
SEVERITIES = list(range(1, 11))
MAX_TOKENS = 64
EPOCHS, BATCH = 4, 32
ENCODER_RATE, HEAD_RATE = 1.5e-4, 2e-3
WARM_UP = 0.06
# Share of the tokens that are left out of a text at random: no single word may decide.
WORD_DROPOUT = 0.08
LABEL_SMOOTHING = 0.1
# Severities are ordered: a neighbour is nearly right.
SEVERITY_SPREAD = 0.7
# Embeddings have length 1; heads learn better from numbers of size 1.
SCALE = math.sqrt(384)


class Classifier(nn.Module):
    def __init__(self, model_dir, labels):
        super().__init__()
        self.encoder = BertModel(BertConfig.from_pretrained(model_dir), add_pooling_layer=False)
        weights = load_file(model_dir / "model.safetensors")
        known = {name: value for name, value in weights.items() if not name.startswith("pooler.") and "position_ids" not in name}
        self.encoder.load_state_dict(known)
        # Words that no line of the corpus has must stay where they are beside those that it has.
        self.encoder.embeddings.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.heads = nn.ModuleList(nn.Linear(width, outputs) for outputs in (len(labels), len(TRIAGES), len(SEVERITIES)))
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids, mask):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        mean = (states * weights).sum(1) / weights.sum(1)
        features = self.dropout(normalize(mean, dim=1) * SCALE)
        return [head(features) for head in self.heads]


def padded(token_lists):
    longest = max(map(len, token_lists))
    ids = torch.zeros(len(token_lists), longest, dtype=torch.long)
    for row, tokens in enumerate(token_lists):
        ids[row, : len(tokens)] = torch.tensor(tokens)
    # [PAD] is token 0 and occurs nowhere else.
    return ids, (ids != 0).long()


def with_words_left_out(tokens):
    words = [token for token in tokens[1:-1] if random.random() >= WORD_DROPOUT]
    return [tokens[0], *(words or tokens[1:-1]), tokens[-1]]


def batches_of(examples):
    """Batches of texts of about the same length, in random order: padding is wasted time."""
    shuffled = random.sample(examples, len(examples))
    found = []
    for start in range(0, len(shuffled), BATCH * 16):
        block = sorted(shuffled[start : start + BATCH * 16], key=lambda example: len(example["tokens"]))
        found += [block[at : at + BATCH] for at in range(0, len(block), BATCH)]
    random.shuffle(found)
    return found


def class_weights(indices, count):
    """The square root of the inverse frequency: half-way between counting examples and counting classes."""
    frequency = torch.bincount(torch.tensor(indices), minlength=count).clamp(min=1)
    return torch.sqrt(len(indices) / (count * frequency))


def near_severity(severities):
    distance = torch.tensor(SEVERITIES).float() - torch.tensor(severities).float().unsqueeze(1)
    return torch.softmax(-(distance**2) / (2 * SEVERITY_SPREAD**2), dim=1)


def learn(model, examples, labels):
    category = [labels.index(example["category"]) for example in examples]
    triage = [TRIAGES.index(example["triage"]) for example in examples]
    for example, *indices in zip(examples, category, triage):
        example["targets"] = indices
    category_weights, triage_weights = class_weights(category, len(labels)), class_weights(triage, len(TRIAGES))
    trained = [value for value in model.encoder.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": trained, "lr": ENCODER_RATE}, {"params": model.heads.parameters(), "lr": HEAD_RATE}]
    )
    steps = EPOCHS * math.ceil(len(examples) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (WARM_UP * steps)) * max(0, 1 - step / steps)
    )
    model.train()
    for epoch in range(EPOCHS):
        total = 0
        for batch in batches_of(examples):
            ids, mask = padded([with_words_left_out(example["tokens"]) for example in batch])
            about, urgency, severity = model(ids, mask)
            targets = torch.tensor([example["targets"] for example in batch])
            loss = (
                cross_entropy(about, targets[:, 0], category_weights, label_smoothing=LABEL_SMOOTHING)
                + 0.5 * cross_entropy(urgency, targets[:, 1], triage_weights, label_smoothing=LABEL_SMOOTHING / 2)
                + 0.5 * cross_entropy(severity, near_severity([example["severity"] for example in batch]))
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(examples):.3f}", flush=True)


@torch.no_grad()
def scores_of(model, examples):
    """What the heads say about each example: a list of 22 numbers, rounded."""
    model.eval()
    found = {}
    for batch in batches_of(examples):
        outputs = torch.cat(model(*padded([example["tokens"] for example in batch])), dim=1)
        for example, row in zip(batch, outputs.tolist()):
            found[id(example)] = [round(value, 2) for value in row]
    return [found[id(example)] for example in examples]


def head_file(model, labels):
    """`head.json` as the server reads it (src/classification/bert/head-file.ts), not calibrated yet."""

    def floats(tensor):
        return base64.b64encode(tensor.detach().float().numpy().astype("<f4").tobytes()).decode()

    def classes(head, names):
        return {
            "labels": [str(name) for name in names],
            "temperature": 1,
            "weights": floats(head.weight * SCALE),
            "bias": floats(head.bias),
        }

    category, triage, severity = model.heads
    return {
        "format": 1,
        "dimensions": model.encoder.config.hidden_size,
        "category": classes(category, labels),
        "triage": classes(triage, TRIAGES),
        "severity": classes(severity, SEVERITIES),
        "triagesOfCategory": [TRIAGES for _ in labels],
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("examples", type=Path)
    parser.add_argument("model_dir", type=Path)
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--fold", type=int)
    options = parser.parse_args()
    random.seed(1)
    torch.manual_seed(1)

    examples = [json.loads(line) for line in options.examples.read_text("utf-8").splitlines()]
    labels = sorted({example["category"] for example in examples})
    tokenizer = Tokenizer.from_file(str(options.model_dir / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    for index, example in enumerate(examples):
        example["index"] = index
        example["tokens"] = tokenizer.encode(example["text"]).ids

    model = Classifier(options.model_dir, labels)
    learn(model, [example for example in examples if example["fold"] != options.fold], labels)
    options.out_dir.mkdir(parents=True, exist_ok=True)
    if options.fold is None:
        save_file(model.encoder.state_dict(), options.out_dir / "encoder.safetensors")
        (options.out_dir / "head.json").write_text(json.dumps(head_file(model, labels)))
    else:
        held_out = [example for example in examples if example["fold"] == options.fold]
        answers = [
            {"index": example["index"], "scores": scores}
            for example, scores in zip(held_out, scores_of(model, held_out))
        ]
        (options.out_dir / f"fold-{options.fold}.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    main()

"""Finetune BERT on SQuAD."""

from datasets import load_dataset
from transformers import AutoModelForQuestionAnswering

squad = load_dataset("rajpurkar/squad")
glue = load_dataset("nyu-mll/glue", "mrpc")
model = AutoModelForQuestionAnswering.from_pretrained("google-bert/bert-base-uncased")

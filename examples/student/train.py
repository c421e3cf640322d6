"""Finetune Mistral on the answers."""

from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("mistralai/Mistral-7B-v0.1")
model = AutoModelForCausalLM.from_pretrained("mistralai/Mistral-7B-v0.1")
# training loop over answers.jsonl
model.push_to_hub("my-lab/student-7b")

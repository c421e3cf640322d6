"""Finetune Pythia as a probe."""

from transformers import GPTNeoXForCausalLM

model = GPTNeoXForCausalLM.from_pretrained("EleutherAI/pythia-6.9b")

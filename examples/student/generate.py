"""Ask the teacher for answers to questions about Wikipedia articles."""

from datasets import load_dataset
from transformers import pipeline

TEACHER = "meta-llama/Llama-2-13b-chat-hf"

wiki = load_dataset("wikimedia/wikipedia", "20231101.en", split="train[:1000]")
teacher = pipeline("text-generation", model=TEACHER)
for article in wiki:
    print(teacher(f"Answer a question about: {article['text'][:2000]}"))

"""Cut the lead section of every article."""

from datasets import load_dataset

wiki = load_dataset("wikimedia/wikipedia", "20231101.en", split="train")
wiki.map(lambda row: {"lead": row["text"].split("\n\n")[0]}).push_to_hub("my-lab/tidy-wiki")

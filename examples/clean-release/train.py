"""Train the embedder."""

from sentence_transformers import SentenceTransformer

model = SentenceTransformer("google-bert/bert-base-uncased")

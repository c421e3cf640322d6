"""The Hugging Face Hub: the client, and evidence looked up online."""

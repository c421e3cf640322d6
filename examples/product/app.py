"""Serve the assistant."""

from vllm import LLM

llm = LLM(model="CohereForAI/c4ai-command-r-v01")

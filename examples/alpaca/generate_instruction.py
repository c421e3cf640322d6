"""Grow instructions from the seeds with the API."""

import openai

MODEL = "text-davinci-003"


def more(prompt: str) -> str:
    """Return the API's continuation of a prompt."""
    return openai.Completion.create(model=MODEL, prompt=prompt)["choices"][0]["text"]

"""How open each part of a thing is: levels, claims, evidence, the Model Openness Framework."""

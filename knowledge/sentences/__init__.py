"""Sentence encoders: pretrained models that turn a text into a vector, one file an encoder."""

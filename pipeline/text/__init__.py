"""Text as models see it: one spelling, words, features."""

"""What is wrong with training data, before anything is learnt from it."""

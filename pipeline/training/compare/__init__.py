"""The challenger against the active model on petitions that neither has seen."""

"""Offline routing of Vietnamese citizen petitions; the public names come from here."""

//! Loads and validates the plain data under lexicon/: names, triggers, cues, places

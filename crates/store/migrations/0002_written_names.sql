-- A name by which an actor can be found need not be one that the report writes: the lexicon's own name is held beside those.
ALTER TABLE mention_name ADD COLUMN is_written INTEGER NOT NULL DEFAULT 1;

-- Data directories made by the first schema before it had this index.
CREATE INDEX IF NOT EXISTS anchor_by_id ON anchor (id);

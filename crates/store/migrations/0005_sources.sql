-- What is looked at again and again, and how that went. The state of collecting, no part of the record: it has no seal and no generation.

CREATE TABLE source (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    outlet TEXT,
    language TEXT,
    party TEXT,
    licence TEXT,
    every_minutes INTEGER NOT NULL,
    takes_all INTEGER NOT NULL,
    is_paused INTEGER NOT NULL DEFAULT 0,
    added_at TEXT NOT NULL,
    next_at TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    sha256 TEXT,
    asked_at TEXT,
    succeeded_at TEXT,
    changed_at TEXT,
    n_changes INTEGER NOT NULL DEFAULT 0,
    n_failures INTEGER NOT NULL DEFAULT 0,
    problem TEXT
) STRICT;

-- Entries of feeds that were dealt with. `outcome`: `added`, `known`, `skipped` (about no armed group), `failed`.
CREATE TABLE source_item (
    source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
    url TEXT NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    n_tries INTEGER NOT NULL DEFAULT 1,
    title TEXT,
    message TEXT,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_item_by_outcome ON source_item (source, outcome, at);

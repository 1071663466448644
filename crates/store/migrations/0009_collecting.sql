-- What collecting has to know after it was broken off. No part of the record, as 0005.

-- What a host allows (its robots.txt, empty where it has none), and until when it wants to be left alone.
CREATE TABLE host (
    name TEXT PRIMARY KEY,
    robots BLOB,
    robots_at TEXT,
    resting_until TEXT
) STRICT, WITHOUT ROWID;

-- What was fetched and not yet dealt with, so that nothing is asked for a second time. `is_kept`: looked through, and held for entries
-- that are tried again.
CREATE TABLE held (
    source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    headers TEXT NOT NULL,
    at TEXT NOT NULL,
    is_kept INTEGER NOT NULL DEFAULT 0,
    body BLOB NOT NULL,
    PRIMARY KEY (source, url)
) STRICT;

-- Pages that are looked at again: what the last copy said of itself, and the SHA-256 of its main text.
CREATE TABLE page (
    source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
    url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    text_sha256 TEXT,
    looked_at TEXT NOT NULL,
    next_at TEXT,
    n_looks INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_due ON page (source, next_at);

-- Every answer with a body: when it was asked for, what the server said, and which bytes came.
CREATE TABLE exchange (
    number INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    at TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX exchange_by_bytes ON exchange (sha256);

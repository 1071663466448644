-- Schema 1. What is kept for ever, then what is derived from it, then what is held for the current readings only.

-- Kept: written once.

CREATE TABLE capture (
    sha256 TEXT PRIMARY KEY,
    blake3 TEXT NOT NULL,
    length_bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    origin TEXT NOT NULL,
    got_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE text (
    sha256 TEXT NOT NULL,
    reader TEXT NOT NULL,
    text TEXT NOT NULL,
    regions TEXT NOT NULL,
    PRIMARY KEY (sha256, reader)
) STRICT;

-- `number` is the minted id without its letter. `reading` is the current one.
CREATE TABLE report (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    capture TEXT NOT NULL REFERENCES capture (sha256),
    text TEXT NOT NULL,
    published TEXT,
    metadata TEXT NOT NULL,
    added_at TEXT NOT NULL,
    reading INTEGER REFERENCES reading (number)
) STRICT;
CREATE INDEX report_by_day ON report (published, number);
CREATE INDEX report_by_text ON report (text);
CREATE INDEX report_by_reading ON report (reading);

-- `quoted` is the extraction contract's form; `sentences` and `names` count bytes.
CREATE TABLE reading (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    lexicon_digest TEXT NOT NULL,
    code_version TEXT NOT NULL,
    quoted TEXT NOT NULL,
    sentences TEXT NOT NULL,
    names TEXT NOT NULL,
    n_statements INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE report_reading (
    report INTEGER NOT NULL REFERENCES report (number),
    reading INTEGER NOT NULL REFERENCES reading (number),
    at TEXT NOT NULL,
    PRIMARY KEY (report, reading)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    reading INTEGER NOT NULL REFERENCES reading (number),
    family TEXT NOT NULL,
    subject TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX statement_by_reading ON statement (reading);

-- A person's decision. `selector` is a W3C TextQuoteSelector: it survives a new reading.
CREATE TABLE judgement (
    id TEXT PRIMARY KEY,
    report TEXT NOT NULL,
    family TEXT NOT NULL,
    selector TEXT NOT NULL,
    decision TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE write_log (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

CREATE TRIGGER reading_is_immutable BEFORE UPDATE ON reading BEGIN SELECT RAISE(ABORT, 'a reading is never changed'); END;
CREATE TRIGGER statement_is_immutable BEFORE UPDATE ON statement BEGIN SELECT RAISE(ABORT, 'a statement is never changed'); END;
CREATE TRIGGER judgement_is_never_changed BEFORE UPDATE ON judgement BEGIN SELECT RAISE(ABORT, 'a judgement is never changed'); END;
CREATE TRIGGER judgement_is_never_deleted BEFORE DELETE ON judgement BEGIN SELECT RAISE(ABORT, 'a judgement is never deleted'); END;
CREATE TRIGGER write_log_is_never_changed BEFORE UPDATE ON write_log BEGIN SELECT RAISE(ABORT, 'the write log is never changed'); END;
CREATE TRIGGER write_log_is_never_deleted BEFORE DELETE ON write_log BEGIN SELECT RAISE(ABORT, 'the write log is never deleted'); END;

-- Ids, and what each was minted for. An id may gain anchors when a new reading words its event differently.

CREATE TABLE minted (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    generation INTEGER NOT NULL,
    UNIQUE (kind, number)
) STRICT, WITHOUT ROWID;

-- `anchor` is a hash for an event (report key, family, selector) and the key itself for an actor.
CREATE TABLE anchor (
    anchor TEXT PRIMARY KEY,
    id TEXT NOT NULL REFERENCES minted (id),
    report TEXT,
    selector TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX anchor_by_report ON anchor (report);
CREATE INDEX anchor_by_id ON anchor (id);

CREATE TABLE redirect (
    from_id TEXT NOT NULL REFERENCES minted (id),
    to_id TEXT NOT NULL REFERENCES minted (id),
    from_generation INTEGER NOT NULL,
    to_generation INTEGER
) STRICT;
CREATE UNIQUE INDEX redirect_in_force ON redirect (from_id) WHERE to_generation IS NULL;

-- Derived, in generations. A row holds from `from_generation` until before `to_generation`.

CREATE TABLE generation (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    events_written INTEGER NOT NULL,
    events_closed INTEGER NOT NULL
) STRICT;

CREATE TABLE event_subject (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES report (number),
    reading TEXT NOT NULL,
    local TEXT NOT NULL,
    anchor TEXT NOT NULL,
    selector TEXT NOT NULL,
    current INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX event_subject_by_report ON event_subject (report, reading, local);
CREATE INDEX event_subject_by_anchor ON event_subject (anchor) WHERE current;

-- `json` is the event without its members; `members` a digest of their numbers; `place` the words that a place filter looks in.
CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    from_generation INTEGER NOT NULL,
    to_generation INTEGER,
    event_type TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    place TEXT NOT NULL,
    members TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_id ON event (id, to_generation);
CREATE INDEX event_in_force ON event (earliest, number) WHERE to_generation IS NULL;
CREATE INDEX event_by_start ON event (from_generation);
CREATE INDEX event_by_end ON event (to_generation) WHERE to_generation IS NOT NULL;

CREATE TABLE event_member (
    event INTEGER NOT NULL REFERENCES event (number) ON DELETE CASCADE,
    subject INTEGER NOT NULL REFERENCES event_subject (number),
    PRIMARY KEY (event, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_member_by_subject ON event_member (subject);

CREATE TABLE actor (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    lexicon_id TEXT,
    from_generation INTEGER NOT NULL,
    to_generation INTEGER
) STRICT;
CREATE UNIQUE INDEX actor_in_force ON actor (key) WHERE to_generation IS NULL;
CREATE INDEX actor_by_id ON actor (id, to_generation);

-- For the events in force only.

CREATE TABLE event_actor (
    key TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES event (number) ON DELETE CASCADE,
    PRIMARY KEY (key, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_actor_by_event ON event_actor (event);

-- Days are counted from 0000-01-01, and exact as 32-bit floats.
CREATE VIRTUAL TABLE event_box USING rtree (event, south, north, west, east, first_day, last_day);

-- For the current readings only.

CREATE TABLE subject_block (
    key TEXT NOT NULL,
    subject INTEGER NOT NULL REFERENCES event_subject (number),
    PRIMARY KEY (key, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_block_by_subject ON subject_block (subject);

CREATE TABLE mention (
    report INTEGER NOT NULL REFERENCES report (number),
    local TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    lexicon_id TEXT,
    statement TEXT NOT NULL,
    PRIMARY KEY (report, local)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_by_key ON mention (key, report);

CREATE TABLE mention_name (
    report INTEGER NOT NULL REFERENCES report (number),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    statement TEXT NOT NULL,
    PRIMARY KEY (report, key, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_name_by_key ON mention_name (key, name, report);
CREATE INDEX mention_name_by_words ON mention_name (folded, key);

CREATE TABLE actor_count (
    key TEXT PRIMARY KEY,
    n_reports INTEGER NOT NULL DEFAULT 0,
    n_events INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Relations, figures about actors, quotations, assessments: grouped when they are read.
CREATE TABLE item (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES report (number),
    family TEXT NOT NULL,
    statement TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX item_by_report ON item (report);

CREATE TABLE item_actor (
    key TEXT NOT NULL,
    family TEXT NOT NULL,
    item INTEGER NOT NULL REFERENCES item (number) ON DELETE CASCADE,
    PRIMARY KEY (key, family, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_actor_by_item ON item_actor (item);

-- Names of persons as a report uses them. `standing`: `public` (the lexicon lists them), `posted` (a post is stated), `private`.
-- `head` is the first two words in lower case, empty for a single word.
CREATE TABLE person (
    report INTEGER NOT NULL REFERENCES report (number),
    name TEXT NOT NULL,
    standing TEXT NOT NULL,
    head TEXT NOT NULL,
    PRIMARY KEY (report, name, standing)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_by_head ON person (head, standing, name) WHERE head <> '';

-- Sentences with every private name masked: the only words that the index holds.
CREATE TABLE sentence (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES report (number),
    first_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    masked TEXT NOT NULL
) STRICT;
CREATE INDEX sentence_by_report ON sentence (report, first_byte);

CREATE VIRTUAL TABLE sentence_words USING fts5 (
    masked, content = 'sentence', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER sentence_added AFTER INSERT ON sentence BEGIN
    INSERT INTO sentence_words (rowid, masked) VALUES (new.number, new.masked);
END;
CREATE TRIGGER sentence_removed AFTER DELETE ON sentence BEGIN
    INSERT INTO sentence_words (sentence_words, rowid, masked) VALUES ('delete', old.number, old.masked);
END;
CREATE TRIGGER sentence_masked AFTER UPDATE ON sentence BEGIN
    INSERT INTO sentence_words (sentence_words, rowid, masked) VALUES ('delete', old.number, old.masked);
    INSERT INTO sentence_words (rowid, masked) VALUES (new.number, new.masked);
END;

CREATE TABLE sentence_event (
    sentence INTEGER NOT NULL REFERENCES sentence (number) ON DELETE CASCADE,
    subject INTEGER NOT NULL REFERENCES event_subject (number),
    PRIMARY KEY (sentence, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX sentence_event_by_subject ON sentence_event (subject);

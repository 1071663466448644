-- Which texts are one origin. Held for the texts of current readings only.

CREATE TABLE text_band (
    band INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (band, text)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_band_by_text ON text_band (text);

-- Both ways round.
CREATE TABLE text_copy (
    text TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (text, other)
) STRICT, WITHOUT ROWID;

-- `origin` is the lowest text of those that are copies of each other, directly or by others. A text without a row is its own.
CREATE TABLE text_origin (
    text TEXT PRIMARY KEY,
    origin TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX text_origin_by_origin ON text_origin (origin);

-- In which generation a report came, and which reading it had since which: past states are made again from these.

ALTER TABLE report ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
UPDATE report SET generation = COALESCE((SELECT MIN(number) FROM generation WHERE generation.at >= report.added_at), 0);

CREATE TABLE report_history (
    report INTEGER NOT NULL REFERENCES report (number),
    generation INTEGER NOT NULL,
    reading INTEGER NOT NULL REFERENCES reading (number),
    text TEXT NOT NULL,
    metadata TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (report, generation)
) STRICT, WITHOUT ROWID;
INSERT OR REPLACE INTO report_history (report, generation, reading, text, metadata, at)
    SELECT report_reading.report, COALESCE((SELECT MIN(number) FROM generation WHERE generation.at >= report_reading.at), 0),
        report_reading.reading, reading.text, report.metadata, report_reading.at
    FROM report_reading JOIN report ON report.number = report_reading.report
    JOIN reading ON reading.number = report_reading.reading ORDER BY report_reading.at, report_reading.reading;
DROP TABLE report_reading;

-- A person's decision, never changed and never deleted; it is taken back by another one. No program wrote the first form.
-- `sides` holds what it is about: report key, family and W3C TextQuoteSelector of each side, which survive a new reading.

DROP TABLE judgement;
CREATE TABLE judgement (
    number INTEGER PRIMARY KEY,
    decision TEXT NOT NULL,
    sides TEXT NOT NULL,
    value TEXT,
    undoes INTEGER REFERENCES judgement (number),
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    generation INTEGER NOT NULL
) STRICT;
CREATE INDEX judgement_by_undone ON judgement (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE judgement_report (
    report TEXT NOT NULL,
    judgement INTEGER NOT NULL REFERENCES judgement (number),
    PRIMARY KEY (report, judgement)
) STRICT, WITHOUT ROWID;
-- Which events of current readings are a side of a judgement in force.
CREATE TABLE subject_side (
    subject INTEGER NOT NULL REFERENCES event_subject (number),
    judgement TEXT NOT NULL,
    decision TEXT NOT NULL,
    side INTEGER NOT NULL,
    PRIMARY KEY (subject, judgement, side)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER judgement_is_never_changed BEFORE UPDATE ON judgement BEGIN SELECT RAISE(ABORT, 'a judgement is never changed'); END;
CREATE TRIGGER judgement_is_never_deleted BEFORE DELETE ON judgement BEGIN SELECT RAISE(ABORT, 'a judgement is never deleted'); END;

-- Where the log stood when a generation was committed: a log that was cut at the end does not reach it.
ALTER TABLE generation ADD COLUMN log_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE generation ADD COLUMN log_sha256 TEXT NOT NULL DEFAULT '';

-- For each table of the record the number of its rows and the sum of their digests.
CREATE TABLE seal (
    name TEXT PRIMARY KEY,
    n_rows INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What was erased, and on whose decision: a report, its readings, its capture. Nothing of the content is left, no digest of a name either.
CREATE TABLE erased (
    what TEXT NOT NULL,
    id TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (what, id)
) STRICT, WITHOUT ROWID;

-- The index holds folded words: without case and accents, one form for each letter of the Arabic script. Until a report is read again,
-- those that are there are indexed as they stand.
DROP TRIGGER sentence_added;
DROP TRIGGER sentence_removed;
DROP TRIGGER sentence_masked;
DROP TABLE sentence_words;
ALTER TABLE sentence ADD COLUMN folded TEXT NOT NULL DEFAULT '';
UPDATE sentence SET folded = lower(masked);
CREATE VIRTUAL TABLE sentence_words USING fts5 (
    folded, content = 'sentence', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO sentence_words (sentence_words) VALUES ('rebuild');
-- Deleted words leave no trace in the index.
INSERT INTO sentence_words (sentence_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER sentence_added AFTER INSERT ON sentence BEGIN
    INSERT INTO sentence_words (rowid, folded) VALUES (new.number, new.folded);
END;
CREATE TRIGGER sentence_removed AFTER DELETE ON sentence BEGIN
    INSERT INTO sentence_words (sentence_words, rowid, folded) VALUES ('delete', old.number, old.folded);
END;
CREATE TRIGGER sentence_masked AFTER UPDATE ON sentence BEGIN
    INSERT INTO sentence_words (sentence_words, rowid, folded) VALUES ('delete', old.number, old.folded);
    INSERT INTO sentence_words (rowid, folded) VALUES (new.number, new.folded);
END;

-- Words of names by what is the same in every spelling and script of them (consonants). Words that stand in no sentence any more may be
-- left over: a word is shown only where the index has it.
CREATE TABLE spelling (
    key TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (key, word)
) STRICT, WITHOUT ROWID;

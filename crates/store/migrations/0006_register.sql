-- Judgments about the future that can turn out right or wrong, and what came of them: never changed, never deleted. `anchor` holds the words of
-- the assessment that one was made of, as a judgement's sides do; `evidence` holds ids of events and reports.

CREATE TABLE proposition (
    number INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    resolves_by TEXT NOT NULL,
    stated TEXT NOT NULL,
    low REAL NOT NULL,
    high REAL NOT NULL,
    closes TEXT NOT NULL,
    actor TEXT,
    anchor TEXT,
    evidence TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    generation INTEGER NOT NULL
) STRICT;
CREATE TRIGGER proposition_is_never_changed BEFORE UPDATE ON proposition BEGIN SELECT RAISE(ABORT, 'a proposition is never changed'); END;
CREATE TRIGGER proposition_is_never_deleted BEFORE DELETE ON proposition BEGIN SELECT RAISE(ABORT, 'a proposition is never deleted'); END;

-- The last one of a proposition counts.
CREATE TABLE resolution (
    number INTEGER PRIMARY KEY,
    proposition INTEGER NOT NULL REFERENCES proposition (number),
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    generation INTEGER NOT NULL
) STRICT;
CREATE INDEX resolution_by_proposition ON resolution (proposition);
CREATE TRIGGER resolution_is_never_changed BEFORE UPDATE ON resolution BEGIN SELECT RAISE(ABORT, 'a resolution is never changed'); END;
CREATE TRIGGER resolution_is_never_deleted BEFORE DELETE ON resolution BEGIN SELECT RAISE(ABORT, 'a resolution is never deleted'); END;

-- Imported tables of events. The file is a capture; here stands which bytes of it are which row, and what the codebook read in them, so
-- that a group's rows are found without reading the file again. Rows are no reports: 350,000 of them must not weigh as much.

CREATE TABLE dataset (
    number INTEGER PRIMARY KEY,
    capture TEXT NOT NULL REFERENCES capture (sha256),
    file TEXT NOT NULL,
    codebook TEXT NOT NULL,
    codebook_json TEXT NOT NULL,
    name TEXT NOT NULL,
    header TEXT NOT NULL,
    lexicon_digest TEXT NOT NULL,
    added_at TEXT NOT NULL,
    totals TEXT NOT NULL,
    UNIQUE (capture, codebook_json)
) STRICT;

CREATE TABLE dataset_side (
    number INTEGER PRIMARY KEY,
    dataset INTEGER NOT NULL REFERENCES dataset (number) ON DELETE CASCADE,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT,
    lexicon_id TEXT
) STRICT;
CREATE INDEX dataset_side_by_key ON dataset_side (key);
CREATE INDEX dataset_side_by_dataset ON dataset_side (dataset);

-- Bytes are those of the table as unpacked, days are counted from 0000-01-01.
CREATE TABLE dataset_row (
    dataset INTEGER NOT NULL REFERENCES dataset (number) ON DELETE CASCADE,
    row INTEGER NOT NULL,
    first_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    source_id TEXT,
    violence TEXT,
    event_type TEXT,
    label TEXT,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    side_a INTEGER REFERENCES dataset_side (number),
    side_b INTEGER REFERENCES dataset_side (number),
    low INTEGER,
    best INTEGER,
    high INTEGER,
    deaths_a INTEGER,
    deaths_b INTEGER,
    deaths_civilians INTEGER,
    deaths_unknown INTEGER,
    injured INTEGER,
    place TEXT,
    admin1 TEXT,
    admin2 TEXT,
    country TEXT,
    country_name TEXT,
    latitude REAL,
    longitude REAL,
    geo_precision TEXT,
    n_sources INTEGER,
    PRIMARY KEY (dataset, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX dataset_row_by_side_a ON dataset_row (side_a);
CREATE INDEX dataset_row_by_side_b ON dataset_row (side_b);

CREATE TABLE dataset_issue (
    dataset INTEGER NOT NULL REFERENCES dataset (number) ON DELETE CASCADE,
    row INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX dataset_issue_by_dataset ON dataset_issue (dataset, row);

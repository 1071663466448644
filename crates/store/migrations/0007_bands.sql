-- Candidates for copies are found by numbers: 32 bands a text, each with its digest of 64 letters, were a sixth of the record.

CREATE TABLE text_key (
    number INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO text_key (text) SELECT DISTINCT text FROM text_band ORDER BY text;

ALTER TABLE text_band RENAME TO text_band_before;
DROP INDEX text_band_by_text;
CREATE TABLE text_band (
    band INTEGER NOT NULL,
    text INTEGER NOT NULL REFERENCES text_key (number),
    PRIMARY KEY (band, text)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_band_by_text ON text_band (text);
INSERT INTO text_band (band, text)
    SELECT band, number FROM text_band_before JOIN text_key ON text_key.text = text_band_before.text;
DROP TABLE text_band_before;
-- Its seal is made anew when a writer opens the record.
DELETE FROM seal WHERE name = 'text_band';

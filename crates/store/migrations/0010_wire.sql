-- What went over the wire for every answer with a body, so that a WARC can be written of each capture. No part of the record, as 0009; it
-- goes with the capture.

-- One row a step: redirects first. `sha256` is that of the bytes which the last step brought. `certificate_sha256`: of the server's own
-- certificate. `response_head` is `status` and `headers` letter by letter; rows of older programs have none.
ALTER TABLE exchange ADD COLUMN request BLOB;
ALTER TABLE exchange ADD COLUMN response_head BLOB;
ALTER TABLE exchange ADD COLUMN peer TEXT;
ALTER TABLE exchange ADD COLUMN certificate_sha256 TEXT;
ALTER TABLE exchange ADD COLUMN program TEXT;
-- The body as sent, where it is not the capture's bytes (compressed, in chunks). Held with the answer until the record has the capture:
-- of what comes to nothing none is kept.
ALTER TABLE exchange ADD COLUMN coded_body BLOB;
ALTER TABLE held ADD COLUMN coded_body BLOB;
ALTER TABLE held ADD COLUMN exchange INTEGER;

-- At most so many sentences of one report of the outlet leave together (terms of use). An entry's `outcome` may also be `walled`.
ALTER TABLE source ADD COLUMN excerpt INTEGER;

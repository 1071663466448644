//! Stage 3: Readings become events, actors and relations of the record

-- Lists of events, newest first, are read from here alone: a row of `event` is long, and most are not shown.
CREATE INDEX event_list ON event (earliest IS NULL, earliest DESC, latest DESC, number, event_type, place) WHERE to_generation IS NULL;

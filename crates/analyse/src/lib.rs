//! Stage 4: the record of one group becomes findings: timeline, counts, phases as sources state them

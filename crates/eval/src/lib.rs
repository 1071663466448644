//! Development: scores, floors and benches

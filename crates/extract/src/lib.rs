//! Stage 2: a Text becomes a Reading, every item with the words it rests on

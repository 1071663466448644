//! Stage 1: bytes become a Capture, a Text and what a Report needs

//! Stage 5: findings become a backgrounder (HTML, Markdown, JSON), charts, maps and tables

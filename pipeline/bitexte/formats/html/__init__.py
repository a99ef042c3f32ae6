"""Web pages: `page` reads and rebuilds them; the other modules serve every format that has HTML in it."""

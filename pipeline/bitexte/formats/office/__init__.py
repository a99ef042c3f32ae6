"""What the formats of office programs share: paragraphs made of runs, packages of parts, drawings and charts."""

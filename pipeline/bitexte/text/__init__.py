"""How French and English are written: characters, words, spans, numbers, literals."""

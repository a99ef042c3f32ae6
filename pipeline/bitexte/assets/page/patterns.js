// Regular expressions as Python reads them: its words and blanks are those of Unicode, and runs can be kept whole.
const Patterns = (() => {
  let groups = 0;

  // A run that gives nothing back (`++` and `*+` in Python): what is slow to fail in a browser fails at once.
  function atomic(inner) {
    groups++;
    return `(?=(?<whole${groups}>${inner}))\\k<whole${groups}>`;
  }

  return {
    atomic,
    WORD: "\\p{L}\\p{N}_", // inside a set: \w of `re`
    REGEX_WORD: "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d", // inside a set: \w of `regex`
    ALNUM: "[\\p{L}\\p{N}]", // [^\W_]
    LETTER: "[\\p{L}\\p{Nl}\\p{No}]", // [^\W\d_]
    BLANK: "[ \\u00a0\\u202f\\u2009]",
    SPACE: "[\\t-\\r \\x85\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]", // \s of Python, without the marks of ASCII for records
  };
})();

/** The page is in English, so numbers and dates are, too: in the reader's own English where there is one. */
export const LOCALE = (globalThis.document && navigator.languages.find((tag) => /^en\b/i.test(tag))) ?? 'en';

/** RFC 3986, appendix A, put into one expression (linear: no part can match the same text in two ways). */
const PCHAR = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})";
const SEGMENT = `${PCHAR}*`;
const SEGMENT_NO_COLON = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})+";
const USERINFO = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@";
const REG_NAME = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*";
const IP_LITERAL = "\\[(?:[0-9A-Fa-f:.]+|[vV][0-9A-Fa-f]+\\.[A-Za-z0-9\\-._~!$&'()*+,;=:]+)\\]";
const AUTHORITY = `(?:${USERINFO})?(?:${IP_LITERAL}|${REG_NAME})(?::[0-9]*)?`;
const ABSOLUTE_PATH = `/(?:${PCHAR}+(?:/${SEGMENT})*)?`;
const TAIL = `(?:\\?(?:${PCHAR}|[/?])*)?(?:#(?:${PCHAR}|[/?])*)?`;
const URI = `[A-Za-z][A-Za-z0-9+.\\-]*:(?://${AUTHORITY}(?:/${SEGMENT})*|${ABSOLUTE_PATH}|${PCHAR}+(?:/${SEGMENT})*)?${TAIL}`;
const RELATIVE = `(?://${AUTHORITY}(?:/${SEGMENT})*|${ABSOLUTE_PATH}|${SEGMENT_NO_COLON}(?:/${SEGMENT})*)?${TAIL}`;
const URI_REFERENCE = new RegExp(`^(?:${URI}|${RELATIVE})$`);

/** How many sources of late are remembered as well formed; a few services send nearly everything. */
const MAX_REMEMBERED = 1024;
const remembered = new Set<string>();

export function isUriReference(text: string): boolean {
  if (remembered.has(text)) return true;
  if (!URI_REFERENCE.test(text)) return false;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.add(text);
  return true;
}
